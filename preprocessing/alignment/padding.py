"""Whole pictures, with a border where they have other proportions."""

from __future__ import annotations

import numpy as np

from keras_pggan.preprocessing.alignment.resampling import resized
from keras_pggan.sizes import Size, sides_of

WHITE = (255, 255, 255, 0)  # as transparency is laid on white; transparent, where that is kept


def padded(picture: np.ndarray, size: Size) -> np.ndarray:
    """All of a picture in the middle, resized as `SquareCrop` does, with white at two sides.

    With four channels, the border is transparent.

    Args:
        picture: uint8 (height, width, channels) with 3 or 4 channels.
        size: of the result in pixels.

    Returns:
        uint8 (height, width, channels).
    """
    sides, (height, width, channels) = sides_of(size), picture.shape
    factor = min(sides[0] / height, sides[1] / width)
    rows, columns = (
        min(want, max(1, round(factor * have)))
        for have, want in zip((height, width), sides, strict=True)
    )
    sheet = np.empty((*sides, channels), np.uint8)
    sheet[:] = WHITE[:channels]
    top, left = (sides[0] - rows) // 2, (sides[1] - columns) // 2
    sheet[top : top + rows, left : left + columns] = resized(picture, (rows, columns))
    return sheet
