"""Pictures that are data as they are: no face is looked for."""

from __future__ import annotations

import numpy as np

from keras_pggan.preprocessing.alignment.resampling import resized
from keras_pggan.sizes import Size, sides_of


def centre_crop(picture: np.ndarray, size: Size) -> np.ndarray:
    """The largest part in the middle of a picture that has the proportions of a size, resized.

    It is resized as `SquareCrop` does.

    Args:
        picture: uint8 (height, width, channels) with 3 or 4 channels.
        size: of the result in pixels.

    Returns:
        uint8 (height, width, channels).
    """
    height, width = picture.shape[:2]
    factor = min(height / sides_of(size)[0], width / sides_of(size)[1])
    rows, columns = (max(1, round(factor * side)) for side in sides_of(size))
    top, left = (height - rows) // 2, (width - columns) // 2
    crop: np.ndarray = resized(picture[top : top + rows, left : left + columns], size)
    return crop
