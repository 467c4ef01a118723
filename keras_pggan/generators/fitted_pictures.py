"""Picture files as a generator would have drawn them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.memory import check_room
from keras_pggan.pictures.channels import with_channels
from keras_pggan.preprocessing.alignment import centre_crop
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
    crop = centre_crop(picture, (height, width))
    return with_channels(crop, channels)
