"""The pixels of a square that lies anywhere in a picture, turned and scaled."""

from __future__ import annotations

import math
from typing import NamedTuple

import cv2
import numpy as np

# A picture is shrunk first where it has this many pixels or more, twice over, for each of the crop.
FINE_ENOUGH = 2
# Kept around the square, as a fraction of its side: what a blur of the border needs.
AROUND = 0.1
# Mirrors at the edge of the outermost pixels, not at their centres: shrinking does not move it.
BORDER = cv2.BORDER_REFLECT


class Piece(NamedTuple):
    """A part of a picture, uint8 (height, width, 3), and what takes its points to the crop."""

    pixels: np.ndarray
    matrix: np.ndarray

    @property
    def step(self) -> float:
        """How many of its pixels, along a side, make one of the crop."""
        return 1 / math.sqrt(abs(np.linalg.det(self.matrix[:, :2])))

    def bounds(self, size: int) -> np.ndarray:
        """The upright box around a crop of that size: ((left, top), (right, bottom))."""
        corners = np.array([(0, 0), (size, 0), (0, size), (size, size)])
        inside = np.linalg.solve(self.matrix[:, :2], (corners - self.matrix[:, 2]).T)
        return np.stack([inside.min(axis=1), inside.max(axis=1)])


def resized(square: np.ndarray, size: int) -> np.ndarray:
    """A square of pixels at another size: shrunk by the area mean, or enlarged cubically."""
    method = cv2.INTER_AREA if len(square) >= size else cv2.INTER_CUBIC
    return cv2.resize(square, (size, size), interpolation=method)


def cut(picture: np.ndarray, matrix: np.ndarray, size: int) -> Piece:
    """What a crop needs of a picture, shrunk by the area mean where it has far more pixels.

    Where the crop leaves the picture, the piece ends at the same border, and reaches as far inside
    as mirroring there needs.

    Args:
        picture: uint8 (height, width, 3).
        matrix: from points of the picture to points of the crop.
        size: side of the crop in pixels.
    """
    whole = Piece(picture, matrix)
    around = math.ceil(AROUND * size * whole.step) + 2
    lows, highs = whole.bounds(size)
    (left, right), (top, bottom) = (
        _span(math.floor(low) - around, math.ceil(high) + around, length)
        for low, high, length in zip(lows, highs, picture.shape[1::-1], strict=True)
    )
    pixels = picture[top:bottom, left:right]
    factor = int(whole.step / FINE_ENOUGH)
    if factor > 1:
        height, width = (max(1, round(length / factor)) for length in pixels.shape[:2])
        pixels = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)
    scales = (right - left) / pixels.shape[1], (bottom - top) / pixels.shape[0]
    offset = matrix[:, :2] @ (left, top) + matrix[:, 2]
    return Piece(pixels, np.column_stack([matrix[:, :2] * scales, offset]))


def resample(piece: Piece, size: int) -> np.ndarray:
    """The crop, uint8 (size, size, 3); what lies outside the piece is mirrored at its edge.

    Where the crop is coarser than the piece, each of its pixels is the mean of samples that are at
    most a pixel of the piece apart; where it is finer, it is interpolated cubically.
    """
    samples = max(1, math.ceil(piece.step - 1e-6))  # along a side; a step of 1 may come as 1 + 1e-9
    matrix = samples * piece.matrix
    # OpenCV counts from the centre of the first pixel.
    matrix[:, 2] += matrix[:, :2].sum(axis=1) / 2 - 0.5
    crop = cv2.warpAffine(
        piece.pixels,
        matrix,
        (samples * size, samples * size),
        flags=cv2.INTER_CUBIC if samples == 1 else cv2.INTER_LINEAR,
        borderMode=BORDER,
    )
    return resized(crop, size)


def _span(low: int, high: int, length: int) -> tuple[int, int]:
    """The part of 0..length that low..high needs, if it is mirrored at both ends."""
    first, last = min(low, 2 * length - high), max(high, -low)
    return min(max(0, first), length - 1), max(1, min(last, length))
