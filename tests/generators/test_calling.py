"""Models are compiled once, and go when nobody has them."""

import gc
import weakref

import keras
import numpy as np
import pytest

import keras_pggan as pg
from keras_pggan.generators.calling import in_batches_of

SHAPE = pg.NetworkConfig(resolution=8, filters_base=16, filters_max=8, latent_dim=5)


@keras.saving.register_keras_serializable(package="tests")
class Traced(keras.layers.Layer):
    """Counts how often its graph is made."""

    times = 0

    def call(self, inputs):
        Traced.times += 1
        return inputs


@pytest.fixture
def model():
    inner = pg.GrowingGenerator(SHAPE).straight_through(1)
    return keras.Model(inner.inputs, Traced()(inner.outputs[0]))


def test_a_model_is_traced_once_and_has_its_weights_of_now(model):
    before = pg.generate(model, 2)
    times = Traced.times
    for count in (1, 3, 40):
        pg.generate(model, count)
    assert Traced.times == times
    np.testing.assert_array_equal(pg.generate(model, 2), before)
    model.set_weights([weight + 0.5 for weight in model.get_weights()])
    changed = pg.generate(model, 2)
    assert Traced.times == times
    expected = pg.generate(keras.models.clone_model(model), 2)  # new weights
    assert (changed != before).any()
    assert (expected != changed).any()
    raw = keras.ops.convert_to_numpy(model(pg.latents(2, 5)))
    np.testing.assert_allclose(pg.load_generator(model).call(pg.latents(2, 5)), raw, atol=1e-5)


def test_a_growing_network_is_traced_once():
    network = pg.GrowingGenerator(SHAPE)
    assert pg.load_generator(network).model is pg.load_generator(network).model


@pytest.mark.parametrize("growing", [True, False])
def test_a_model_goes_when_nobody_has_it_and_stays_with_its_call(growing):
    network = pg.GrowingGenerator(SHAPE)
    model = network if growing else network.straight_through(1)
    del network
    reference = weakref.ref(pg.load_generator(model).model)
    call = pg.load_generator(model).call
    del model
    gc.collect()
    assert call(pg.latents(3, 5)).shape == (3, 8, 8, 3)
    del call
    gc.collect()
    gc.collect()
    assert reference() is None


@pytest.mark.parametrize("count", [1, 4, 5, 8])
def test_a_fixed_batch_draws_any_number_in_order(count):
    def call(latents, labels):
        assert len(latents) == len(labels) == 4
        return latents * 10 + labels

    latents, labels = np.arange(count), np.arange(count) + 1
    made = in_batches_of(4, call)(latents, labels)
    np.testing.assert_array_equal(made, latents * 10 + labels)
