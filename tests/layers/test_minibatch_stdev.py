"""Laws of the minibatch standard deviation."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from keras_pggan.layers import MinibatchStdev


def plain(x, group):
    """The same in numpy, sample by sample."""
    group = min(group, len(x))
    groups = len(x) // group
    result = np.empty((*x.shape[:-1], 1), np.float64)
    for index in range(len(x)):
        members = x[index % groups :: groups].astype(np.float64)
        result[index] = np.sqrt(members.var(axis=0) + 1e-8).mean()
    return np.concatenate([x, result], axis=-1)


@pytest.mark.parametrize("group", [1, 2, 4, 8, 16])
def test_equals_the_numpy_calculation(maps, group):
    result = ops.convert_to_numpy(MinibatchStdev(group)(maps))
    np.testing.assert_allclose(result, plain(maps, group), rtol=1e-5)


def test_equal_samples_have_the_deviation_of_epsilon():
    result = ops.convert_to_numpy(MinibatchStdev()(np.ones((4, 2, 2, 3), "float32")))
    np.testing.assert_allclose(result[..., -1], 1e-4, rtol=1e-5)


@pytest.mark.parametrize("batch", [5, 6, 7])
def test_a_batch_that_does_not_divide_is_refused(maps, batch):
    with pytest.raises(ValueError, match=f"group of 4 samples.*got a batch of {batch}"):
        MinibatchStdev()(maps[:batch])


def test_a_batch_known_at_run_time_is_computed_or_refused_but_never_nan(maps):
    layer = MinibatchStdev()
    symbol = keras.Input(maps.shape[1:])
    model = keras.Model(symbol, layer(symbol))
    assert model.output_shape == (None, 4, 6, 6)
    call = tf.function(model, input_signature=[tf.TensorSpec((None, 4, 6, 5))])
    for batch in (3, 8):
        np.testing.assert_allclose(call(maps[:batch]), plain(maps[:batch], 4), rtol=1e-5)
    with pytest.raises(tf.errors.InvalidArgumentError, match="minibatch_stdev"):
        call(maps[:6])


def test_statistics_of_half_precision_maps_are_in_float32():
    # 300^2 is more than float16 can hold.
    x = np.array([-300.0, 300.0], "float16").reshape(2, 1, 1, 1)
    result = ops.convert_to_numpy(MinibatchStdev(2, dtype="float16")(x))
    np.testing.assert_array_equal(result[..., -1], 300.0)


def neighbours(x, group):
    """The sample deviation over neighbours, the batch as one group where it does not divide."""
    group = min(group, len(x))
    group = len(x) if len(x) % group else group
    result = np.zeros((*x.shape[:-1], 1))
    for start in range(0, len(x), group):
        members = x[start : start + group].astype(np.float64)
        if group > 1:
            result[start : start + group] = np.sqrt(members.var(axis=0, ddof=1) + 1e-8).mean()
    return np.concatenate([x, result], axis=-1)


@pytest.mark.parametrize("batch", [8, 6, 4, 3, 1])
def test_other_programs_take_neighbours_and_the_deviation_of_a_sample(maps, batch):
    layer = MinibatchStdev(variance="sample", groups="consecutive", remainder="one-group")
    maps = np.concatenate([maps, -2 * maps])[:batch]
    np.testing.assert_allclose(layer(maps), neighbours(maps, 4), rtol=1e-5)
    symbol = keras.Input(maps.shape[1:])
    call = tf.function(
        keras.Model(symbol, layer(symbol)),
        input_signature=[tf.TensorSpec((None, *maps.shape[1:]))],
    )
    np.testing.assert_allclose(call(maps), neighbours(maps, 4), rtol=1e-5)


def test_values_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="1 or more, got 0"):
        MinibatchStdev(0)
    with pytest.raises(ValueError, match="groups must be strided or consecutive, got 'pairs'"):
        MinibatchStdev(groups="pairs")
