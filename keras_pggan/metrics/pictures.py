"""What measures ask of the pictures that they are given."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from keras_pggan.data.images import MIN_PICTURES, PictureArray
from keras_pggan.errors import InputError

# Values of one array that is worked on at once: 8 MB in float32.
BATCH_VALUES = 2**21


def check_pictures(pictures: PictureArray, what: str = "pictures") -> None:
    """Raises InputError for what is no uint8 array (count, height, width, channels) of pictures."""
    shape, dtype = tuple(pictures.shape), getattr(pictures, "dtype", np.dtype(np.uint8))
    if len(shape) != 4 or dtype != np.uint8:
        raise InputError(
            f"{what}: uint8 (count, height, width, channels) are expected, got {dtype} {shape}"
        )


def check_alike(reals: PictureArray, fakes: PictureArray) -> None:
    """Raises InputError for sets that differ in the number, size or channels of their pictures."""
    check_pictures(reals, "reals")
    check_pictures(fakes, "fakes")
    if reals.shape[0] < MIN_PICTURES:
        raise InputError(f"{MIN_PICTURES} pictures or more are expected, got {reals.shape[0]}")
    if tuple(reals.shape) != tuple(fakes.shape):
        raise InputError(
            "as many reals as fakes, of one size, are expected, got "
            f"{' and '.join('x'.join(map(str, each.shape)) for each in (reals, fakes))}"
        )


class Chosen:
    """Some pictures of an array, in an order of their own; nothing is copied until it is read.

    Args:
        pictures: uint8 (count, height, width, channels).
        indices: integers (chosen,).
    """

    dtype = np.dtype(np.uint8)

    def __init__(self, pictures: PictureArray, indices: np.ndarray):
        self.pictures, self.indices = pictures, indices
        self.shape = (len(indices), *pictures.shape[1:])

    def __len__(self) -> int:
        return len(self.indices)

    def __getitem__(self, wanted: np.ndarray) -> np.ndarray:
        return np.asarray(self.pictures[self.indices[wanted]])


class Mirrored:
    """The pictures of an array, mirrored left to right when they are read.

    Args:
        pictures: uint8 (count, height, width, channels).
    """

    dtype = np.dtype(np.uint8)

    def __init__(self, pictures: PictureArray):
        self.pictures, self.shape = pictures, tuple(pictures.shape)

    def __len__(self) -> int:
        return int(self.shape[0])

    def __getitem__(self, wanted: np.ndarray) -> np.ndarray:
        return np.asarray(self.pictures[wanted])[:, :, ::-1]


def disjoint(pictures: PictureArray, count: int, *, seed: int = 0) -> tuple[Chosen, Chosen]:
    """Two sets of `count` different pictures each, or of half of all where there are fewer.

    The distance between them is the noise floor of one between `count` reals and as many fakes.

    Args:
        pictures: two or more.
        count: how many are wanted in each.
        seed: of the choice.
    """
    order = np.random.default_rng(seed).permutation(pictures.shape[0])
    count = min(count, len(order) // 2)
    return Chosen(pictures, order[:count]), Chosen(pictures, order[count : 2 * count])


def drawn_labels(labels: np.ndarray, count: int, *, seed: int = 0) -> np.ndarray:
    """Labels for so many fakes, in random order and in the shares that a set has.

    They are drawn without regard to `disjoint`: a generator that is asked for just the labels of
    the reals it is held against would have less noise than other reals have.

    Args:
        labels: of the set, `count` or more.
        count: how many are wanted.
        seed: of the choice.
    """
    chosen: np.ndarray = np.random.default_rng((seed, 1)).permutation(labels)[:count]
    return chosen


def batches(pictures: PictureArray, *, multiple: int = 1) -> Iterator[np.ndarray]:
    """All pictures in their order, uint8, some at a time.

    Args:
        pictures: uint8 (count, height, width, channels).
        multiple: of how many a batch must have.
    """
    count, *shape = pictures.shape
    size = max(1, BATCH_VALUES // (int(np.prod(shape)) * multiple)) * multiple
    for start in range(0, count, size):
        yield np.asarray(pictures[np.arange(start, min(start + size, count))])
