"""Laws of the layers with an equalized learning rate."""

import math

import numpy as np
import pytest
from keras import ops

from keras_pggan.layers import EqualizedConv2D, EqualizedDense


def test_convolution_equals_a_sum_over_the_window(maps):
    layer = EqualizedConv2D(2, 3, gain=1.5)
    result = ops.convert_to_numpy(layer(maps))
    kernel = layer.kernel.numpy() * 1.5 / math.sqrt(9 * 5)
    layer.bias.assign([1.0, -1.0])
    padded = np.pad(maps, ((0, 0), (1, 1), (1, 1), (0, 0)))
    expected = sum(
        padded[:, dy : dy + 4, dx : dx + 6] @ kernel[dy, dx] for dy in range(3) for dx in range(3)
    )
    np.testing.assert_allclose(result, expected, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(layer(maps), expected + [1.0, -1.0], rtol=1e-4, atol=1e-5)


def test_dense_equals_the_matrix_product(maps):
    layer = EqualizedDense(7, gain=0.5)
    x = maps[:, 0, 0]
    result = ops.convert_to_numpy(layer(x))
    np.testing.assert_allclose(
        result, x @ layer.kernel.numpy() * 0.5 / math.sqrt(5), rtol=1e-5, atol=1e-6
    )


@pytest.mark.parametrize("size", [2, 20], ids=["fewer-inputs", "fewer-weights"])
def test_scaling_the_smaller_factor_changes_nothing(size):
    layer = EqualizedConv2D(3, 3)
    x = np.random.default_rng(0).standard_normal((1, size, size, 4)).astype("float32")
    layer.build(x.shape)
    scaled = layer.kernel * math.sqrt(2 / (9 * 4))
    expected = ops.conv(x, scaled, padding="same")
    np.testing.assert_allclose(layer(x), expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("layer", "shape"),
    [(EqualizedConv2D(256, 3, gain=1.0), (16, 8, 8, 64)), (EqualizedDense(512, gain=1), (64, 256))],
    ids=["conv", "dense"],
)
def test_gain_1_keeps_unit_variance(layer, shape):
    x = np.random.default_rng(0).standard_normal(shape).astype("float32")
    result = ops.convert_to_numpy(layer(x))
    inner = result[:, 1:-1, 1:-1] if result.ndim == 4 else result  # padding lowers the border
    assert inner.var() == pytest.approx(1.0, abs=0.05)
    assert layer.kernel.numpy().var() == pytest.approx(1.0, abs=0.02)


def test_default_gain_is_that_of_he():
    layer = EqualizedDense(4)
    layer.build((None, 8))
    assert layer.scale == pytest.approx(math.sqrt(2 / 8))


def test_bias_starts_at_zero_and_can_be_left_out(maps):
    with_bias, without = EqualizedConv2D(3, 3), EqualizedConv2D(3, 3, use_bias=False)
    with_bias(maps)
    without(maps)
    np.testing.assert_array_equal(with_bias.bias.numpy(), 0)
    assert len(without.weights) == 1


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: EqualizedConv2D(0, 3), "got 0"),
        (lambda: EqualizedConv2D(1, 0), "got 0"),
        (lambda: EqualizedDense(-1), "got -1"),
    ],
)
def test_sizes_below_one_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
