"""The middle of a picture."""

import numpy as np
import pytest

from keras_pggan.preprocessing.alignment import centre_crop, resized


@pytest.mark.parametrize(
    ("shape", "rows", "columns"),
    [
        ((40, 40), slice(0, 40), slice(0, 40)),
        ((40, 60), slice(0, 40), slice(10, 50)),
        ((71, 40), slice(15, 55), slice(0, 40)),
    ],
)
def test_the_largest_square_in_the_middle_is_taken(astronaut, shape, rows, columns):
    picture = astronaut[: shape[0], : shape[1]]
    np.testing.assert_array_equal(centre_crop(picture, 40), picture[rows, columns])


def test_it_is_shrunk_by_the_mean(astronaut):
    mean = astronaut.reshape(64, 8, 64, 8, 3).mean(axis=(1, 3))
    assert np.abs(centre_crop(astronaut, 64) - mean).max() <= 0.5 + 1e-3


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (30, 20)])
def test_a_small_picture_is_enlarged(astronaut, shape):
    crop = centre_crop(astronaut[: shape[0], : shape[1]], 64)
    assert (crop.shape, crop.dtype) == ((64, 64, 3), np.uint8)


@pytest.mark.parametrize(
    ("shape", "rows", "columns"),
    [
        ((60, 40), slice(0, 60), slice(0, 40)),
        ((60, 61), slice(0, 60), slice(10, 50)),
        ((80, 40), slice(10, 70), slice(0, 40)),
    ],
)
def test_of_other_proportions_as_much_is_taken_as_there_is(astronaut, shape, rows, columns):
    picture = astronaut[: shape[0], : shape[1]]
    np.testing.assert_array_equal(centre_crop(picture, (60, 40)), picture[rows, columns])


def test_each_side_is_shrunk_by_the_mean_or_enlarged(astronaut):
    tall = astronaut[:64, :256]
    made = resized(tall, (128, 32))
    mean = tall.reshape(64, 32, 8, 3).mean(axis=2)
    assert made.shape == (128, 32, 3)
    assert np.abs(made.reshape(64, 2, 32, 3).mean(axis=1) - mean).mean() < 2
