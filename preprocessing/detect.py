"""Faces in a picture, by MTCNN."""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np

from keras_pggan.errors import InputError

# The smallest wanted face is shrunk to this before detection. MTCNN's own smallest is 20 (its
# `min_face_size` loses faces at any other value in mtcnn 1.0.0); a little more keeps recall.
DETECTED_FACE = 24.0
# Below MTCNN's first network there is nothing to detect.
SMALLEST_SIDE = 20


class Face(NamedTuple):
    """A face in pixels of the picture: its box, and the detector's confidence from 0 to 1.

    Its landmarks are the left eye, the right eye, the nose, and the left and the right end of the
    mouth, left and right as the viewer sees them, each (x, y); there may be none.
    """

    left: float
    top: float
    width: float
    height: float
    confidence: float
    landmarks: tuple[tuple[float, float], ...] = ()

    @property
    def size(self) -> float:
        """The longer side of the box, in pixels."""
        return max(self.width, self.height)


class FaceDetector:
    """MTCNN with the weights that its package ships.

    Faces smaller than `min_face` are of no use, so pictures are shrunk until a face of that size
    has 24 pixels; boxes are mapped back. Pictures are never enlarged.

    Args:
        min_face: the smallest face wanted, in pixels of the picture.

    Raises:
        InputError: the package mtcnn is not installed, or min_face is below 1.
    """

    def __init__(self, min_face: int):
        if min_face < 1:
            raise InputError(f"min_face must be 1 pixel or more, got {min_face}")
        try:
            from mtcnn import MTCNN
        except ImportError as error:
            raise InputError(
                "face detection needs the package mtcnn: pip install 'keras_pggan[faces]'"
            ) from error
        self.min_face = min_face
        self._detector: Any = MTCNN()

    def detect(self, picture: np.ndarray) -> list[Face]:
        """All faces in uint8 RGB (height, width, 3), the largest first, whatever their size."""
        height, width = picture.shape[:2]
        scale = min(1.0, DETECTED_FACE / self.min_face)
        small = (max(1, round(width * scale)), max(1, round(height * scale)))
        if min(small) < SMALLEST_SIDE:
            return []
        if scale < 1.0:
            picture = cv2.resize(picture, small, interpolation=cv2.INTER_AREA)
        across, down = width / small[0], height / small[1]
        faces = []
        for found in self._detector.detect_faces(picture):
            left, top, box_width, box_height = found["box"]
            faces.append(
                Face(
                    float(left) * across,
                    float(top) * down,
                    float(box_width) * across,
                    float(box_height) * down,
                    float(found["confidence"]),
                )
            )
        return sorted(faces, key=lambda face: -face.width * face.height)
