"""What every layer owes, run over all that `keras_pggan.layers` has."""

import json

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from keras_pggan import layers

MAPS = (8, 4, 6, 5)  # batch, height, width, channels
# Of each layer some arguments, and the shapes of its inputs.
EXAMPLES = {
    "ChannelBias": [({}, [MAPS])],
    "ConditionalLatents": [
        ({}, [(4, 6), (4, 3)]),
        ({"class_names": ["cat", "dog", "hen"]}, [(4, 6), (4, 3)]),
    ],
    "DownsampleConv2D": [
        ({"filters": 3, "kernel_size": 3}, [MAPS]),
        ({"filters": 3, "kernel_size": 3, "fused": True}, [MAPS]),
    ],
    "EqualizedConv2D": [
        ({"filters": 3, "kernel_size": 3}, [MAPS]),
        ({"filters": 3, "kernel_size": 1, "gain": 1.0, "use_bias": False}, [MAPS]),
        ({"filters": 3, "kernel_size": 3, "equalized": False}, [MAPS]),
    ],
    "EqualizedDense": [
        ({"units": 3}, [(8, 5)]),
        ({"units": 3, "use_bias": False}, [(8, 5)]),
        ({"units": 3, "scaled_bias": True}, [(8, 5)]),
    ],
    "GaussianBlur": [({}, [MAPS]), ({"radius": 0.9}, [MAPS])],
    "MinibatchStdev": [
        ({}, [MAPS]),
        ({"group_size": 8, "epsilon": 1e-4}, [MAPS]),
        ({"variance": "sample", "groups": "consecutive", "remainder": "one-group"}, [MAPS]),
    ],
    "PixelNormalization": [({}, [MAPS]), ({"epsilon": 1e-6}, [(8, 5)])],
    "SelectedChannels": [({"channels": [0, 0, 2]}, [(8, 5)]), ({"channels": [1]}, [MAPS])],
    "UpsampleConv2D": [
        ({"filters": 3, "kernel_size": 3}, [MAPS]),
        ({"filters": 3, "kernel_size": 3, "fused": True}, [MAPS]),
    ],
    "WeightedSum": [({"alpha": 0.3}, [MAPS, MAPS])],
}


class Example:
    """A layer that was called once, with the inputs and what came of them."""

    def __init__(self, name, arguments, shapes):
        random = np.random.default_rng(0)
        self.inputs = [random.standard_normal(shape).astype("float32") for shape in shapes]
        self.layer = getattr(layers, name)(**arguments)
        self.layer(self.given())
        # As after some training: no weight stands at a value where it would not show.
        for weight in self.layer.trainable_weights:
            weight.assign(random.standard_normal(weight.shape))
        self.expected = ops.convert_to_numpy(self.layer(self.given()))

    def given(self, scale=1.0):
        """The argument of the layer, of tensors."""
        tensors = [ops.convert_to_tensor(scale * each) for each in self.inputs]
        return tensors if len(tensors) > 1 else tensors[0]

    def again(self, **changed):
        """The same layer, made of its configuration."""
        again = type(self.layer).from_config({**self.layer.get_config(), **changed})
        again(self.given())
        again.set_weights(self.layer.get_weights())
        return again

    def symbols(self, known):
        """Symbolic inputs of any batch, of which the last few axes are known."""
        shapes = [each.shape[1:] for each in self.inputs]
        symbols = [
            keras.Input((*[None] * (len(shape) - known), *shape[-known:])) for shape in shapes
        ]
        return symbols if len(symbols) > 1 else symbols[0]


def cases():
    for name in layers.__all__:
        for index, example in enumerate(EXAMPLES.get(name, [None])):
            yield pytest.param((name, example), id=f"{name}-{index}")


@pytest.fixture(params=cases())
def example(request):
    name, example = request.param
    if example is None:
        pytest.fail(f"add arguments and shapes of inputs of the layer {name} to EXAMPLES here")
    return Example(name, *example)


def test_the_examples_are_of_layers_that_there_are():
    assert set(EXAMPLES) <= set(layers.__all__)


def test_it_is_registered_and_its_configuration_makes_it_again(example):
    kind, config = type(example.layer), example.layer.get_config()
    assert keras.saving.get_registered_name(kind) == f"keras_pggan>{kind.__name__}"
    as_json = json.loads(json.dumps(config))
    assert kind.from_config(as_json).get_config() == config == as_json
    np.testing.assert_array_equal(example.again()(example.given()), example.expected)


def test_it_is_saved_and_loaded_with_its_weights(example, tmp_path):
    symbols = example.symbols(known=3)
    keras.Model(symbols, example.layer(symbols)).save(tmp_path / "layer.keras")
    loaded = keras.saving.load_model(tmp_path / "layer.keras")
    np.testing.assert_array_equal(loaded(example.given()), example.expected)


@pytest.mark.parametrize("known", [3, 1], ids=["sizes", "channels"])
def test_symbolic_shapes_are_those_that_are_computed(example, known):
    symbols = example.symbols(known)
    result = example.layer(symbols)
    assert len(result.shape) == example.expected.ndim
    assert result.shape[0] is None
    assert result.shape[-1] == example.expected.shape[-1]
    told = zip(result.shape, example.expected.shape, strict=True)
    assert all(symbolic in (None, real) for symbolic, real in told)
    assert known == 1 or None not in result.shape[1:]
    model = keras.Model(symbols, result)
    np.testing.assert_array_equal(model(example.given()), example.expected)
    shapes = [each.shape for each in example.inputs]
    static = example.layer.compute_output_shape(shapes if len(shapes) > 1 else shapes[0])
    assert tuple(static) == example.expected.shape


@pytest.mark.parametrize("policy", ["float32", "mixed_float16", "mixed_bfloat16"])
def test_it_computes_in_the_precision_of_its_policy_and_keeps_float32_weights(example, policy):
    layer = example.again(dtype=policy)
    result = layer(example.given())
    dtype = policy.removeprefix("mixed_")
    assert keras.backend.standardize_dtype(result.dtype) == dtype
    assert keras.backend.standardize_dtype(layer(example.symbols(known=3)).dtype) == dtype
    assert all(weight.dtype == "float32" for weight in layer.weights)
    # bfloat16 has 8 bits of mantissa: 2^-8 per value, more after sums.
    close = 0 if policy == "float32" else 0.05
    scale = np.abs(example.expected).max()
    np.testing.assert_allclose(
        ops.cast(result, "float32"), example.expected, rtol=close, atol=close * scale
    )


@pytest.mark.parametrize("scale", [1.0, 0.0], ids=["random", "zeros"])
def test_gradients_are_finite_to_the_second_order_as_a_gradient_penalty_needs_them(example, scale):
    given = example.given(scale)
    inputs = given if isinstance(given, list) else [given]
    weights = [weight.value for weight in example.layer.trainable_weights]
    with tf.GradientTape() as outer:
        outer.watch(inputs)
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            total = ops.sum(ops.square(example.layer(given)))
        first = tape.gradient(total, [*inputs, *weights])
        # Of a penalty: how the length of the gradient to the inputs changes.
        length = sum(ops.sum(ops.square(each)) for each in first[: len(inputs)])
    second = outer.gradient(length, [*inputs, *weights])
    for order in (first, second):
        for gradient, source in zip(order, [*inputs, *weights], strict=True):
            assert gradient.shape == source.shape
            assert np.isfinite(gradient).all()
    assert scale == 0.0 or all(np.any(each) for each in first)


def test_gradients_are_those_of_finite_differences(example):
    weights = example.layer.trainable_weights
    given = example.given()
    inputs = given if isinstance(given, list) else [given]
    random = np.random.default_rng(1)
    weighting = random.standard_normal(example.expected.shape)

    def total(step):
        for weight, value, direction in zip(weights, values, directions, strict=True):
            weight.assign(value + step * direction)
        moved = [each + step * way for each, way in zip(inputs, ways, strict=True)]
        return ops.sum(
            weighting * ops.cast(example.layer(moved if len(moved) > 1 else moved[0]), "float64")
        )

    values = [weight.numpy() for weight in weights]
    directions = [random.standard_normal(value.shape).astype("float32") for value in values]
    ways = [random.standard_normal(each.shape).astype("float32") for each in inputs]
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        result = total(0.0)
    sources = [*inputs, *(weight.value for weight in weights)]
    gradients = tape.gradient(result, sources)
    slope = sum(np.sum(g * d) for g, d in zip(gradients, [*ways, *directions], strict=True))
    step = 1e-2
    difference = float(total(step) - total(-step)) / (2 * step)
    assert float(slope) == pytest.approx(difference, rel=1e-2, abs=1e-2)
