"""The sliced Wasserstein distance between patches of two sets of pictures."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import functools
import os
from collections.abc import Callable

import numpy as np
import tensorflow as tf

from keras_pggan.data.images import PictureArray
from keras_pggan.errors import InputError
from keras_pggan.metrics.laplacian_pyramid import SMALLEST, laplacian_level, level_shapes
from keras_pggan.metrics.pictures import batches, check_alike, check_pictures

# Of the paper, section 5.
PATCH, PATCHES = 7, 128  # pixels of a side; of each picture and level
REPEATS, DIRECTIONS = 4, 128
SCALE = 1000.0
# Values of the projections of one set that are held at once: 128 MB in float32.
HELD = 2**25
ROWS = 2**14  # descriptors that are projected at once


@dataclasses.dataclass(frozen=True)
class SlicedWasserstein:
    """Distances between two sets of pictures, times 1000, for each level and their average.

    Args:
        levels: by the shorter side of the level's pictures in pixels, the largest first.
    """

    levels: dict[int, float]

    @property
    def average(self) -> float:
        """The mean over the levels."""
        return float(np.mean(list(self.levels.values())))

    def as_dict(self) -> dict[str, float]:
        """For reports: the levels by name, and `average`."""
        return {
            **{str(side): value for side, value in self.levels.items()},
            "average": self.average,
        }


@dataclasses.dataclass(frozen=True)
class Descriptors:
    """Patches of one level of the Laplacian pyramids of a set of pictures.

    NumPy rounds them and widens them again: where oneDNN is on, TensorFlow prints an error at the
    first value in half precision on a processor without AVX-512.

    Args:
        values: (patches, 7 * 7 * channels), by row, column and channel, less anything that is the
            same for all patches. In half precision, whose rounding is far below what another choice
            of patches changes.
        channels: of the pictures.
    """

    values: np.ndarray
    channels: int

    @functools.cached_property
    def statistics(self) -> tuple[np.ndarray, np.ndarray]:
        """Mean and standard deviation of each channel over all patches, float64 (channels,)."""
        total, squares = np.zeros((2, self.values.shape[1]))
        # Sums of squares lose what little contrast bright pictures have, unless they are taken
        # around a value in their midst.
        centre = self.values[:ROWS].mean(axis=0, dtype=np.float32)
        centre = np.tile(centre.reshape(-1, self.channels).mean(axis=0), PATCH * PATCH)
        for start in range(0, len(self.values), ROWS):
            part = self.values[start : start + ROWS] - centre
            total += part.sum(axis=0, dtype=np.float64)
            squares += np.einsum("ij,ij->j", part, part)
        # All patches have their pixels in one order, of which the channel is the last.
        moments = np.array([total, squares]) / len(self.values)
        mean, square = moments.reshape(2, -1, self.channels).mean(axis=1)
        return centre[: self.channels] + mean, np.sqrt(np.maximum(square - mean**2, 0))

    def project(self, directions: np.ndarray, out: np.ndarray) -> None:
        """Sorted projections of the patches, which are normalised by their own statistics.

        Args:
            directions: float (count, 7 * 7 * channels).
            out: float32 (count, patches), whose rows are filled, each ascending. New memory for
                each call would take longer than the calculation.
        """
        mean, deviation = self.statistics
        # A channel that is constant has no direction: it is 0 everywhere, as in the reals.
        scales = np.tile(1 / np.where(deviation > 0, deviation, np.inf), PATCH * PATCH)
        weights = tf.constant((directions * scales).astype(np.float32))
        # Taken away before the product, which GPUs may calculate with ten bits.
        middle = tf.constant(np.tile(mean, PATCH * PATCH).astype(np.float32))
        for start in range(0, len(self.values), ROWS):
            part = tf.constant(self.values[start : start + ROWS].astype(np.float32)) - middle
            found = tf.matmul(weights, part, transpose_b=True)
            out[:, start : start + ROWS] = found.numpy()
        # NumPy sorts without the interpreter's lock, and much faster than TensorFlow on a CPU.
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(np.ndarray.sort, out))


def sliced_wasserstein(
    reals: PictureArray, fakes: PictureArray, *, seed: int = 0
) -> SlicedWasserstein:
    """How far the patches of two sets of pictures are apart, at every resolution from 16 on.

    For each level of the Laplacian pyramid, 128 patches of 7x7 pixels are taken from each picture
    at uniform places, and each channel of a set normalised by its mean and deviation. Along 512
    random directions (4 times 128) the patches of both sets are sorted; the distance is the mean
    difference between those of one rank, times 1000. Its noise floor is that between two halves of
    the reals, of as many pictures; see `disjoint`.

    Memory: for all patches of one level, 300 bytes for each of RGB, and about 1 GB besides.

    Args:
        reals, fakes: uint8 (count, height, width, channels), as many of one as of the other; read
            in batches, once for each level.
        seed: of patches and directions.

    Raises:
        InputError: the sets differ in number, size or channels; fewer than two pictures; pictures
            of less than 16 pixels.

    Source: Karras et al. 2018 (arXiv 1710.10196), section 5.
    """
    check_alike(reals, fakes)
    _, height, width, _ = reals.shape
    shapes = level_shapes(height, width)
    if not shapes:
        raise InputError(
            f"the sliced Wasserstein distance needs pictures of {SMALLEST} pixels or more, "
            f"these are {height}x{width}"
        )
    levels = {}
    for level, shape in enumerate(shapes):
        random = np.random.default_rng((seed, level))
        levels[min(shape)] = _level_distance(reals, fakes, level, random)
    return SlicedWasserstein(levels)


def _level_distance(
    reals: PictureArray, fakes: PictureArray, level: int, random: np.random.Generator
) -> float:
    """The distance at one level; its patches are let go before those of the next are taken."""
    one, other = (descriptors(each, level, random) for each in (reals, fakes))
    return distance(one, other, unit_directions(reals.shape[3], random))


def unit_directions(channels: int, random: np.random.Generator) -> np.ndarray:
    """Uniform directions for patches, float64 (512, 7 * 7 * channels), of length 1."""
    found = random.standard_normal((REPEATS * DIRECTIONS, PATCH * PATCH * channels))
    directions: np.ndarray = found / np.linalg.norm(found, axis=1, keepdims=True)
    return directions


def descriptors(pictures: PictureArray, level: int, random: np.random.Generator) -> Descriptors:
    """Patches of one level of all pictures.

    Args:
        pictures: uint8 (count, height, width, channels).
        level: of the Laplacian pyramid, 0 is the full size.
        random: what places are drawn from: for each patch its row, then its column.
    """
    check_pictures(pictures)
    count, height, width, channels = pictures.shape
    shapes = level_shapes(height, width)
    rows, columns = (length - PATCH + 1 for length in shapes[level])
    places = random.integers((rows, columns), size=(count, PATCHES, 2), dtype=np.int32)
    values = np.empty((count * PATCHES, PATCH * PATCH * channels), np.float16)
    patches = _patches((height, width, channels), level)
    middle = np.zeros(channels, np.float32)
    done = 0
    for batch in batches(pictures):
        end = done + len(batch)
        if not done and level == len(shapes) - 1:
            # Half precision has few steps between the shades of bright pictures, but around 0.
            middle = batch.mean(axis=(0, 1, 2), dtype=np.float32)
        found = patches(tf.constant(batch), tf.constant(places[done:end]), tf.constant(middle))
        values[done * PATCHES : end * PATCHES] = found.numpy()
        done = end
    return Descriptors(values, channels)


def distance(reals: Descriptors, fakes: Descriptors, directions: np.ndarray) -> float:
    """Mean difference of the sorted projections, times 1000."""
    step = min(len(directions), max(1, HELD // len(reals.values)))
    held = np.empty((2, step, len(reals.values)), np.float32)
    total = 0.0
    for start in range(0, len(directions), step):
        some = directions[start : start + step]
        one, other = held[:, : len(some)]
        reals.project(some, one)
        fakes.project(some, other)
        one -= other
        total += sum(float(np.add.reduce(row)) for row in np.abs(one, out=one))
    return SCALE * total / (len(directions) * len(reals.values))


@functools.cache
def _patches(
    shape: tuple[int, int, int], level: int
) -> Callable[[tf.Tensor, tf.Tensor, tf.Tensor], tf.Tensor]:
    """What takes patches of one level out of uint8 pictures, at given places, less a value."""
    height, width, channels = shape
    shapes = level_shapes(height, width)
    height, width = shapes[level]
    inside = np.arange(PATCH)[:, None] * width + np.arange(PATCH)

    @tf.function(
        input_signature=[
            tf.TensorSpec((None, *shape), tf.uint8),
            tf.TensorSpec((None, PATCHES, 2), tf.int32),
            tf.TensorSpec((channels,), tf.float32),
        ],
        autograph=False,
    )
    def patches(pictures: tf.Tensor, places: tf.Tensor, middle: tf.Tensor) -> tf.Tensor:
        found = laplacian_level(tf.cast(pictures, tf.float32), level, len(shapes)) - middle
        starts = tf.range(tf.shape(found)[0])[:, None] * height * width
        first = starts + places[..., 0] * width + places[..., 1]
        pixels = tf.reshape(found, (-1, channels))
        taken = tf.gather(pixels, first[..., None, None] + tf.constant(inside, tf.int32))
        return tf.reshape(taken, (-1, PATCH * PATCH * channels))

    return patches
