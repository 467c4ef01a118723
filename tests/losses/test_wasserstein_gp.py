"""Laws of the Wasserstein loss with gradient penalty."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

import keras_pggan as pg
from keras_pggan.losses import gradient_norm


def test_scores_are_weighed_as_in_the_paper():
    loss = pg.losses.WassersteinGP(drift_weight=0.5)
    real, fake = np.array([1.0, -2.0]), np.array([3.0, 5.0])
    np.testing.assert_allclose(loss.discriminator(real, fake), fake - real + 0.5 * real**2)
    np.testing.assert_allclose(loss.generator(None, fake), -fake)


def test_defaults_are_those_of_the_paper():
    config = pg.losses.WassersteinGP().get_config()
    assert config == {
        "penalty_weight": 10.0,
        "target_norm": 1.0,
        "drift_weight": 0.001,
        "penalty_every": 1,
        "gradients_at": "current",
    }


def test_gradient_norm_of_a_known_gradient(smooth_score, pictures):
    expected = np.sqrt((pictures.astype("float64") ** 2).sum(axis=(1, 2, 3)))
    np.testing.assert_allclose(
        gradient_norm(smooth_score, ops.array(pictures)), expected, rtol=1e-5
    )


def test_gradient_norm_of_a_discriminator_equals_finite_differences(pictures):
    config = pg.NetworkConfig(resolution=4, filters_base=16, filters_max=8)
    model = pg.GrowingDiscriminator(config).straight_through(0)
    images = np.random.default_rng(1).standard_normal((2, 4, 4, 3)).astype("float32")
    norms = ops.convert_to_numpy(gradient_norm(lambda x: model(x)[:, 0], ops.array(images)))
    step = 1e-2
    gradient = np.zeros(images.shape, np.float64)
    for index in np.ndindex(images.shape):
        moved = [images.copy(), images.copy()]
        moved[0][index] += step
        moved[1][index] -= step
        up, down = (ops.convert_to_numpy(model(x)).astype("float64").sum() for x in moved)
        gradient[index] = (up - down) / (2 * step)
    np.testing.assert_allclose(norms, np.sqrt((gradient**2).sum(axis=(1, 2, 3))), rtol=0.02)


@pytest.mark.parametrize(("mix", "which"), [(0.0, "real"), (1.0, "fake")])
def test_the_mixing_factor_0_is_the_real_and_1_the_fake(smooth_score, pictures, mix, which):
    reals, fakes = pictures, pictures[::-1] * 2
    factors = np.full((4, 1, 1, 1), mix, "float32")
    (compute,) = pg.losses.WassersteinGP().penalties
    penalty = compute(smooth_score, ops.array(reals), ops.array(fakes), ops.array(factors))
    lengths = np.sqrt(((reals if which == "real" else fakes) ** 2).sum(axis=(1, 2, 3)))
    np.testing.assert_allclose(penalty.gradient_norm, lengths, rtol=1e-5)
    np.testing.assert_allclose(penalty.value, 10 * (lengths - 1) ** 2, rtol=1e-4)


def test_the_penalty_is_relative_to_the_target_norm(smooth_score, pictures):
    loss = pg.losses.WassersteinGP(target_norm=4.0, penalty_weight=3.0)
    x = ops.array(pictures)
    (compute,) = loss.penalties
    value, norm = compute(smooth_score, x, x, ops.zeros((4, 1, 1, 1)))
    np.testing.assert_allclose(value, 3 * (ops.convert_to_numpy(norm) / 4 - 1) ** 2, rtol=1e-4)


def test_a_zero_gradient_does_not_make_training_nan():
    weight = tf.Variable(1.0)
    with tf.GradientTape() as tape:
        norm = gradient_norm(
            lambda x: ops.sum(x * 0.0, axis=(1, 2, 3)) * weight, tf.ones((2, 2, 2, 1))
        )
        loss = ops.mean(ops.square(norm - 1.0))
    assert norm.numpy().tolist() == [0.0, 0.0]
    assert np.isfinite(tape.gradient(loss, weight).numpy())


def test_a_loss_survives_serialization():
    loss = pg.losses.WassersteinGP(penalty_weight=5.0, target_norm=2.0)
    serialize = keras.saving.serialize_keras_object
    again = keras.saving.deserialize_keras_object(serialize(loss))
    assert again.get_config() == loss.get_config()


@pytest.mark.parametrize(
    ("name", "value", "least"),
    [
        ("target_norm", 0, "positive"),
        ("penalty_weight", -1, "0 or more"),
        ("drift_weight", -1, "0 or more"),
        ("penalty_every", 0, "1 or more"),
        ("target_norm", float("nan"), "positive"),
    ],
)
def test_values_out_of_range_are_refused(name, value, least):
    with pytest.raises(pg.InputError, match=f"^{name} must be {least}, got {value}$"):
        pg.losses.WassersteinGP(**{name: value})


@pytest.mark.parametrize("level", [0, 1, 2])
def test_at_the_full_size_loss_norms_and_gradients_are_those_of_enlarged_pictures(level):
    """The authors' discriminator takes full-size pictures, small ones by repetition, and shrinks
    them by means; written out here with it, by nothing of ours but the networks."""
    side, factor = 4 * 2**level, 4 // 2**level  # of 16
    config = pg.NetworkConfig(resolution=16, filters_base=32, filters_max=8)
    model = pg.GrowingDiscriminator(config).straight_through(level)
    random = np.random.default_rng(level)
    reals, fakes = random.standard_normal((2, 4, side, side, 3)).astype("float32")
    mix = random.random((4, 1, 1, 1)).astype("float32")

    def score(images):
        return model(images)[:, 0]

    loss = pg.losses.WassersteinGP(gradients_at="final")
    (penalty,) = loss.penalties
    with tf.GradientTape() as tape:
        given = [tf.constant(each) for each in (reals, fakes, mix)]
        value, norm = penalty(score, *given, enlarged=16 / side)
        ours = tf.reduce_mean(loss.discriminator(score(given[0]), score(given[1])) + value)
    gradients = tape.gradient(ours, model.trainable_variables)

    large, large_fakes = (
        tf.constant(each.repeat(factor, axis=1).repeat(factor, axis=2)) for each in (reals, fakes)
    )

    def full_size_score(images):
        return model(tf.nn.avg_pool2d(images, factor, factor, "VALID"))[:, 0]

    with tf.GradientTape() as tape:
        with tf.GradientTape() as inner:
            mixed = large + (large_fakes - large) * mix
            inner.watch(mixed)
            total = tf.reduce_sum(full_size_score(mixed))
        lengths = tf.sqrt(tf.reduce_sum(inner.gradient(total, mixed) ** 2, axis=(1, 2, 3)))
        real, fake = full_size_score(large), full_size_score(large_fakes)
        theirs = tf.reduce_mean(fake - real + 0.001 * real**2 + 10 * (lengths - 1) ** 2)
    expected = tape.gradient(theirs, model.trainable_variables)

    np.testing.assert_allclose(ours, theirs, rtol=1e-6)
    np.testing.assert_allclose(norm, lengths, rtol=1e-6)
    for one, other, weight in zip(gradients, expected, model.trainable_variables, strict=True):
        largest = np.abs(other).max()
        np.testing.assert_allclose(one, other, atol=1e-6 * largest, err_msg=weight.path)
    assert (factor == 1) == np.allclose(norm, penalty(score, *given).gradient_norm)
