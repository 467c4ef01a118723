"""The blur against SciPy, and its laws."""

import keras
import numpy as np
import pytest
import scipy.ndimage
import tensorflow as tf
from keras import ops

from keras_pggan.layers import GaussianBlur


@pytest.fixture(scope="module")
def pictures(real_pictures):
    """Not square, so that the axes cannot be mistaken for each other."""
    return np.ascontiguousarray(real_pictures[:2, :, :24]).astype("float32") / 255


@pytest.mark.parametrize("radius", [0.1, 0.3, 0.7, 1.0, 2.5, 4.0, 6.0])
def test_it_is_that_of_scipy_with_mirrored_borders(pictures, radius):
    expected = scipy.ndimage.gaussian_filter(
        pictures, (0, radius, radius, 0), mode="reflect", truncate=8
    )
    blurred = ops.convert_to_numpy(GaussianBlur(radius=radius)(pictures))
    np.testing.assert_allclose(blurred, expected, atol=3e-5)  # float32 against its own
    cut_off = scipy.ndimage.gaussian_filter(pictures, (0, radius, radius, 0), mode="reflect")
    np.testing.assert_allclose(blurred, cut_off, atol=1e-3)


def test_a_radius_of_0_is_the_identity_to_the_bit(pictures):
    layer = GaussianBlur(radius=3.0)
    layer(pictures)
    layer.radius.assign(0.0)
    wild = np.where(pictures > 0.9, np.inf, pictures)
    for given in (pictures, wild, pictures.astype("float16")):
        np.testing.assert_array_equal(ops.convert_to_numpy(layer(given)), given)


@pytest.mark.parametrize("radius", [0.2, 1.0, 6.0])
def test_the_mean_of_each_channel_stays(pictures, radius):
    blurred = ops.convert_to_numpy(GaussianBlur(radius=radius)(pictures))
    means = (each.astype("float64").mean((1, 2)) for each in (blurred, pictures))
    np.testing.assert_allclose(*means, atol=1e-6)


def test_two_blurs_are_one_of_the_root_of_their_squares(pictures):
    twice = GaussianBlur(radius=4.0)(GaussianBlur(radius=3.0)(pictures))
    np.testing.assert_allclose(twice, GaussianBlur(radius=5.0)(pictures), atol=5e-3)


def test_gradients_of_both_orders_are_those_of_a_linear_map(pictures):
    layer = GaussianBlur(radius=2.0)
    x = tf.constant(pictures)
    layer(x)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            value = tf.reduce_sum(tf.square(layer(x))) / 2
        gradient = inner.gradient(value, x)
        length = tf.reduce_sum(tf.square(gradient)) / 2
    second = outer.gradient(length, x)
    # The matrix B is symmetric: the gradient is B B x, and that of its half square (B B)^2 x.
    twice = layer(layer(x))
    np.testing.assert_allclose(gradient, twice, atol=1e-6)
    np.testing.assert_allclose(second, layer(layer(twice)), atol=1e-6)


def test_a_compiled_step_moves_the_radius(pictures):
    layer = GaussianBlur()
    layer(pictures)

    @tf.function
    def blurred(radius):
        layer.radius.assign(radius)
        return layer(pictures)

    for radius in (0.0, 1.5, 5.0):
        expected = GaussianBlur(radius=radius)(pictures)
        np.testing.assert_allclose(blurred(tf.constant(radius)), expected, atol=1e-6)


def test_bad_arguments_and_inputs_are_refused():
    for radius in (-1.0, float("nan")):
        with pytest.raises(ValueError, match="radius must be 0 or more, got"):
            GaussianBlur(radius=radius)
    with pytest.raises(ValueError, match=r"radius must be 2\.0 or less for pictures of 8x12, got"):
        GaussianBlur(radius=2.1)(np.zeros((1, 8, 12, 3)))
    with pytest.raises(ValueError, match="expects pictures, got the shape"):
        GaussianBlur()(keras.Input((8, 8)))
