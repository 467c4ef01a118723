"""Laws of all adversarial losses, and the formulas of those that have no file of their own."""

import dataclasses

import numpy as np
import pytest
from keras import ops

import keras_pggan as pg
from keras_pggan.losses import AdversarialLoss, named_losses, to_table

REALS, FAKES = np.array([0.5, -2.0, 3.0]), np.array([1.5, -3.0, 0.0])


def softplus(x):
    return np.log1p(np.exp(x))


@pytest.mark.parametrize(
    ("loss", "discriminator", "generator"),
    [
        (
            pg.losses.LeastSquares(),
            ((REALS - 1) ** 2 + FAKES**2) / 2,
            (FAKES - 1) ** 2 / 2,
        ),
        (pg.losses.MeanSquaredError(), (REALS - 1) ** 2 + FAKES**2, (FAKES - 1) ** 2),
        (pg.losses.NonSaturatingR1(), softplus(-REALS) + softplus(FAKES), softplus(-FAKES)),
        (pg.losses.Hinge(), np.maximum(0, 1 - REALS) + np.maximum(0, 1 + FAKES), -FAKES),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_formulas(loss, discriminator, generator):
    np.testing.assert_allclose(loss.discriminator(REALS, FAKES), discriminator, rtol=1e-6)
    np.testing.assert_allclose(loss.generator(None, FAKES), generator, rtol=1e-6)


def test_r1_is_half_the_squared_gradient_at_the_reals(smooth_score, pictures):
    loss = pg.losses.NonSaturatingR1(penalty_weight=6.0)
    (r1,) = loss.penalties
    value, norm = r1(smooth_score, ops.array(pictures))
    assert (r1.at, r1.every) == ("reals", 1)
    squared = (pictures.astype("float64") ** 2).sum(axis=(1, 2, 3))
    np.testing.assert_allclose(value, 3.0 * squared, rtol=1e-5)
    np.testing.assert_allclose(norm, np.sqrt(squared), rtol=1e-5)


def test_noise_grows_with_the_square_of_the_excess_score():
    loss = pg.losses.LeastSquares()
    strengths = [float(loss.noise_strength(ops.array(score))) for score in (-1.0, 0.5, 1.0, 1.5)]
    assert strengths == pytest.approx([0.0, 0.0, 0.05, 0.2])


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (
            lambda: pg.losses.NonSaturatingR1(penalty_weight=-1),
            "penalty_weight must be 0 or more, got -1",
        ),
        (
            lambda: pg.losses.NonSaturatingR1(penalty_every=0),
            "penalty_every must be 1 or more, got 0",
        ),
        (
            lambda: pg.losses.LeastSquares(noise_weight=-0.5),
            "noise_weight must be 0 or more, got -0.5",
        ),
        (lambda: pg.losses.AuxiliaryClassifier(weight=-2), "weight must be 0 or more, got -2"),
    ],
)
def test_values_out_of_range_are_refused(make, says):
    with pytest.raises(pg.InputError, match=f"^{says}$"):
        make()


def test_a_loss_of_a_user_gets_a_name_like_ours():
    @dataclasses.dataclass(frozen=True)
    class Mine(AdversarialLoss):
        name = "mine-for-this-test"
        strength: float = 2.0

    assert to_table(Mine(3.0)) == {"name": "mine-for-this-test", "strength": 3.0}
    assert named_losses()["mine-for-this-test"] is Mine


def test_the_classifier_pays_the_negative_log_probability_of_the_class():
    logits = np.array([[1.0, 2.0, -1.0], [0.0, 0.0, 5.0]], "float32")
    labels = np.eye(3, dtype="float32")[[1, 0]]
    loss = pg.losses.AuxiliaryClassifier(weight=0.5)(logits, labels)
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(loss, -0.5 * np.log(probabilities[[0, 1], [1, 0]]), rtol=1e-5)


def test_penalties_at_the_same_pictures_are_each_taken():
    class Twice(pg.losses.Hinge):
        name = "twice-for-this-test"

        @property
        def penalties(self):
            return 3 * (pg.losses.GradientPenalty("reals", lambda squared, norm: squared),)

    assert list(Twice().norms) == [
        "gradient_norm_reals",
        "gradient_norm_reals_1",
        "gradient_norm_reals_2",
    ]


def test_a_loss_without_a_name_of_its_own_cannot_be_written():
    class Nameless(pg.losses.Hinge):
        pass

    with pytest.raises(pg.InputError, match="Nameless must have a `name` of its own"):
        to_table(Nameless())


def test_a_class_that_is_defined_again_takes_the_place_of_the_first():
    made = [type("Again", (AdversarialLoss,), {"name": "again-for-this-test"}) for _ in range(2)]
    assert named_losses()["again-for-this-test"] is made[1]
