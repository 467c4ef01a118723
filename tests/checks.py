"""The check that every layer passes."""

import tempfile
from pathlib import Path

import keras
import numpy as np
from keras import ops


def check_layer(layer: keras.layers.Layer, *inputs: np.ndarray) -> None:
    """Config, .keras file, static shape and lower precision of a layer, on float32 inputs."""
    given = [ops.convert_to_tensor(x) for x in inputs]
    argument = given if len(given) > 1 else given[0]
    expected = ops.convert_to_numpy(layer(argument))
    _check_config(layer)
    _check_file(layer, inputs, expected)
    for policy in ("mixed_float16", "mixed_bfloat16"):
        _check_precision(layer, policy, argument, expected)


def _check_config(layer):
    config = layer.get_config()
    again = type(layer).from_config(config).get_config()
    assert again == config
    assert keras.saving.get_registered_name(type(layer)) == f"keras_pggan>{type(layer).__name__}"


def _check_file(layer, inputs, expected):
    symbols = [keras.Input(x.shape[1:], batch_size=len(x)) for x in inputs]
    symbol = symbols if len(symbols) > 1 else symbols[0]
    model = keras.Model(symbol, layer(symbol))
    assert model.output_shape == expected.shape
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "layer.keras")
        model.save(path)
        loaded = keras.models.load_model(path)
    result = loaded(list(inputs) if len(inputs) > 1 else inputs[0])
    np.testing.assert_array_equal(ops.convert_to_numpy(result), expected)


def _check_precision(layer, policy, argument, expected):
    config = {**layer.get_config(), "dtype": policy}
    lower = type(layer).from_config(config)
    lower(argument)
    lower.set_weights(layer.get_weights())
    result = lower(argument)
    assert keras.backend.standardize_dtype(result.dtype) == policy.removeprefix("mixed_")
    result = ops.convert_to_numpy(ops.cast(result, "float32"))
    assert np.isfinite(result).all()
    # bfloat16 has 8 bits of mantissa: 2^-8 per value, more after sums.
    np.testing.assert_allclose(result, expected, rtol=0.05, atol=0.05)
    assert all(w.dtype == "float32" for w in lower.weights)
