"""Pictures that are data as they are: no face is looked for."""

from __future__ import annotations

import numpy as np

from keras_pggan.preprocessing.alignment.resampling import resized


def centre_crop(picture: np.ndarray, size: int) -> np.ndarray:
    """The largest square in the middle of a picture, resized as `SquareCrop` does.

    Args:
        picture: uint8 (height, width, 3).
        size: side of the result in pixels.

    Returns:
        uint8 (size, size, 3).
    """
    height, width = picture.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    crop: np.ndarray = resized(picture[top : top + side, left : left + side], size)
    return crop
