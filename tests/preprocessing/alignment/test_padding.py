"""All of a picture, with a border."""

import numpy as np
import pytest

from keras_pggan.pictures.channels import with_channels
from keras_pggan.preprocessing.alignment import padded, resized


@pytest.mark.parametrize(
    ("shape", "rows", "columns"),
    [
        ((40, 40), slice(0, 40), slice(0, 40)),
        ((20, 40), slice(10, 30), slice(0, 40)),
        ((40, 21), slice(0, 40), slice(9, 30)),
    ],
)
@pytest.mark.parametrize(("channels", "border"), [(3, 255), (4, (255, 255, 255, 0))])
def test_all_of_it_is_in_the_middle_and_white_or_transparent_beside_it(
    astronaut, shape, rows, columns, channels, border
):
    picture = with_channels(astronaut[: shape[0], : shape[1]], channels)
    expected = np.full((40, 40, channels), border, np.uint8)
    expected[rows, columns] = picture
    np.testing.assert_array_equal(padded(picture, 40), expected)


def test_it_is_as_large_as_it_can_be(astronaut):
    made = padded(astronaut[:200], (64, 32))
    np.testing.assert_array_equal(made[26:38], resized(astronaut[:200], (12, 32)))
    assert (np.delete(made, np.s_[26:38], axis=0) == 255).all()


@pytest.mark.parametrize("shape", [(1, 500), (500, 1), (1, 1)])
def test_a_thin_picture_keeps_a_pixel(astronaut, shape):
    picture = np.ascontiguousarray(astronaut[: shape[0], : shape[1]] // 2)
    assert (padded(picture, 16) < 255).any()
