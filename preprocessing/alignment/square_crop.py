"""The square around the box of a face."""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np

from keras_pggan.preprocessing.alignment.alignment import Alignment, check_margin
from keras_pggan.preprocessing.alignment.resampling import resized
from keras_pggan.preprocessing.detect import Face
from keras_pggan.sizes import Size, sides_of


@dataclasses.dataclass(frozen=True)
class SquareCrop(Alignment):
    """The square around a face, upright as the picture is, resized.

    The square has the centre of the box and the side `(1 + 2 * margin) * longer side of the box`,
    in whole pixels; for a crop that is no square, that is the shorter side. Where it leaves the
    picture, the picture is mirrored at its border. It is shrunk by the area mean, or enlarged by
    cubic interpolation.

    Args:
        margin: added on every side, as a fraction of the box's longer side.

    Raises:
        InputError: the margin is out of range.
    """

    name = "crop"

    margin: float = 0.2

    def __post_init__(self) -> None:
        check_margin(self.margin)

    def matrix(self, face: Face, size: Size) -> np.ndarray:
        """See `Alignment`."""
        left, top, across, down = self._box(face, size)
        height, width = sides_of(size)
        scales = np.array([[width / across], [height / down]])
        matrix: np.ndarray = np.array([[1, 0, -left], [0, 1, -top]]) * scales
        return matrix

    def __call__(self, picture: np.ndarray, face: Face, size: Size) -> np.ndarray:
        """See `Alignment`."""
        left, top, across, down = self._box(face, size)
        height, width = picture.shape[:2]
        outside = (
            max(0, -top),
            max(0, top + down - height),
            max(0, -left),
            max(0, left + across - width),
        )
        inside = picture[max(0, top) : top + down, max(0, left) : left + across]
        if any(outside):
            # Padding the whole picture, not the crop, mirrors with all of the picture at hand.
            padded = cv2.copyMakeBorder(picture, *outside, borderType=cv2.BORDER_REFLECT_101)
            top, left = top + outside[0], left + outside[2]
            inside = padded[top : top + down, left : left + across]
        crop: np.ndarray = resized(inside, size)
        return crop

    def _box(self, face: Face, size: Size) -> tuple[int, int, int, int]:
        """Left, top, width and height in whole pixels."""
        side = max(1, round((1 + 2 * self.margin) * face.size))
        height, width = sides_of(size)
        across, down = (round(side * each / min(height, width)) for each in (width, height))
        left = round(face.left + face.width / 2 - across / 2)
        top = round(face.top + face.height / 2 - down / 2)
        return left, top, across, down
