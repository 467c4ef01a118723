"""Faces brought to the places of a mean face."""

import numpy as np
import pytest

from keras_pggan.errors import InputError
from keras_pggan.preprocessing.alignment import Landmarks
from keras_pggan.preprocessing.alignment.landmarks import TEMPLATE
from keras_pggan.preprocessing.detect import Face
from keras_pggan.preprocessing.rejects import RejectedError

SIZE = 48


def _template(margin, size):
    """The mean face's points in a crop."""
    return (np.array(TEMPLATE) + margin) / (1 + 2 * margin) * size


def _solved(points, places):
    """The best a, b, c, d of (a x - b y + c, b x + a y + d), by numpy's least squares."""
    rows, targets = [], []
    for (x, y), (u, v) in zip(points, places, strict=True):
        rows += [(x, -y, 1, 0), (y, x, 0, 1)]
        targets += [u, v]
    a, b, c, d = np.linalg.lstsq(np.array(rows, float), np.array(targets, float), rcond=None)[0]
    return np.array([(a, -b, c), (b, a, d)])


def _mirrored(places, length):
    """Places on a row that is mirrored at its ends, again and again."""
    return length - np.abs(places % (2 * length) - length)


@pytest.mark.parametrize("margin", [0.0, 0.2, 1.0])
@pytest.mark.parametrize("place", [{}, {"degrees": 50, "scale": 3}, {"centre": (-9, 4)}])
def test_the_square_is_the_best_by_least_squares(face_at, margin, place):
    face = face_at(**place)
    expected = _solved(face.landmarks, _template(margin, SIZE))
    np.testing.assert_allclose(Landmarks(margin).matrix(face, SIZE), expected, atol=1e-9)


@pytest.mark.parametrize("degrees", [0, 30, -100])
def test_a_mean_face_comes_to_its_places_exactly(face_of, degrees):
    angle = np.exp(1j * np.radians(degrees))
    points = (np.array(TEMPLATE) @ (1, 1j) - 0.3) * 70 * angle + (200 + 100j)
    face = face_of(np.stack([points.real, points.imag], axis=1))
    found = Landmarks(0.25).landmarks(face, 64)
    np.testing.assert_allclose(found, _template(0.25, 64), atol=1e-9)


def test_eyes_are_above_the_mouth_and_the_left_one_is_left():
    left_eye, right_eye, nose, left_mouth, right_mouth = TEMPLATE
    assert left_eye[0] < left_mouth[0] < nose[0] == 0.5
    assert left_eye[0] + right_eye[0] == pytest.approx(1)
    assert left_mouth[0] + right_mouth[0] == pytest.approx(1)
    assert left_eye[1] == right_eye[1] < nose[1] < left_mouth[1] == right_mouth[1]


@pytest.mark.parametrize(
    "place",
    [
        {},
        {"degrees": -40, "scale": 0.3},
        {"degrees": 100, "scale": 1.5},
        {"degrees": 15, "centre": (20, 380)},  # beyond two borders
        {"degrees": 15, "scale": 9, "centre": (200, 200)},  # beyond all, more than once
    ],
    ids=str,
)
def test_the_pixels_are_those_of_the_square_mirrored_at_the_borders(
    smooth, colours, face_at, place
):
    face = face_at(**place)
    crop = Landmarks()(smooth(400, 400), face, SIZE)
    matrix = _solved(face.landmarks, _template(0.2, SIZE))
    centres = np.stack(np.meshgrid(*[np.arange(SIZE) + 0.5] * 2), axis=-1)
    x, y = np.moveaxis((centres - matrix[:, 2]) @ np.linalg.inv(matrix[:, :2]).T, -1, 0)
    x, y = _mirrored(x, 400), _mirrored(y, 400)
    difference = np.abs(crop - colours(x, y)).max(axis=-1)
    # A crop's pixel is a mean, which cuts the edge that mirroring makes of a slope.
    step = 1 / np.sqrt(np.linalg.det(matrix[:, :2]))
    smooth_there = (np.minimum(x, y) > step + 1) & (np.maximum(x, y) < 399 - step)
    assert difference[smooth_there].max() < (2.5 if step < 6 else 16)
    assert difference.max() < 8 * max(step, 1)


def test_a_turned_face_gives_the_crop_of_an_upright_one(astronaut, face_at, face_of):
    face = face_at()
    turned = face_of([(y, 512 - x) for x, y in face.landmarks])  # a quarter, to the left
    one = Landmarks()(astronaut, face, 64).astype(int)
    other = Landmarks()(np.ascontiguousarray(np.rot90(astronaut)), turned, 64)
    assert np.abs(one - other).mean() < 0.5


def test_without_landmarks_there_is_no_crop(smooth):
    with pytest.raises(RejectedError, match="no five landmarks"):
        Landmarks()(smooth(50, 50), Face(10, 10, 20, 20, 0.9), SIZE)


@pytest.mark.parametrize("margin", [-0.1, 11, float("nan")])
def test_a_margin_out_of_range_is_refused(margin):
    with pytest.raises(InputError, match=f"margin must be 0 to 10, got {margin}"):
        Landmarks(margin)
