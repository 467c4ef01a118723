"""Channels, and transparency that hides what it hides."""

import cv2
import numpy as np
import pytest

from keras_pggan.pictures.channels import resampled, with_channels
from keras_pggan.pictures.gray import to_gray


def _halved(pixels):
    height, width = pixels.shape[:2]
    return cv2.resize(pixels, (width // 2, height // 2), interpolation=cv2.INTER_AREA)


def test_gray_is_the_brightness_and_colours_of_gray_are_gray(real_pictures):
    gray = with_channels(real_pictures[0], 1)
    np.testing.assert_array_equal(gray[..., 0], to_gray(real_pictures[0]))
    np.testing.assert_array_equal(with_channels(with_channels(gray, 3), 1), gray)


@pytest.mark.parametrize("channels", [1, 3])
def test_what_has_no_transparency_becomes_opaque(real_pictures, channels):
    made = with_channels(with_channels(real_pictures[0], channels), 4)
    assert (made[..., 3] == 255).all()
    np.testing.assert_array_equal(
        with_channels(made, channels), with_channels(real_pictures[0], channels)
    )


def test_an_opaque_picture_is_resampled_as_its_colours_are(real_pictures):
    made = resampled(with_channels(real_pictures[0], 4), _halved)
    np.testing.assert_array_equal(made[..., :3], _halved(real_pictures[0]))


def test_a_hidden_colour_shows_nowhere(real_pictures):
    """Red, half of it hidden under other colours: red, and less of it."""
    picture = np.full((8, 8, 4), (200, 0, 0, 255), np.uint8)
    picture[:, 1::2, 3] = 0
    for hidden in ((0, 255, 0), (9, 9, 9)):
        picture[:, 1::2, :3] = hidden
        made = resampled(picture, _halved)
        assert (made == (200, 0, 0, 128)).all()


def test_laid_on_white_before_or_after_is_the_same(real_pictures):
    alpha = real_pictures[1][..., :1]
    picture = np.concatenate([real_pictures[0], alpha], axis=2)

    def laid(pixels):
        seen = pixels[..., 3:] / 255
        return pixels[..., :3] * seen + 255 * (1 - seen)

    expected = laid(picture.astype(float)).reshape(16, 2, 16, 2, 3).mean(axis=(1, 3))
    assert np.abs(laid(resampled(picture, _halved)) - expected).max() < 2


def test_what_is_seen_nowhere_is_white():
    assert (resampled(np.zeros((4, 4, 4), np.uint8), _halved) == (255, 255, 255, 0)).all()
