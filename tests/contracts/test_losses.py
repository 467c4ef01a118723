"""What every adversarial loss owes, run over all that are defined."""

import dataclasses

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

import keras_pggan as pg
from keras_pggan.losses import FAKES, MIXTURES, REALS, named_losses, to_table

REAL_SCORES = np.array([0.5, -2.0, 3.0, 0.1], "float32")
FAKE_SCORES = np.array([1.5, -3.0, 0.0, 0.2], "float32")
OURS = {
    name: loss
    for name, loss in named_losses().items()
    if loss.__module__.startswith("keras_pggan.")
}


@pytest.fixture(params=sorted(OURS))
def loss(request):
    return OURS[request.param]()


@pytest.fixture
def pictures():
    random = np.random.default_rng(0)
    reals, fakes = random.standard_normal((2, 4, 3, 3, 2)).astype("float32")
    mix = random.random((4, 1, 1, 1)).astype("float32")
    return ops.array(reals), ops.array(fakes), ops.array(mix)


def score(images):
    """Curved, so that gradients of gradients are there."""
    return ops.sum(ops.tanh(images) * ops.square(images), axis=(1, 2, 3))


def test_all_of_ours_are_public_and_registered(loss):
    kind = type(loss)
    assert getattr(pg.losses, kind.__name__) is kind
    assert keras.saving.get_registered_name(kind) == f"keras_pggan>{kind.__name__}"
    assert kind.__doc__
    assert "Source:" in kind.__doc__


def test_it_is_a_value(loss):
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(loss))
    assert again == loss
    assert hash(again) == hash(loss)
    table = to_table(loss)
    assert named_losses()[table.pop("name")](**table) == loss
    for field in dataclasses.fields(loss):
        assert isinstance(getattr(loss, field.name), int | float | str)
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(loss, field.name, 0)


def test_it_is_one_number_a_sample_of_that_sample(loss):
    order = np.array([2, 0, 3, 1])
    for answer in (loss.discriminator, loss.generator):
        values = ops.convert_to_numpy(answer(REAL_SCORES, FAKE_SCORES))
        assert values.shape == (4,)
        assert np.isfinite(values).all()
        moved = ops.convert_to_numpy(answer(REAL_SCORES[order], FAKE_SCORES[order]))
        np.testing.assert_array_equal(moved, values[order])


def test_only_a_relativistic_generator_needs_scores_of_reals(loss):
    if not loss.relativistic:
        without = loss.generator(None, FAKE_SCORES)
        np.testing.assert_array_equal(without, loss.generator(REAL_SCORES, FAKE_SCORES))


def test_telling_reals_from_fakes_is_rewarded_and_fooling_too(loss):
    high, low = np.array([0.9], "float32"), np.array([-0.9], "float32")
    assert float(loss.discriminator(high, low)[0]) < float(loss.discriminator(low, high)[0])
    assert float(loss.generator(low, high)[0]) < float(loss.generator(high, low)[0])


def test_its_penalties_are_finite_and_so_are_their_gradients(loss, pictures):
    assert len(loss.norms) == len(loss.penalties)
    for penalty in loss.penalties:
        assert penalty.at in (REALS, FAKES, MIXTURES)
        assert penalty.every >= 1
        weight = tf.Variable(0.7)
        for scale in (1.0, 0.0):  # a gradient of zero must not become NaN
            with tf.GradientTape() as tape:
                value, norm = penalty(
                    lambda x, weight=weight, scale=scale: score(x) * weight * scale, *pictures
                )
                total = ops.mean(value)
            assert value.shape == norm.shape == (4,)
            assert np.isfinite(ops.convert_to_numpy(value)).all()
            assert (ops.convert_to_numpy(value) >= 0).all()
            assert np.isfinite(tape.gradient(total, weight).numpy())


def test_the_norm_of_a_penalty_is_the_length_of_the_gradient(loss, pictures):
    reals, fakes, mix = (ops.convert_to_numpy(x).astype("float64") for x in pictures)
    at = {REALS: reals, FAKES: fakes, MIXTURES: reals + (fakes - reals) * mix}
    for penalty in loss.penalties:
        x = at[penalty.at]
        slope = (1 - np.tanh(x) ** 2) * x**2 + 2 * x * np.tanh(x)
        _, norm = penalty(score, *pictures)
        expected = np.sqrt((slope**2).sum(axis=(1, 2, 3)))
        np.testing.assert_allclose(norm, expected, rtol=1e-4)


def test_gradients_at_the_full_size_are_those_of_pictures_that_were_enlarged(loss, pictures):
    """Each pixel twice on both sides, for a discriminator that takes means of them."""
    if not loss.penalties:
        return
    final = dataclasses.replace(loss, gradients_at="final")

    def enlarged(images):
        return ops.repeat(ops.repeat(images, 2, axis=1), 2, axis=2)

    def full_size_score(images):
        return score(ops.average_pool(images, 2))

    reals, fakes, mix = pictures
    for ours, theirs in zip(final.penalties, loss.penalties, strict=True):
        value, norm = ours(score, reals, fakes, mix, enlarged=2.0)
        expected = theirs(full_size_score, enlarged(reals), enlarged(fakes), mix)
        np.testing.assert_allclose(norm, expected.gradient_norm, rtol=1e-5)
        np.testing.assert_allclose(value, expected.value, rtol=1e-4)


def test_its_state_keeps_its_names_and_stays_finite(loss, pictures):
    state = {name: float(value) for name, value in loss.initial_state.items()}
    for _ in range(3):
        after = loss.next_state(state, REAL_SCORES)
        assert set(after) == set(state)
        state = {name: float(value) for name, value in after.items()}
        assert all(np.isfinite(value) for value in state.values())


def test_what_it_shows_has_the_shape_of_the_pictures(loss, pictures):
    seeds = keras.random.SeedGenerator(1)
    shown = loss.shown(pictures[0], loss.initial_state, lambda kind, shape: kind(shape, seed=seeds))
    assert shown.shape == pictures[0].shape
    assert np.isfinite(ops.convert_to_numpy(shown)).all()
