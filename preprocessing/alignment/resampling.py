"""The pixels of a rectangle that lies anywhere in a picture, turned and scaled."""

from __future__ import annotations

import math
from typing import NamedTuple

import cv2
import numpy as np

from keras_pggan.pictures.channels import resampled
from keras_pggan.sizes import Size, sides_of

# A picture is shrunk first where it has this many pixels or more, twice over, for each of the crop.
FINE_ENOUGH = 2
# Kept around it, as a fraction of its shorter side: what a blur of the border needs.
AROUND = 0.1
# Mirrors at the edge of the outermost pixels, not at their centres: shrinking does not move it.
BORDER = cv2.BORDER_REFLECT


class Piece(NamedTuple):
    """A part of a picture, uint8 (height, width, channels), and the way to the crop."""

    pixels: np.ndarray
    matrix: np.ndarray

    @property
    def step(self) -> float:
        """How many of its pixels, along a side, make one of the crop."""
        return 1 / math.sqrt(abs(np.linalg.det(self.matrix[:, :2])))

    def bounds(self, size: Size) -> np.ndarray:
        """The upright box around a crop of that size: ((left, top), (right, bottom))."""
        height, width = sides_of(size)
        corners = np.array([(0, 0), (width, 0), (0, height), (width, height)])
        inside = np.linalg.solve(self.matrix[:, :2], (corners - self.matrix[:, 2]).T)
        return np.stack([inside.min(axis=1), inside.max(axis=1)])


def resized(picture: np.ndarray, size: Size) -> np.ndarray:
    """A picture at another size: each side shrunk by the area mean, or enlarged cubically."""
    wanted = sides_of(size)
    if picture.shape[:2] == wanted:
        return picture.copy()
    shrunk = min(wanted[0], picture.shape[0]), min(wanted[1], picture.shape[1])

    def both(pixels: np.ndarray) -> np.ndarray:
        for sides, method in ((shrunk, cv2.INTER_AREA), (wanted, cv2.INTER_CUBIC)):
            if pixels.shape[:2] != sides:
                pixels = cv2.resize(pixels, sides[::-1], interpolation=method)
        return pixels.reshape(*wanted, -1)  # OpenCV drops a single channel's axis

    return resampled(picture, both)


def cut(picture: np.ndarray, matrix: np.ndarray, size: Size) -> Piece:
    """What a crop needs of a picture, shrunk by the area mean where it has far more pixels.

    Where the crop leaves the picture, the piece ends at the same border, and reaches as far inside
    as mirroring there needs.

    Args:
        picture: uint8 (height, width, channels).
        matrix: from points of the picture to points of the crop.
        size: of the crop in pixels.
    """
    whole = Piece(picture, matrix)
    around = math.ceil(AROUND * min(sides_of(size)) * whole.step) + 2
    lows, highs = whole.bounds(size)
    (left, right), (top, bottom) = (
        _span(math.floor(low) - around, math.ceil(high) + around, length)
        for low, high, length in zip(lows, highs, picture.shape[1::-1], strict=True)
    )
    pixels = picture[top:bottom, left:right]
    factor = int(whole.step / FINE_ENOUGH)
    if factor > 1:
        height, width = (max(1, round(length / factor)) for length in pixels.shape[:2])
        pixels = resized(pixels, (height, width))
    scales = (right - left) / pixels.shape[1], (bottom - top) / pixels.shape[0]
    offset = matrix[:, :2] @ (left, top) + matrix[:, 2]
    return Piece(pixels, np.column_stack([matrix[:, :2] * scales, offset]))


def resample(piece: Piece, size: Size) -> np.ndarray:
    """The crop, uint8 (height, width, channels), mirrored at the edge of the piece beyond it.

    Where the crop is coarser than the piece, each of its pixels is the mean of samples that are at
    most a pixel of the piece apart; where it is finer, it is interpolated cubically.
    """
    samples = max(1, math.ceil(piece.step - 1e-6))  # along a side; a step of 1 may come as 1 + 1e-9
    matrix = samples * piece.matrix
    # OpenCV counts from the centre of the first pixel.
    matrix[:, 2] += matrix[:, :2].sum(axis=1) / 2 - 0.5
    height, width = sides_of(size)

    def warped(pixels: np.ndarray) -> np.ndarray:
        return cv2.warpAffine(
            pixels,
            matrix,
            (samples * width, samples * height),
            flags=cv2.INTER_CUBIC if samples == 1 else cv2.INTER_LINEAR,
            borderMode=BORDER,
        )

    return resized(resampled(piece.pixels, warped), size)


def _span(low: int, high: int, length: int) -> tuple[int, int]:
    """The part of 0..length that low..high needs, if it is mirrored at both ends."""
    first, last = min(low, 2 * length - high), max(high, -low)
    return min(max(0, first), length - 1), max(1, min(last, length))
