"""The fused optimizer is Adam."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_pggan.models.adversarial.fused_adam import FusedAdam

OPTIONS = {"learning_rate": 0.01, "beta_2": 0.99, "epsilon": 1e-8}


def trained(optimizer, steps=5):
    """Weights and moments after steps with fixed gradients, inside a compiled function."""
    weights = [keras.Variable(np.full(shape, 0.5, "float32")) for shape in ((3, 4), (4,))]
    optimizer.build(weights)
    random = np.random.default_rng(0)
    gradients = [[random.standard_normal(w.shape, "float32") for w in weights] for _ in range(5)]
    apply = tf.function(lambda *given: optimizer.apply(list(given), weights))
    for given in gradients[:steps]:
        apply(*given)
    return [w.numpy() for w in (*weights, *optimizer.variables)]


@pytest.mark.parametrize("options", [{"beta_1": 0.0}, {"beta_1": 0.9}, {"amsgrad": True}])
def test_it_moves_weights_and_moments_as_adam_does(options):
    options = OPTIONS | options
    expected = trained(keras.optimizers.Adam(**options))
    for ours, theirs in zip(trained(FusedAdam(**options)), expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-8)


def test_a_step_is_one_operation_for_each_weight():
    weights = [keras.Variable(np.zeros(3, "float32")) for _ in range(2)]
    optimizer = FusedAdam()
    optimizer.build(weights)
    apply = tf.function(lambda: optimizer.apply([tf.ones(3)] * 2, weights))
    kinds = [op.type for op in apply.get_concrete_function().graph.get_operations()]
    assert kinds.count("ResourceApplyAdam") == 2
    assert "Sqrt" not in kinds


def test_the_configuration_makes_the_same_optimizer():
    optimizer = FusedAdam(**OPTIONS)
    again = keras.optimizers.deserialize(keras.optimizers.serialize(optimizer))
    assert isinstance(again, FusedAdam)
    assert again.get_config() == optimizer.get_config()
