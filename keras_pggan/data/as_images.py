"""Training sets in every form that people have them in."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from keras_pggan.data.array_advice import CHANNELS, of_range, of_shape
from keras_pggan.data.images import Images, open_images
from keras_pggan.data.npz import Pictures, as_array
from keras_pggan.data.shards import Shards
from keras_pggan.errors import InputError
from keras_pggan.words import brief, counted

FORMS = (
    "an opened data set (pg.data.open), the path of an .npz or of a folder of shards, an array, or "
    "a pair of arrays (pictures, labels)"
)
WANTED = "training wants uint8 pictures (count, height, width, channels)"


def as_images(
    given: Any, labels: Any = None, *, wanted: str = WANTED, size: int | None = None
) -> Images:
    """Opens or takes a training set.

    Args:
        given: an `Images`; a path of what `open_images` opens; arrays of the .npz contract; an
            array as `as_bytes` takes it, or a pair (pictures, labels).
        labels: of an array: integers (count,) of 0 or more, or None.
        wanted: how a message begins.
        size: as of `open_images`.

    Raises:
        InputError: it is none of these, or cannot be used: what came and what is wanted.
    """
    if isinstance(given, tuple) and len(given) == 2 and not isinstance(given, Pictures):
        if labels is not None:
            raise InputError(f"{wanted}, got labels twice: beside the pictures, and by themselves")
        given, labels = given
    if isinstance(given, Images | Pictures | Shards | str | os.PathLike):
        if labels is not None:
            raise InputError(
                f"{wanted}, got a data set, and labels beside it; a data set brings its own"
            )
        if isinstance(given, str | os.PathLike):
            return open_images(os.fspath(given), size=size)
        return given if isinstance(given, Images) else Images(given)
    pictures = as_bytes(given, wanted=wanted)
    return Images(Pictures(pictures, as_labels(labels, len(pictures), wanted=wanted)))


def as_bytes(given: Any, *, wanted: str = WANTED) -> np.ndarray:
    """Pictures uint8 (count, height, width, channels) of an array of whole numbers.

    Other types of whole numbers are taken where all values are 0 to 255. Floats are not: they may
    be meant for 0 to 1, for -1 to 1 or for 0 to 255, and a guess would train on black pictures.

    Raises:
        InputError: what came, what is wanted, and how to make it so.
    """
    array = as_array(given)
    if array is None or array.dtype.kind not in "biuf":
        raise InputError(f"{wanted}, got {brief(given)}; give {FORMS}")
    if array.ndim != 4 or 0 in array.shape or array.shape[-1] not in CHANNELS:
        raise InputError(f"{wanted}, got {array.dtype} {array.shape}{of_shape(array.shape)}")
    if array.dtype == np.uint8:
        return array
    least, most = array.min(), array.max()
    if array.dtype.kind in "iu" and least >= 0 and most <= 255:
        return array.astype(np.uint8)
    raise InputError(f"{wanted}, got {array.dtype}{of_range(array)}")


def as_labels(given: Any, count: int, *, wanted: str = WANTED) -> np.ndarray | None:
    """Labels int64 (count,) of whole numbers of 0 or more; None of None.

    Raises:
        InputError: what came and what is wanted.
    """
    labels = as_array(given)
    if labels is None:
        return None
    if labels.shape == (count,) and labels.dtype.kind in "iu" and labels.min() >= 0:
        return labels.astype(np.int64)
    found = f"{labels.dtype} {labels.shape}" if labels.dtype != object else brief(given)
    if labels.size and labels.dtype.kind in "iuf":
        found += f" from {labels.min()} to {labels.max()}"
    advice = ""
    if labels.ndim == 2 and labels.shape[0] == count:
        # Of one column, such as Keras's data sets have, argmax makes one class of all.
        one_hot = "of one-hot labels give labels.argmax(-1)"
        advice = f": {one_hot if labels.shape[1] > 1 else 'give labels[:, 0]'}"
    raise InputError(
        f"{wanted}, got labels {found}; one whole number of 0 or more for each of the "
        f"{counted(count, 'picture')} is expected{advice}"
    )
