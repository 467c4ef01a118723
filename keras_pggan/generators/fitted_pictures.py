"""Picture files as a generator would have drawn them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.memory import check_room
from keras_pggan.pictures.gray import to_gray
from keras_pggan.preprocessing.reading import read_picture
from keras_pggan.preprocessing.rejects import RejectedError
from keras_pggan.preprocessing.sources import find_sources
from keras_pggan.words import counted


class FittedPictures(NamedTuple):
    """uint8 pictures (count, height, width, channels) of a generator's shape, and their names."""

    images: np.ndarray
    names: tuple[str, ...]


def read_fitted(places: Iterable[Path | str], image_shape: tuple[int, int, int]) -> FittedPictures:
    """Pictures from files, folders and patterns, as `preprocess` finds and reads them, made to fit.

    Args:
        places: files, folders (with those inside), patterns, or URLs.
        image_shape: (height, width, channels) that they are to have; see `fitted`.

    Raises:
        InputError: there is no such file, or one that is no picture; more than there is memory for.
    """
    sources = find_sources(places)
    size = len(sources) * int(np.prod(image_shape))
    check_room(counted(len(sources), "picture"), size, "give fewer")
    images = []
    for source in sources:
        try:
            picture = read_picture(source.path, transparency=image_shape[2] == 4)
        except RejectedError as error:
            raise InputError(
                f"{source.path}: a picture is expected, this cannot be read as one ({error.detail})"
            ) from error
        images.append(fitted(picture, image_shape))
    return FittedPictures(np.stack(images), tuple(source.name for source in sources))


def fitted(picture: np.ndarray, image_shape: tuple[int, int, int]) -> np.ndarray:
    """The middle of a picture, as large as the proportions of the shape allow, resized to it.

    It is shrunk by the mean over areas, or enlarged by cubic interpolation. Colours become gray, or
    gray becomes colours, where the shape has other channels; what has no transparency is opaque.

    Args:
        picture: uint8 (height, width, channels) with 1, 3 or 4 channels.
        image_shape: (height, width, channels) of the result.

    >>> fitted(np.zeros((30, 50, 3), np.uint8), (8, 8, 1)).shape
    (8, 8, 1)
    """
    height, width, channels = image_shape
    factor = min(picture.shape[0] / height, picture.shape[1] / width)
    rows, columns = (max(1, round(factor * side)) for side in (height, width))
    top, left = (picture.shape[0] - rows) // 2, (picture.shape[1] - columns) // 2
    crop = picture[top : top + rows, left : left + columns]
    if crop.shape[:2] != (height, width):
        method = cv2.INTER_AREA if factor >= 1 else cv2.INTER_CUBIC
        crop = cv2.resize(crop, (width, height), interpolation=method)
    return _with_channels(crop.reshape(height, width, -1), channels)


def _with_channels(picture: np.ndarray, channels: int) -> np.ndarray:
    if picture.shape[2] == channels:
        return picture
    if channels == 1:
        return to_gray(picture)[..., None]
    colours = picture[..., :3] if picture.shape[2] > 1 else picture.repeat(3, axis=2)
    if channels == 3:
        return colours
    opaque = np.full((*picture.shape[:2], 1), 255, np.uint8)
    return np.concatenate([colours, opaque], axis=2)
