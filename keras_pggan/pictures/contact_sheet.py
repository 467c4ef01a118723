"""Crops of a data set on one sheet, to be looked at."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np

from keras_pggan.pictures import grid
from keras_pggan.pictures.grid import enlarged
from keras_pggan.pictures.number_strip import number_strip
from keras_pggan.pictures.shrunk import shrunk

LARGEST_COUNT = 100  # pictures on a sheet
LARGEST_SIDE = 128  # of a picture on the sheet; larger ones are shrunk
LEAST_HEIGHT = 256  # of the sheet; tiny pictures are enlarged
DOT = (0, 255, 0, 255)

Landmarks = Sequence[tuple[float, float]]


def contact_sheet(
    crops: Sequence[np.ndarray],
    landmarks: Sequence[Landmarks] | None = None,
    *,
    numbers: Sequence[int] | None = None,
    columns: int | None = None,
    side: int = LARGEST_SIDE,
) -> np.ndarray:
    """The first 100 crops in rows.

    Args:
        crops: uint8 (height, width, channels) each, of one shape; at least one.
        landmarks: points (x, y) for each crop, in its pixels, drawn as dots; a crop may have none.
        numbers: those of the crops in their data set, written below them; by default none are.
        columns: crops in a row; by default about as many as there are rows.
        side: the longer side of a crop on the sheet, if it is larger.

    Returns:
        uint8 (height, width, channels).

    Raises:
        InputError: there is no crop.
    """
    marks = landmarks or [()] * len(crops)
    pairs = list(zip(crops, marks, strict=True))[:LARGEST_COUNT]
    small = np.array([_thumbnail(crop, points, side) for crop, points in pairs])
    if numbers is not None and len(small):
        small = _numbered(small, numbers[: len(small)], columns)
    sheet: np.ndarray = grid(
        small if len(small) else np.empty((0, 1, 1, 3)), columns, least_height=LEAST_HEIGHT
    )
    return sheet


def _numbered(pictures: np.ndarray, numbers: Sequence[int], columns: int | None) -> np.ndarray:
    """Pictures, enlarged as `grid` would, so that the digits are not; their numbers below."""
    rows = math.ceil(len(pictures) / (columns or math.ceil(math.sqrt(len(pictures)))))
    large = enlarged(pictures, math.ceil(LEAST_HEIGHT / (rows * pictures.shape[1])))
    width, channels = large.shape[2:]
    strips = [number_strip(number, width, channels) for number in numbers]
    whole: np.ndarray = np.concatenate([large, np.stack(strips)], axis=1)
    return whole


def _thumbnail(crop: np.ndarray, points: Landmarks, side: int) -> np.ndarray:
    factor = min(1.0, side / max(crop.shape[:2]))
    small = np.array(shrunk(crop, side))
    height, width, channels = small.shape
    for x, y in points:
        centre = int(factor * x), int(factor * y)  # the pixel that the point lies in
        cv2.circle(small, centre, max(height, width) // 64, DOT[:channels], cv2.FILLED)
    return small
