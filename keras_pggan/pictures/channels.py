"""Pictures with as many channels as are wanted, and resampling that respects transparency."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from keras_pggan.pictures.gray import to_gray

OPAQUE = 255


def with_channels(picture: np.ndarray, channels: int) -> np.ndarray:
    """A picture in gray, in colours, or in colours with transparency, by the brightness of each.

    What has no transparency becomes opaque; what has some loses it, uncovered, where less is asked.

    Args:
        picture: uint8 (height, width, channels) with 1, 3 or 4 channels, RGB.
        channels: 1, 3 or 4.

    >>> with_channels(np.full((1, 1, 1), 7, np.uint8), 4).tolist()
    [[[7, 7, 7, 255]]]
    """
    if picture.shape[2] == channels:
        return picture
    if channels == 1:
        return to_gray(picture)[..., None]
    colours = picture[..., :3] if picture.shape[2] > 1 else picture.repeat(3, axis=2)
    if channels == 3:
        return colours
    opaque = np.full((*picture.shape[:2], 1), OPAQUE, np.uint8)
    return np.concatenate([colours, opaque], axis=2)


def on_white(picture: np.ndarray) -> np.ndarray:
    """The colours of a picture, laid on white where it is transparent.

    Args:
        picture: uint8 (height, width, channels) with 3 or 4 channels, RGB.

    >>> on_white(np.array([[[10, 20, 30, 0], [10, 20, 30, 255]]], np.uint8)).tolist()
    [[[255, 255, 255], [10, 20, 30]]]
    """
    if picture.shape[2] == 3:
        return picture
    seen = picture[..., 3:].astype(np.uint32)
    laid = picture[..., :3] * seen + OPAQUE * (OPAQUE - seen)
    return ((laid + OPAQUE // 2) // OPAQUE).astype(np.uint8)


def resampled(picture: np.ndarray, resample: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """What a linear function makes of a picture, each colour weighed by how far it is seen.

    Else the colour that hides in what is transparent would show at the edges of what is not. What
    is seen nowhere becomes white, as it is laid on white elsewhere. An opaque picture, and one
    without transparency, is handed on as it is.

    Args:
        picture: uint8 (height, width, channels).
        resample: takes and gives uint8 or float32 (height, width, channels).
    """
    if picture.shape[2] != 4 or (picture[..., 3] == OPAQUE).all():
        return resample(picture)
    seen = picture[..., 3:].astype(np.float32)
    made = resample(np.concatenate([picture[..., :3] * (seen / OPAQUE), seen], axis=2))
    alpha = np.round(made[..., 3:]).clip(0, OPAQUE)
    with np.errstate(divide="ignore", invalid="ignore"):
        colours = np.where(alpha > 0, made[..., :3] * OPAQUE / made[..., 3:], OPAQUE)
    whole = np.concatenate([np.round(colours).clip(0, OPAQUE), alpha], axis=2)
    return whole.astype(np.uint8)
