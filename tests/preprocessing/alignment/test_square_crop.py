"""Squares around faces, also where they leave the picture."""

import numpy as np
import pytest
from skimage import data as photographs

from keras_pggan.preprocessing.alignment import SquareCrop
from keras_pggan.preprocessing.detect import Face

HEIGHT, WIDTH = 60, 80


@pytest.fixture(scope="module")
def picture() -> np.ndarray:
    """A piece of a photograph in which nothing repeats, uint8 (60, 80, 3)."""
    return photographs.chelsea()[60 : 60 + HEIGHT, 120 : 120 + WIDTH]


def _face(centre_x: float, centre_y: float, width: float, height: float) -> Face:
    return Face(centre_x - width / 2, centre_y - height / 2, width, height, 1.0)


def _mirrored(picture: np.ndarray, left: int, top: int, side: int) -> np.ndarray:
    """The square at a place of the picture continued by mirroring without end."""
    far = 1000
    endless = np.pad(picture, ((far, far), (far, far), (0, 0)), mode="reflect")
    return endless[top + far : top + far + side, left + far : left + far + side]


def _cubic_weights(source: int, target: int) -> np.ndarray:
    """(target, source): cubic convolution with a = -0.75, the border repeated."""
    a, weights = -0.75, np.zeros((target, source))
    for row in range(target):
        position = (row + 0.5) * source / target - 0.5
        for pixel in range(int(np.floor(position)) - 1, int(np.floor(position)) + 3):
            x = abs(position - pixel)
            near = (a + 2) * x**3 - (a + 3) * x**2 + 1
            far = a * (x**3 - 5 * x**2 + 8 * x - 4)
            weights[row, min(max(pixel, 0), source - 1)] += near if x <= 1 else far
    return weights


# Where the square lies: (centre x, centre y) of a face 20 wide and 16 high, so of 28x28 at 0.2.
PLACES = {
    "inside": (40, 30),
    "in the corner": (14, 14),
    "over the left": (5, 30),
    "over the right": (76, 30),
    "over the top": (40, 3),
    "over the bottom": (40, 58),
    "over top and left": (4, 6),
    "over bottom and right": (78, 57),
    "all but outside": (-12, 70),
    "outside": (-40, -50),
    "outside on the other side": (130, 120),
}


@pytest.mark.parametrize(("x", "y"), PLACES.values(), ids=PLACES)
def test_the_square_is_cut_from_the_picture_mirrored_at_its_borders(picture, x, y):
    crop = SquareCrop(0.2)(picture, _face(x, y, 20, 16), 28)
    assert crop.dtype == np.uint8
    np.testing.assert_array_equal(crop, _mirrored(picture, x - 14, y - 14, 28))


@pytest.mark.parametrize("side", [100, 200, 400])
def test_a_square_larger_than_the_picture_is_mirrored_again_and_again(picture, side):
    crop = SquareCrop(0)(picture, _face(30, 24, side, side / 2), side)
    np.testing.assert_array_equal(crop, _mirrored(picture, 30 - side // 2, 24 - side // 2, side))


@pytest.mark.parametrize("thin", [(1, 80), (60, 1), (1, 1)])
def test_a_picture_one_pixel_thin_is_repeated(picture, thin):
    line = picture[: thin[0], : thin[1]]
    crop = SquareCrop(0)(line, _face(0, 0, 12, 12), 12)
    np.testing.assert_array_equal(crop, _mirrored(line, -6, -6, 12))


@pytest.mark.parametrize(
    ("width", "height", "margin", "side"),
    [
        (20, 16, 0.0, 20),
        (16, 20, 0.0, 20),
        (16, 20, 0.5, 40),
        (12, 10, 0.25, 18),
        (20, 4, 1.0, 60),
        (13.7, 9.1, 0.2, 19),  # 19.18
        (14.2, 9.1, 0.2, 20),  # 19.88
        (0.3, 0.2, 0.2, 1),
    ],
)
def test_the_side_is_the_longer_side_of_the_box_and_twice_the_margin(
    picture, width, height, margin, side
):
    # The centre is put so that the square begins at a whole pixel.
    left, top = 10, 0
    face = _face(left + side / 2, top + side / 2, width, height)
    crop = SquareCrop(margin)(picture, face, side)
    np.testing.assert_array_equal(crop, picture[top : top + side, left : left + side])


@pytest.mark.parametrize(("shift", "pixels"), [(0.3, 0), (-0.3, 0), (0.7, 1), (-0.7, -1)])
def test_the_square_begins_at_the_nearest_whole_pixel(picture, shift, pixels):
    crop = SquareCrop(0)(picture, _face(40 + shift, 30 - shift, 20, 20), 20)
    np.testing.assert_array_equal(crop, _mirrored(picture, 30 + pixels, 20 - pixels, 20))


@pytest.mark.parametrize("factor", [2, 4, 5])
def test_a_large_square_is_shrunk_by_the_area_mean(picture, factor):
    crop = SquareCrop(0)(picture, _face(36, 34, 40, 40), 40 // factor)
    square = picture[14:54, 16:56].astype(np.float64)
    mean = square.reshape(40 // factor, factor, 40 // factor, factor, 3).mean(axis=(1, 3))
    # A half for rounding; the rest because OpenCV adds in single precision.
    assert np.abs(crop - mean).max() <= 0.5 + 1e-3


def test_a_small_square_is_enlarged_by_cubic_interpolation(picture):
    crop = SquareCrop(0)(picture, _face(36, 34, 20, 20), 50)
    weights = _cubic_weights(20, 50)
    square = picture[24:44, 26:46].astype(np.float64)
    smooth = np.einsum("yh,hwc,xw->yxc", weights, square, weights).clip(0, 255)
    # A half for rounding, and as much because OpenCV's weights are whole parts of 2048.
    assert np.abs(crop - smooth).max() <= 1.0


@pytest.mark.parametrize("size", [1, 7, 28, 64])
def test_crops_have_the_size_asked_for(picture, size):
    crop = SquareCrop(0.2)(picture, _face(5, 55, 20, 16), size)
    assert crop.shape == (size, size, 3)


def test_the_picture_is_left_as_it_was(picture):
    before = picture.copy()
    SquareCrop(0.2)(picture, _face(5, 55, 20, 16), 28)[:] = 0
    SquareCrop(0)(picture, _face(40, 30, 20, 20), 20)[:] = 0
    np.testing.assert_array_equal(picture, before)
