"""Crops on one sheet."""

import numpy as np
import pytest

from keras_pggan.errors import InputError
from keras_pggan.pictures import grid
from keras_pggan.pictures.contact_sheet import contact_sheet


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


def test_without_crops_there_is_no_sheet():
    with pytest.raises(InputError, match="one picture at least"):
        contact_sheet([])
