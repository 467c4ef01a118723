"""Faces in a picture, by MTCNN."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.keras_settings import import_keras, keras_3, known_settings
from keras_pggan.words import kind_and_reason, lacking

if TYPE_CHECKING:
    from keras_pggan.preprocessing.cascade import Cascade

# The smallest wanted face is shrunk to this before detection. MTCNN's own smallest is 20 (its
# `min_face_size` loses faces at any other value in mtcnn 1.0.0). Of the faces that were found in
# 300 mixed photographs without shrinking, this finds 98, 97 and 98 % for `min_face` 40, 64 and
# 128; 20 to 30 found 97 to 99 % with no trend, and time goes by the square.
DETECTED_FACE = 24.0
LANDMARKS_SIDE = 48  # pixels of a face that MTCNN's last network looks at
# Below MTCNN's first network there is nothing to detect.
SMALLEST_SIDE = 20


class Face(NamedTuple):
    """A face in pixels of the picture: its box, and the detector's confidence from 0 to 1.

    `landmarks` are (x, y) of the two eyes, the nose and the two ends of the mouth. Left and right
    are the viewer's: in an upright face the left eye, which is the person's right one, has the
    smaller x.
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
    has 24 pixels; boxes and landmarks are mapped back. Pictures are never enlarged.

    Args:
        min_face: the smallest face wanted, in pixels of the picture.

    Raises:
        InputError: the package mtcnn is not installed or does not work, or min_face is below 1.
    """

    def __init__(self, min_face: int):
        if min_face < 1:
            raise InputError(f"min_face must be 1 pixel or more, got {min_face}")
        import_keras()
        self.min_face = min_face
        self._cascade = _cascade()

    @property
    def scale(self) -> float:
        """How far pictures are shrunk before detection, 1 at most."""
        return min(1.0, DETECTED_FACE / self.min_face)

    def detect(self, picture: np.ndarray, *, size: tuple[int, int] | None = None) -> list[Face]:
        """All faces, the largest first, whatever their size.

        Args:
            picture: uint8 RGB (height, width, 3).
            size: width and height of the whole picture, of which `picture` is a form reduced to
                `scale` or less far; faces are given in pixels of the whole.
        """
        width, height = size or picture.shape[1::-1]
        small = (max(1, round(width * self.scale)), max(1, round(height * self.scale)))
        if min(small) < SMALLEST_SIDE:
            return []
        if small != picture.shape[1::-1]:
            picture = cv2.resize(picture, small, interpolation=cv2.INTER_AREA)
        across, down = width / small[0], height / small[1]
        faces = [_face(row, across, down) for row in self._cascade(picture)]
        return sorted(faces, key=lambda face: -face.width * face.height)

    def scores(self, crops: np.ndarray) -> np.ndarray:
        """How sure it is of faces in uint8 RGB (count, 48, 48, 3), in log odds (count,)."""
        found: np.ndarray = self._cascade.scores(crops)
        return found

    def landmarks(self, face: np.ndarray) -> np.ndarray:
        """The five landmarks in a square around a face, float64 (5, 2), in its pixels.

        Args:
            face: uint8 RGB (48, 48, 3).
        """
        found: np.ndarray = LANDMARKS_SIDE * self._cascade.landmarks(face[None])[0]
        return found


def _cascade() -> Cascade:
    try:
        with keras_3(), known_settings():  # its networks leave them to Keras
            from mtcnn import MTCNN

            from keras_pggan.preprocessing.cascade import Cascade

            return Cascade(MTCNN())
    except ImportError as error:
        told = lacking(error, "face detection", ["mtcnn"], "keras_pggan[faces]")
        raise InputError(told) from error
    except Exception as error:  # of TensorFlow, of Keras, of weights that are damaged
        raise InputError(f"face detection cannot start: {kind_and_reason(error)}") from error


def _face(row: np.ndarray, across: float, down: float) -> Face:
    left, right = row[[0, 2]] * across
    top, bottom = row[[1, 3]] * down
    across_and_down = row[5:].reshape(2, -1) * ((across,), (down,))
    return Face(
        float(left),
        float(top),
        float(right - left),
        float(bottom - top),
        float(row[4]),
        tuple((float(x), float(y)) for x, y in across_and_down.T),
    )
