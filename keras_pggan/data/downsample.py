"""Shrinking pictures."""

from __future__ import annotations

import cv2
import numpy as np


def box_downsample(images: np.ndarray, height: int, width: int) -> np.ndarray:
    """Shrinks uint8 pictures (count, height, width, channels) by the area mean.

    Where sizes divide, this is the mean over boxes, rounded to the nearest integer.
    """
    result = np.empty((len(images), height, width, images.shape[-1]), np.uint8)
    for source, target in zip(images, result, strict=True):
        small = cv2.resize(source, (width, height), interpolation=cv2.INTER_AREA)
        target[...] = small.reshape(target.shape)  # OpenCV drops a single channel's axis
    return result
