"""Faces in photographs, and none where there are none."""

import sys
import types

import numpy as np
import pytest
from skimage import data as photographs

from keras_pggan.errors import InputError
from keras_pggan.preprocessing.detect import Face, FaceDetector

# By hand: hairline to chin, and cheek to cheek, as (left, top, right, bottom).
ASTRONAUT = (182, 66, 266, 172)
HOPPER = (180, 110, 350, 330)


def _iou(one: tuple, other: tuple) -> float:
    """Intersection over union of two boxes (left, top, right, bottom)."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    common = max(width, 0) * max(height, 0)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return common / (sum(areas) - common)


def _box(face: Face) -> tuple:
    return face.left, face.top, face.left + face.width, face.top + face.height


@pytest.mark.parametrize("name", ["detector", "detector_64"])
def test_the_face_of_a_photograph_is_found_where_it_is(request, astronaut, name):
    (face,) = request.getfixturevalue(name).detect(astronaut)
    assert _iou(_box(face), ASTRONAUT) > 0.7
    assert 0.9 < face.confidence <= 1


def test_shrinking_before_detection_moves_no_box(astronaut, detector, detector_64):
    whole, shrunk = detector.detect(astronaut), detector_64.detect(astronaut)
    assert _iou(_box(whole[0]), _box(shrunk[0])) > 0.7


def test_boxes_are_mapped_back_by_the_shrinking_of_each_axis(monkeypatch, astronaut):
    class Stub:
        """In the place of MTCNN: says what it was shown, and always finds the same two boxes."""

        def detect_faces(self, picture):
            self.shape = picture.shape
            boxes = [30, 2, 4, 5], [10, 4, 20, 11]
            return [{"box": box, "confidence": 0.75} for box in boxes]

    stub = Stub()
    monkeypatch.setitem(sys.modules, "mtcnn", types.SimpleNamespace(MTCNN=lambda: stub))
    faces = FaceDetector(72).detect(astronaut[100:162, :300])

    assert stub.shape == (21, 100, 3)  # a third, in whole pixels
    across, down = 300 / 100, 62 / 21
    expected = [(10 * across, 4 * down, 20 * across, 11 * down, 0.75)]
    expected += [(30 * across, 2 * down, 4 * across, 5 * down, 0.75)]
    np.testing.assert_allclose([face[:5] for face in faces], expected, rtol=1e-12)


def test_of_two_faces_the_largest_comes_first(astronaut, hopper, detector_64):
    large, small = detector_64.detect(np.hstack([astronaut, hopper[:512]]))
    moved = (HOPPER[0] + 512, HOPPER[1], HOPPER[2] + 512, HOPPER[3])
    assert _iou(_box(large), moved) > 0.7
    assert _iou(_box(small), ASTRONAUT) > 0.7


@pytest.mark.parametrize("name", ["detector", "detector_64"])
def test_where_there_is_no_face_none_is_found(request, name):
    assert request.getfixturevalue(name).detect(photographs.coffee()) == []


@pytest.mark.parametrize("shape", [(1, 1), (19, 19), (10, 300), (20, 20), (24, 31)])
def test_in_a_tiny_picture_no_face_is_found(astronaut, detector, shape):
    height, width = shape
    assert detector.detect(astronaut[80 : 80 + height, 100 : 100 + width]) == []


@pytest.mark.parametrize("side", [1, 32, 53])
def test_in_a_picture_smaller_than_the_smallest_face_none_is_found(astronaut, detector_64, side):
    assert detector_64.detect(astronaut[90 : 90 + side, 200 : 200 + side]) == []


def test_a_face_is_as_large_as_its_longer_side():
    assert Face(1, 2, 30, 40, 0.9).size == 40
    assert Face(1, 2, 50, 40, 0.9).size == 50


@pytest.mark.parametrize("min_face", [0, -3])
def test_a_smallest_face_below_one_pixel_is_refused(min_face):
    with pytest.raises(InputError, match=f"min_face must be 1 pixel or more, got {min_face}"):
        FaceDetector(min_face)


def test_without_mtcnn_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "mtcnn", None)  # makes the import fail
    with pytest.raises(InputError, match=r"pip install 'keras_pggan\[faces\]'"):
        FaceDetector(20)
