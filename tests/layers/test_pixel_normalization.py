"""Laws of pixel normalization."""

import numpy as np
import pytest
from keras import ops

from keras_pggan.layers import PixelNormalization


@pytest.mark.parametrize("scale", [0.1, 1.0, 1e3])
def test_gives_unit_mean_square_over_channels(maps, scale):
    result = ops.convert_to_numpy(PixelNormalization()(maps * scale))
    np.testing.assert_allclose((result**2).mean(axis=-1), 1.0, rtol=1e-3)


def test_equals_the_formula(maps):
    expected = maps / np.sqrt((maps**2).mean(axis=-1, keepdims=True) + 1e-8)
    np.testing.assert_allclose(PixelNormalization()(maps), expected, rtol=1e-5)


def test_works_on_latents(maps):
    latents = maps[:, 0, 0]
    expected = latents / np.sqrt((latents**2).mean(axis=-1, keepdims=True) + 1e-8)
    np.testing.assert_allclose(PixelNormalization()(latents), expected, rtol=1e-5)


def test_is_finite_on_zeros_in_half_precision():
    result = PixelNormalization(dtype="float16")(np.zeros((1, 2, 2, 3), "float16"))
    np.testing.assert_array_equal(result, 0)


def test_half_precision_uses_the_larger_epsilon():
    x = np.full((1, 4), 0.01, "float16")
    expected = 0.01 / np.sqrt(1e-4 + 1e-4)
    np.testing.assert_allclose(PixelNormalization(dtype="float16")(x), expected, rtol=5e-3)


def test_epsilon_must_be_positive():
    with pytest.raises(ValueError, match="positive, got 0"):
        PixelNormalization(epsilon=0)
