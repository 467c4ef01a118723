"""Landmarks from all the pixels that a face has."""

import numpy as np
import pytest

from keras_pggan.preprocessing.detect import FaceDetector
from keras_pggan.preprocessing.refining import refined


@pytest.mark.parametrize("name", ["astronaut", "hopper"])
def test_landmarks_come_nearer_to_those_found_without_shrinking(request, detector, name):
    picture = request.getfixturevalue(name)
    whole, *_ = detector.detect(picture)
    coarse = FaceDetector(int(whole.size))
    found, *_ = coarse.detect(picture)

    def off(face) -> float:
        away = np.subtract(face.landmarks, whole.landmarks)
        return np.hypot(*away.T).mean() / whole.size

    better = refined(picture, found, coarse)
    assert better._replace(landmarks=()) == found._replace(landmarks=())
    assert off(better) < 0.02
    assert off(better) < off(found) / 2


def test_where_nothing_was_shrunk_nothing_is_refined(detector, astronaut):
    face, *_ = detector.detect(astronaut)
    assert refined(astronaut, face, detector) is face


def test_a_face_at_the_border_is_refined_too(detector_64, astronaut):
    cut = astronaut[70:]  # through the forehead
    face, *_ = detector_64.detect(cut)
    points = np.array(refined(cut, face, detector_64).landmarks)
    assert points.shape == (5, 2)
    left_eye, right_eye, nose, left_mouth, right_mouth = points
    assert left_eye[0] < nose[0] < right_eye[0]
    assert nose[1] < left_mouth[1]
    assert nose[1] < right_mouth[1]


def test_transparency_is_laid_on_white_before_a_face_is_looked_at(detector_64, hopper):
    face, *_ = detector_64.detect(hopper)
    hidden = np.dstack([hopper, np.full(hopper.shape[:2], 255, np.uint8)])
    assert refined(hidden, face, detector_64) == refined(hopper, face, detector_64)
    hidden[..., 3] = 0  # all white: nothing of the face is seen
    white = np.full_like(hopper, 255)
    assert refined(hidden, face, detector_64) == refined(white, face, detector_64)
