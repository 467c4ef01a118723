"""Pictures that fit where they are shown."""

from __future__ import annotations

import cv2
import numpy as np

from keras_pggan.pictures.channels import resampled


def shrunk(picture: np.ndarray, side: int) -> np.ndarray:
    """A picture whose longer side has so many pixels at most, by the mean over areas.

    What hides under transparent pixels shows nowhere; see `resampled`.

    Args:
        picture: uint8 (height, width, channels); itself is returned where it fits.
        side: pixels.

    >>> shrunk(np.zeros((20, 40, 1), np.uint8), 10).shape
    (5, 10, 1)
    """
    height, width, channels = picture.shape
    factor = side / max(height, width)
    if factor >= 1:
        return picture
    size = max(1, round(factor * width)), max(1, round(factor * height))

    def small(pixels: np.ndarray) -> np.ndarray:
        made = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        return made.reshape(size[1], size[0], channels)  # OpenCV drops a single channel's axis

    return resampled(picture, small)
