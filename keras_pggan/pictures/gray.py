"""Brightness."""

from __future__ import annotations

import cv2
import numpy as np

FROM = {3: cv2.COLOR_RGB2GRAY, 4: cv2.COLOR_RGBA2GRAY}


def to_gray(picture: np.ndarray) -> np.ndarray:
    """The brightness of each pixel, uint8 (height, width), whatever it has for transparency.

    Args:
        picture: uint8 (height, width, channels) with 1, 3 or 4 channels, RGB.
    """
    channels = picture.shape[-1]
    return picture[..., 0] if channels == 1 else cv2.cvtColor(picture, FROM[channels])
