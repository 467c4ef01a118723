"""Pictures of any channels in three."""

from __future__ import annotations

import numpy as np

WHITE = 255


def as_rgb(pictures: np.ndarray) -> np.ndarray:
    """Pictures as RGB; on white, where they are transparent.

    Args:
        pictures: uint8 (..., channels) with 1, 3 or 4 channels.

    >>> as_rgb(np.array([[[9], [200]]], np.uint8)).tolist()
    [[[9, 9, 9], [200, 200, 200]]]
    >>> as_rgb(np.array([[[0, 0, 0, 255], [0, 0, 0, 51]]], np.uint8)).tolist()
    [[[0, 0, 0], [204, 204, 204]]]
    """
    if pictures.shape[-1] == 1:
        return pictures.repeat(3, axis=-1)
    if pictures.shape[-1] == 3:
        return pictures
    seen = pictures[..., 3:].astype(np.uint32)
    laid = pictures[..., :3] * seen + WHITE * (WHITE - seen)
    return ((laid + WHITE // 2) // WHITE).astype(np.uint8)
