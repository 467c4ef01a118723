"""The compiled stages against mtcnn's own `detect_faces`, on photographs."""

import os
import resource

import cv2
import numpy as np
import pytest
from mtcnn import MTCNN
from mtcnn.utils.bboxes import smart_nms_from_bboxes
from skimage import data as photographs

from keras_pggan.preprocessing.cascade import Cascade, distinct


@pytest.fixture(scope="module")
def theirs() -> MTCNN:
    return MTCNN()


@pytest.fixture(scope="module")
def cascade() -> Cascade:
    return Cascade(MTCNN())


def _pictures(astronaut, hopper):
    """Of sides even and odd, with a face, with several, and with none."""
    yield astronaut
    yield hopper[:599, :501]
    yield cv2.resize(hopper, (85, 101), interpolation=cv2.INTER_AREA)
    yield cv2.resize(np.hstack([astronaut, hopper[:512]]), None, fx=0.4, fy=0.4)
    yield np.repeat(photographs.camera()[..., None], 3, axis=-1)
    yield photographs.chelsea()
    yield cv2.rotate(astronaut, cv2.ROTATE_180)


def test_it_finds_what_mtcnn_finds(theirs, cascade, astronaut, hopper):
    count = 0
    for picture in _pictures(astronaut, hopper):
        expected, found = theirs.detect_faces(picture), cascade(picture)
        assert found.shape == (len(expected), 15)
        for face, row in zip(expected, found, strict=True):
            left, top, right, bottom, confidence, *_ = row
            # mtcnn rounds to whole pixels.
            box = np.array([left, top, right - left, bottom - top])
            np.testing.assert_allclose(box, face["box"], atol=0.51)
            assert confidence == pytest.approx(face["confidence"], abs=1e-4)
            points = row[5:].reshape(2, 5).T
            names = ("left_eye", "right_eye", "nose", "mouth_left", "mouth_right")
            theirs_points = [face["keypoints"][name] for name in names]
            np.testing.assert_allclose(points, theirs_points, atol=0.51)
        count += len(expected)
    assert count >= 5


@pytest.mark.parametrize("value", [0, 128, 255])
def test_where_no_stage_finds_anything_there_are_no_rows(cascade, value):
    assert cascade(np.full((90, 70, 3), value, np.uint8)).shape == (0, 15)


@pytest.mark.parametrize("count", [0, 1, 2, 256, 257, 700])
@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.7])
def test_distinct_boxes_are_those_that_mtcnn_keeps(count, threshold):
    random = np.random.default_rng(count)
    corner, size = random.uniform(0, 60, (count, 2)), random.uniform(10, 40, (count, 2))
    scores = np.sort(random.uniform(size=count))[::-1, None]
    boxes = np.hstack([np.zeros((count, 1)), corner, corner + size, scores])
    expected = smart_nms_from_bboxes(boxes, threshold=threshold, initial_sort=False)
    np.testing.assert_array_equal(distinct(boxes, threshold), expected)


def test_noise_with_many_proposals_gives_what_mtcnn_gives(theirs, cascade, astronaut):
    """More boxes than are worked on at once."""
    pieces = np.random.default_rng(0).permutation(
        astronaut.reshape(64, 8, 64, 8, 3).swapaxes(1, 2).reshape(4096, 8, 8, 3)
    )
    mixed = pieces.reshape(64, 64, 8, 8, 3).swapaxes(1, 2).reshape(512, 512, 3).copy()
    mixed[:300, 100:400] = astronaut[:300, 100:400]
    expected, found = theirs.detect_faces(mixed), cascade(mixed)
    assert len(found) == len(expected) > 0
    for face, row in zip(expected, found, strict=True):
        assert row[4] == pytest.approx(face["confidence"], abs=1e-4)


def test_no_size_of_a_picture_is_traced_anew(monkeypatch, cascade, astronaut):
    import tensorflow as tf

    cascade(astronaut[:101, :99])

    def must_not_be_traced(*args, **kwargs):
        raise AssertionError("a network was traced again")

    for layer in (tf.keras.layers.Conv2D, tf.keras.layers.PReLU):
        monkeypatch.setattr(layer, "call", must_not_be_traced)
    for side in (73, 128, 200):
        cascade(astronaut[:side, : side + 31])


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_pictures(cascade, astronaut):
    random = np.random.default_rng(0)

    def look_at(count: int) -> int:
        """Bytes that the process holds afterwards."""
        for _ in range(count):
            size = tuple(int(side) for side in random.integers(60, 500, size=2))
            cascade(cv2.resize(astronaut, size, interpolation=cv2.INTER_AREA))
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * resource.getpagesize()

    if not os.path.exists("/proc/self/statm"):
        pytest.skip("the memory of a process is read where Linux shows it")
    after_500 = look_at(500)
    after_2000 = look_at(1500)
    assert after_2000 - after_500 < 50 * 2**20
