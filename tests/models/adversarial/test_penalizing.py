"""Penalties that are due in some steps, against one tape around the scores in all."""

import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from keras_pggan.losses.gradient_penalty import FAKES, MIXTURES, REALS, GradientPenalty
from keras_pggan.models.adversarial.penalizing import penalized

SCALE = 8.0


@pytest.fixture
def given():
    """Reals, fakes, mix; a cubic score of two weights; and a weight that it does not depend on."""
    random = np.random.default_rng(0)
    reals, fakes = (tf.constant(random.normal(size=(3, 2, 2, 1)), tf.float32) for _ in range(2))
    mix = tf.constant(random.uniform(size=(3, 1, 1, 1)), tf.float32)
    weights = [tf.Variable(random.normal(size=(2, 2, 1)), dtype=tf.float32) for _ in range(3)]

    def score(images):
        return ops.sum(images**3 * weights[0] + images**2 * weights[2], axis=(1, 2, 3))

    return (score, reals, fakes, mix), weights


PENALTIES = {
    "of_reals": GradientPenalty(REALS, lambda squared, norm: 0.5 * squared, every=3),
    "of_mixtures": GradientPenalty(MIXTURES, lambda squared, norm: (norm - 1) ** 2),
    "of_fakes": GradientPenalty(FAKES, lambda squared, norm: 2.0 * squared, every=3),
}


@pytest.mark.parametrize("compiled", [False, True])
def test_what_is_due_is_as_one_tape_has_it(given, compiled):
    arguments, weights = given

    def found(step):
        scale = {"scaled": lambda value: SCALE * value}
        return penalized(PENALTIES, arguments, weights, step=step, enlarged=1.0, **scale)

    if compiled:  # a function gives tensors only
        eager = found
        found = tf.function(lambda step: eager(step)._replace(gradients=eager(step).gradients[::2]))
    for step in (0, 1, 3):
        value, gradients, norms = found(tf.constant(step, tf.int64))
        one, unreached, other = (gradients[0], None, gradients[1]) if compiled else gradients
        assert unreached is None
        with tf.GradientTape() as tape:
            expected = tf.zeros(())
            for name, penalty in PENALTIES.items():
                due = step % penalty.every == 0
                by_hand = penalty(*arguments)
                expected += due * penalty.every * tf.reduce_mean(by_hand.value)
                norm = tf.reduce_mean(by_hand.gradient_norm)
                assert float(norms[name][1]) == due
                assert float(norms[name][0]) == pytest.approx(due * float(norm), rel=1e-6)
        assert float(value) == pytest.approx(float(expected), rel=1e-6)
        for gradient, by_tape in zip(
            (one, other), tape.gradient(expected, weights[::2]), strict=True
        ):
            np.testing.assert_allclose(gradient, SCALE * by_tape, rtol=1e-5, atol=1e-5)


def test_without_penalties_there_is_nothing(given):
    _, weights = given
    found = penalized({}, (), weights, step=0, enlarged=1.0, scaled=lambda value: value)
    assert (float(found.value), found.gradients, found.norms) == (0.0, [None] * 3, {})
