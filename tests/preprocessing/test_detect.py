"""Faces in photographs, and none where there are none."""

import sys

import cv2
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


def test_boxes_and_landmarks_are_mapped_back_by_the_shrinking_of_each_axis(astronaut):
    detector = FaceDetector(72)
    shapes = []

    def stub(picture):
        """In the place of the networks: always finds the same two faces."""
        shapes.append(picture.shape)
        row = (10, 4, 30, 15, 0.75, *range(12, 17), *range(5, 10))
        return np.array([(30, 2, 34, 7, 0.75, *range(10)), row])

    detector._cascade = stub
    large, small = detector.detect(astronaut[100:162, :300])

    assert shapes == [(21, 100, 3)]  # a third, in whole pixels
    across, down = 300 / 100, 62 / 21
    np.testing.assert_allclose(large[:5], (10 * across, 4 * down, 20 * across, 11 * down, 0.75))
    np.testing.assert_allclose(small[:5], (30 * across, 2 * down, 4 * across, 5 * down, 0.75))
    points = [((12 + k) * across, (5 + k) * down) for k in range(5)]
    np.testing.assert_allclose(large.landmarks, points)


def test_faces_of_a_reduced_form_are_given_in_pixels_of_the_whole(hopper, detector_64):
    whole = detector_64.detect(hopper)
    half = cv2.resize(hopper, (256, 300), interpolation=cv2.INTER_AREA)
    reduced = detector_64.detect(half, size=(512, 600))
    assert len(whole) == len(reduced) == 1
    assert _iou(_box(whole[0]), _box(reduced[0])) > 0.9
    assert np.abs(np.subtract(whole[0].landmarks, reduced[0].landmarks)).max() < 4


# By eye, (x, y): the eye at the left of the picture, that at its right, the tip of the nose, the
# ends of the mouth at the left and at the right of the picture.
LANDMARKS = {
    "astronaut": ((203, 100), (246, 103), (223, 125), (203, 139), (246, 141)),
    "hopper": ((222, 192), (307, 189), (270, 238), (230, 278), (306, 273)),
}


@pytest.mark.parametrize("name", LANDMARKS)
@pytest.mark.parametrize("kind", ["detector", "detector_64"])
def test_landmarks_lie_where_they_are_and_left_is_the_viewers_left(request, name, kind):
    (face,) = request.getfixturevalue(kind).detect(request.getfixturevalue(name))
    off = np.linalg.norm(np.subtract(face.landmarks, LANDMARKS[name]), axis=1)
    assert off.max() < 0.1 * face.size
    left_eye, right_eye, _, left_mouth, right_mouth = face.landmarks
    assert left_eye[0] < right_eye[0]
    assert left_mouth[0] < right_mouth[0]


def test_a_mirrored_face_has_its_left_eye_at_the_left_again(hopper, detector_64):
    (face,) = detector_64.detect(np.ascontiguousarray(hopper[:, ::-1]))
    xs = [x for x, _ in face.landmarks]
    assert xs[0] < xs[1]
    assert xs[3] < xs[4]


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


def test_an_import_that_fails_within_is_told_as_what_it_is(monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == "mtcnn"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mtcnn.stages", None)  # of a package that is there
    with pytest.raises(InputError) as caught:
        FaceDetector(20)
    assert str(caught.value) == (
        "face detection is not possible: ModuleNotFoundError: import of mtcnn.stages halted; "
        "None in sys.modules"
    )


def test_without_mtcnn_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "mtcnn", None)  # makes the import fail
    with pytest.raises(InputError, match=r"pip install 'keras_pggan\[faces\]'"):
        FaceDetector(20)
