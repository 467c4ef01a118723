"""The alignment of CelebA-HQ, against the paper's formula on vectors."""

import numpy as np
import pytest

from keras_pggan.preprocessing.alignment import CelebAHQ
from keras_pggan.preprocessing.detect import Face
from keras_pggan.preprocessing.rejects import Reason, RejectedError

SIZE = 48


def _rotated(vector):
    return np.array([-vector[1], vector[0]])


def _quad(landmarks):
    """Top left, top right, bottom right and bottom left of the square, by appendix C."""
    points = np.array(landmarks, float)
    eyes, mouth = points[:2].mean(axis=0), points[3:].mean(axis=0)
    eye_to_eye, eye_to_mouth = points[1] - points[0], mouth - eyes
    x = eye_to_eye - _rotated(eye_to_mouth)
    x /= np.hypot(*x)
    x *= max(2 * np.hypot(*eye_to_eye), 1.8 * np.hypot(*eye_to_mouth))
    y = _rotated(x)
    centre = eyes + 0.1 * eye_to_mouth
    return np.stack([centre - x - y, centre + x - y, centre + x + y, centre - x + y])


def _places(landmarks, size=SIZE):
    """Where in the picture the centres of the crop's pixels lie, x and y (size, size)."""
    corner, right, _, down = _quad(landmarks)
    steps = (np.arange(size) + 0.5) / size
    places = corner + steps[:, None, None] * (down - corner) + steps[:, None] * (right - corner)
    return places[..., 0], places[..., 1]


# The astronaut's face turned, larger or smaller, and one that looks aside.
PLACES = {
    "upright": {},
    "turned": {"degrees": 35},
    "turned back": {"degrees": -70},
    "on its head": {"degrees": 180},
    "small": {"scale": 0.2},
    "large": {"scale": 1.3, "centre": (260, 250)},
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_the_square_is_that_of_the_paper(face_at, place):
    face = face_at(**place)
    matrix = CelebAHQ().matrix(face, SIZE)
    corners = _quad(face.landmarks) @ matrix[:, :2].T + matrix[:, 2]
    expected = [(0, 0), (SIZE, 0), (SIZE, SIZE), (0, SIZE)]
    np.testing.assert_allclose(corners, expected, atol=1e-9)


@pytest.mark.parametrize("wide", [True, False])
def test_the_side_is_the_longer_of_what_eyes_and_mouth_ask_for(face_of, wide):
    # By hand: eyes 40 apart ask for 4 * 40, a mouth 60 below them for 3.6 * 60.
    right, down = (60, 40) if wide else (40, 60)
    points = [(100, 100), (100 + right, 100), (120, 120), (100, 100 + down)]
    face = face_of([*points, (100 + right, 100 + down)])
    side = 4 * 60 if wide else 3.6 * 60
    centre = np.array([100 + right / 2, 100 + 0.1 * down])
    expected = np.column_stack([np.eye(2), side / 2 - centre]) * (SIZE / side)
    np.testing.assert_allclose(CelebAHQ().matrix(face, SIZE), expected, atol=1e-12)


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_the_pixels_are_those_of_the_square(smooth, colours, face_at, place):
    face = face_at(**place)
    crop = CelebAHQ()(smooth(560, 520), face, SIZE)
    x, y = _places(face.landmarks)
    inside = (x > 1) & (x < 519) & (y > 1) & (y < 559)
    assert inside.mean() > 0.8
    # A half for rounding, twice, and the curve of the waves between pixels.
    assert np.abs(crop - colours(x, y))[inside].max() < 2.5


def test_a_large_picture_gives_the_crop_of_a_small_one(smooth, colours, face_at):
    # 2240x2080, shrunk to about a thirtieth; not by a whole number.
    face = face_at(degrees=20, scale=5, centre=(1020, 1010))
    crop = CelebAHQ()(smooth(2240, 2080, scale=4), face, 32)
    x, y = _places(face.landmarks, 32)
    # A pixel is the mean over 8 units of length of waves that turn in 29 units or more.
    assert np.abs(crop - colours(x / 4, y / 4)).max() < 4


@pytest.mark.parametrize(("scale", "size"), [(2.0, 64), (2.0, 33), (1.0, 100), (2.4, 16)])
def test_shrinking_leaves_no_noise_that_averaging_would_not(face_at, scale, size):
    noise = np.random.default_rng(0).normal(128, 30, (600, 600, 3)).clip(0, 255).astype(np.uint8)
    face = face_at(degrees=25, scale=scale, centre=(300, 300))
    crop = CelebAHQ()(noise, face, size)
    corner, right, *_ = _quad(face.landmarks)
    step = np.hypot(*(right - corner)) / size  # pixels of the picture for one of the crop
    assert step > 1.5
    margin = size // 4  # where the picture is
    assert crop[margin:-margin, margin:-margin].std() < 1.1 * 30 / step


def test_a_turned_picture_gives_the_same_crop(astronaut, face_at, face_of):
    face = face_at()
    turned = face_of([(512 - y, x) for x, y in face.landmarks])  # a quarter, clockwise
    one = CelebAHQ()(astronaut, face, 64).astype(int)
    other = CelebAHQ()(np.ascontiguousarray(np.rot90(astronaut, -1)), turned, 64)
    assert np.abs(one - other).mean() < 0.5


def test_what_lies_far_outside_has_the_median_colour(smooth, face_at):
    picture = smooth(400, 400)
    picture[:, :150] = (200, 20, 90)  # most of what the crop shows
    face = face_at(scale=2.5, centre=(-20, 200))
    crop = CelebAHQ()(picture, face, SIZE)
    x, _ = _places(face.landmarks)
    side = np.ptp(x) * SIZE / (SIZE - 1)
    far = x < -0.51 * side
    assert far.any()
    assert np.abs(crop[far] - np.array((200, 20, 90))).max() <= 1


def test_what_lies_outside_is_continued_without_an_edge_and_blurred(astronaut, face_at):
    face = face_at(scale=1.5, centre=(30, 120))
    crop = CelebAHQ()(astronaut, face, 128).astype(float)
    x, _ = _places(face.landmarks, 128)
    border = int(np.abs(x[64]).argmin())
    assert 20 < border < 100
    steps = np.abs(np.diff(crop, axis=1)).mean(axis=(0, 2))
    # No column differs more from its neighbour at the border than columns of the photograph do.
    assert steps[border - 2 : border + 2].max() < steps[border:].max()
    # Far outside, rows differ far less than in the photograph.
    rough = np.abs(np.diff(crop, axis=0)).mean(axis=(0, 2))
    assert rough[: border // 2].mean() < rough[border:].mean() / 3


@pytest.mark.parametrize(
    ("landmarks", "detail"),
    [
        ((), "no five landmarks"),
        (((1.0, 2.0),) * 4, "no five landmarks"),
        (((1.0, 2.0),) * 4 + ((1.0, np.nan),), "no five landmarks"),
        (((3.0, 2.0),) * 5, "no direction"),
    ],
)
def test_a_face_that_cannot_be_aligned_is_rejected(smooth, landmarks, detail):
    face = Face(10, 10, 30, 40, 0.9, landmarks)
    with pytest.raises(RejectedError, match=detail) as caught:
        CelebAHQ()(smooth(60, 60), face, SIZE)
    assert caught.value.reason is Reason.DETECTOR_FAILED
