"""The compiled stages against mtcnn's own `detect_faces`, on photographs."""

import os
import resource

import cv2
import numpy as np
import pytest
from mtcnn import MTCNN
from skimage import data as photographs

from keras_pggan.preprocessing.cascade import Cascade


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
