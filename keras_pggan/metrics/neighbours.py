"""Whether generated pictures are copies of the pictures that a generator was trained with."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from keras_pggan.data.downsample import box_downsample
from keras_pggan.data.images import PictureArray
from keras_pggan.errors import InputError
from keras_pggan.metrics.extractor import Extractor
from keras_pggan.metrics.pictures import Chosen, Mirrored, check_pictures
from keras_pggan.metrics.squared_distances import squared_distances

WANTED = 5  # neighbours
SIDE = 64  # pixels; finer detail says little of whether a picture is a copy
REALS = 256  # whose distances are those of pictures that are no copies
ROWS = 256  # pictures compared at once


class Neighbours(NamedTuple):
    """The nearest of many for each of some, int64 and float64 (some, wanted), nearest first.

    Distances are mean squared differences; of equal ones the earlier picture is first.
    """

    indices: np.ndarray
    distances: np.ndarray


@dataclasses.dataclass(frozen=True)
class Memorisation:
    """How near samples are to pictures of the training set, and these to each other.

    Args:
        measure: `pixels`, or the name of an extractor.
        neighbours: the nearest training pictures of each sample.
        reals: of some training pictures, the distance to their nearest other, float64 (reals,).
    """

    measure: str
    neighbours: Neighbours
    reals: np.ndarray

    @property
    def samples_median(self) -> float:
        """Median distance of a sample to its nearest training picture."""
        return float(np.median(self.neighbours.distances[:, 0]))

    @property
    def reals_median(self) -> float:
        """Median distance of a training picture to its nearest other."""
        return float(np.median(self.reals))


class Shrunk:
    """Pictures of an array at a smaller size; each is shrunk by area when it is read.

    Args:
        pictures: uint8 (count, height, width, channels).
        height, width: in pixels, not above those of the pictures.
    """

    dtype = np.dtype(np.uint8)

    def __init__(self, pictures: PictureArray, height: int, width: int):
        self.pictures = pictures
        self.shape = (pictures.shape[0], height, width, pictures.shape[-1])

    def __getitem__(self, wanted: np.ndarray) -> np.ndarray:
        _, height, width, _ = self.shape
        if self.pictures.shape[1:3] == (height, width):
            return np.asarray(self.pictures[wanted])
        # One large picture at a time: a whole block of them would take gigabytes.
        small = [
            box_downsample(self.pictures[wanted[i : i + 1]], height, width)
            for i in range(len(wanted))
        ]
        return np.concatenate(small)


def memorisation(
    samples: PictureArray,
    pictures: PictureArray,
    *,
    extractor: Extractor | None = None,
    mirror: bool = False,
    seed: int = 0,
) -> Memorisation:
    """The five nearest training pictures of each sample, by pixels or by features.

    Where samples are much nearer to training pictures than these are to each other, the generator
    has learned them by heart. For that comparison 256 training pictures are drawn, or all.

    By pixels, pictures are compared at 64 pixels of their longer side, or at their own size if it
    is smaller. Memory: for the samples, and for 256 training pictures at that size, or their
    features; the training set is read in blocks.

    Args:
        samples: uint8 (count, height, width, channels), one or more.
        pictures: uint8, of that size, six or more.
        extractor: of features; without one, pixels are compared.
        mirror: whether training pictures count mirrored, too, as where training mirrored them.
        seed: of the choice of training pictures.

    Raises:
        InputError: the sizes or channels differ, or there are too few pictures.
    """
    check_pictures(samples, "samples")
    check_pictures(pictures, "training pictures")
    if tuple(samples.shape[1:]) != tuple(pictures.shape[1:]):
        one, other = ("x".join(map(str, each.shape[1:])) for each in (samples, pictures))
        raise InputError(
            f"samples and training pictures of one size are expected, got {one} and {other}"
        )
    if not samples.shape[0] or pictures.shape[0] <= WANTED:
        raise InputError(
            f"one sample and {WANTED + 1} training pictures or more are expected, "
            f"got {samples.shape[0]} and {pictures.shape[0]}"
        )
    total = pictures.shape[0]
    drawn = np.sort(np.random.default_rng(seed).choice(total, min(REALS, total), replace=False))
    count = samples.shape[0]
    asked = [*_blocks(samples, extractor), *_blocks(Chosen(pictures, drawn), extractor)]
    points = np.concatenate(asked, axis=1)[0]
    own = np.concatenate([np.full(count, -1), drawn])
    found = nearest(points, _blocks(pictures, extractor, mirror=mirror), own=own)
    return Memorisation(
        "pixels" if extractor is None else extractor.name,
        Neighbours(found.indices[:count], found.distances[:count]),
        found.distances[count:, 0],
    )


def nearest(
    points: np.ndarray, blocks: Iterable[np.ndarray], *, own: np.ndarray, wanted: int = WANTED
) -> Neighbours:
    """The nearest of many vectors for each of some, by mean squared difference.

    Args:
        points: (points, values).
        blocks: all of the many in their order, some (forms, any number, values) at a time, of
            whose forms the nearest counts; `wanted` or more that are not a point's own.
        own: the number among the many that is each point itself, and does not count; -1 for none.
        wanted: how many for each point.
    """
    distances = np.full((len(points), wanted), np.inf)
    indices = np.full((len(points), wanted), -1)
    start = 0
    for block in blocks:
        numbers = np.arange(start, start + block.shape[1])
        start += block.shape[1]
        apart = np.min([squared_distances(points, form) for form in block], axis=0)
        apart /= points.shape[1]
        apart[own[:, None] == numbers] = np.inf
        # Those found before stand first, and a stable sort keeps the earlier of equal ones.
        distances = np.concatenate([distances, apart], axis=1)
        indices = np.concatenate([indices, np.broadcast_to(numbers, apart.shape)], axis=1)
        order = np.argsort(distances, axis=1, kind="stable")[:, :wanted]
        distances, indices = (np.take_along_axis(x, order, axis=1) for x in (distances, indices))
    return Neighbours(indices, distances)


def _blocks(
    pictures: PictureArray, extractor: Extractor | None, *, mirror: bool = False
) -> Iterator[np.ndarray]:
    """What is compared of all pictures, and of these mirrored, (forms, some, values) at a time."""
    height, width = pictures.shape[1:3]
    scale = min(1.0, SIDE / max(height, width))
    if extractor is None:
        pictures = Shrunk(pictures, *(max(1, round(scale * side)) for side in (height, width)))
    for start in range(0, pictures.shape[0], ROWS):
        numbers = np.arange(start, min(start + ROWS, pictures.shape[0]))
        if extractor is None:
            some = np.asarray(pictures[numbers])
            pixels = np.stack([some, some[:, :, ::-1]] if mirror else [some])
            yield pixels.reshape(*pixels.shape[:2], -1)
        else:  # which reads full pictures, some at a time
            block = Chosen(pictures, numbers)
            forms: list[PictureArray] = [block, Mirrored(block)] if mirror else [block]
            yield np.stack([extractor.features(form).values for form in forms])
