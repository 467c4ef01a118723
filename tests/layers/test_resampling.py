"""Laws of the convolutions that change the size of their maps."""

import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from keras_pggan.layers import DownsampleConv2D, EqualizedConv2D, UpsampleConv2D


def plain(layer, maps):
    """What a resampling layer does, by layers that do one thing each."""
    convolution = EqualizedConv2D(layer.filters, layer.kernel_size)
    if isinstance(layer, UpsampleConv2D):
        steps = [layers.UpSampling2D(2, interpolation="nearest"), convolution]
    else:
        steps = [convolution, layers.AveragePooling2D(2)]
    x = maps
    for step in steps:
        step.build(x.shape)
        if step is convolution:
            step.set_weights(layer.get_weights())
        x = step(x)
    return x


@pytest.fixture(params=[UpsampleConv2D, DownsampleConv2D], ids=["up", "down"])
def kind(request):
    return request.param


@pytest.mark.parametrize("fused", [False, True])
@pytest.mark.parametrize("size", [1, 3, 5])
def test_equals_the_layers_that_do_one_thing_each(kind, fused, size, maps):
    layer = kind(7, size, fused=fused)
    layer.build(maps.shape)
    layer.bias.assign(np.linspace(-1, 1, 7))
    np.testing.assert_allclose(layer(maps), plain(layer, maps), rtol=1e-5, atol=1e-5)


def test_fused_gradients_equal_plain_ones_to_the_second_order(kind, maps):
    gradients = []
    for fused in (False, True):
        layer = kind(4, 3, fused=fused)
        layer.build(maps.shape)
        random = np.random.default_rng(3)
        layer.kernel.assign(random.standard_normal(layer.kernel.shape))
        x = ops.convert_to_tensor(maps)
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as tape:
                tape.watch(x)
                total = ops.sum(ops.square(layer(x)))
            gradient = tape.gradient(total, x)
            length = ops.sum(ops.square(gradient))
        kernel = layer.kernel.value
        gradients.append([gradient, outer.gradient(length, kernel), outer.gradient(length, x)])
    for one, other in zip(*gradients, strict=True):
        scale = np.abs(one).max()
        np.testing.assert_allclose(other / scale, one / scale, atol=1e-5)


def test_both_forms_have_the_same_weights(kind, maps):
    shapes = []
    for fused in (False, True):
        layer = kind(4, 3, fused=fused)
        layer.build(maps.shape)
        shapes.append([(weight.name, weight.shape) for weight in layer.weights])
    assert shapes[0] == shapes[1]


def test_an_even_kernel_cannot_be_fused(kind):
    with pytest.raises(ValueError, match="odd, got 4"):
        kind(1, 4, fused=True)
