"""Crops on one sheet."""

import numpy as np
import pytest

from keras_pggan.errors import InputError
from keras_pggan.pictures import grid
from keras_pggan.pictures.contact_sheet import contact_sheet
from keras_pggan.pictures.number_strip import number_strip


def test_the_first_hundred_are_shown_as_they_are(real_pictures):
    crops = [*real_pictures, *real_pictures]
    expected = grid(np.stack(crops[:100]), 10)
    np.testing.assert_array_equal(contact_sheet(crops), expected)
    np.testing.assert_array_equal(contact_sheet(crops, columns=10), expected)


def test_large_crops_are_shrunk_by_the_mean(astronaut):
    sheet = contact_sheet([astronaut] * 4)
    assert sheet.shape == (258, 258, 3)
    mean = astronaut.reshape(128, 4, 128, 4, 3).mean(axis=(1, 3))
    assert np.abs(sheet[:128, 130:] - mean).max() <= 0.5 + 1e-3


@pytest.mark.parametrize("size", [32, 128, 512])
def test_landmarks_are_dots_where_they_are_and_nowhere_else(size):
    crops = [np.zeros((size, size, 3), np.uint8)] * 4
    points = [(0.25 * size, 0.75 * size), (0.5 * size, 0.25 * size)]
    sheet = contact_sheet(crops, [points, (), (), points])
    side = (len(sheet) - 2) // 2
    first, second = sheet[:side, :side], sheet[:side, -side:]
    rows, columns = np.nonzero(first[..., 1])
    lower = rows > side / 2
    for (x, y), dot in zip(points, (lower, ~lower), strict=True):
        assert abs(columns[dot].mean() + 0.5 - x / size * side) <= 1.5 * side / min(size, 128)
        assert abs(rows[dot].mean() + 0.5 - y / size * side) <= 1.5 * side / min(size, 128)
    assert not second.any()
    np.testing.assert_array_equal(sheet[-side:, -side:], first)
    assert not crops[0].any()  # drawn on copies


@pytest.mark.parametrize("channels", [1, 4])
def test_other_channels_and_shapes_are_shown_too(channels):
    crops = [np.full((300, 200, channels), 90, np.uint8)] * 2
    assert contact_sheet(crops, columns=1).shape == (258, 85, channels)


def test_what_hides_under_transparent_pixels_does_not_show_where_they_are_shrunk():
    crop = np.full((256, 256, 4), (200, 0, 0, 255), np.uint8)
    crop[:, 101:] = (0, 255, 0, 0)
    sheet = contact_sheet([crop], side=128)[::2, ::2]  # small ones are enlarged
    assert 0 < sheet[0, 50, 3] < 255  # half of it is seen
    assert (sheet[:, :51, :3] == (200, 0, 0)).all()


def test_without_crops_there_is_no_sheet():
    with pytest.raises(InputError, match="one picture at least"):
        contact_sheet([])


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("size", [8, 32, 200])
def test_numbers_stand_below_pictures_that_stay_as_they_are(real_pictures, size, channels):
    crops = [np.resize(picture, (size, size, channels)) for picture in real_pictures[:9]]
    plain = contact_sheet(crops)
    sheet = contact_sheet(crops, numbers=range(9))
    side = (len(plain) - 4) // 3
    strip = (len(sheet) - 4) // 3 - side
    assert sheet.shape[1:] == plain.shape[1:]
    for row in range(3):
        top, there = row * (side + 2), row * (side + strip + 2)
        np.testing.assert_array_equal(sheet[there : there + side], plain[top : top + side])
    assert 10 <= strip <= 32
    ink = [sheet[side : side + strip, column : column + side] for column in (0, side + 2)]
    for each in ink:
        assert each[..., 0].min() < 100 < 250 < each[..., 0].max()
        if channels == 4:
            assert each[..., 3].min() == 255
    assert (ink[0] != ink[1]).any()


def test_a_number_looks_the_same_wherever_it_stands():
    crops = [np.full((64, 64, 3), shade, np.uint8) for shade in (10, 90)]
    one, other = contact_sheet(crops, numbers=[7, 41]), contact_sheet(crops, numbers=[41, 7])
    half = (one.shape[1] - 2) // 2
    np.testing.assert_array_equal(one[256:, :half], other[256:, -half:])
    np.testing.assert_array_equal(one[256:, -half:], other[256:, :half])


def test_digits_have_the_height_that_eyes_need():
    for width, least, most in ((25, 7, 12), (128, 7, 12), (512, 14, 24)):
        rows = np.flatnonzero(number_strip(8, width, 1).min(axis=(1, 2)) < 128)
        assert least <= rows[-1] - rows[0] + 1 <= most
        columns = np.flatnonzero(number_strip(8, width, 1).min(axis=(0, 2)) < 128)
        assert abs(columns.mean() + 0.5 - width / 2) <= 1  # in the middle
