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
        (pg.losses.BinaryCrossEntropy(), softplus(-REALS) + softplus(FAKES), softplus(-FAKES)),
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


def test_relativistic_pairs_pay_by_their_difference_in_float64():
    random = np.random.default_rng(0)
    reals, fakes = 5 * random.standard_normal((2, 16))
    loss = pg.losses.RelativisticPairing()
    for found, expected in (
        (loss.discriminator(reals, fakes), np.log1p(np.exp(fakes - reals))),
        (loss.generator(reals, fakes), np.log1p(np.exp(reals - fakes))),
    ):
        found = ops.convert_to_numpy(found)
        assert found.dtype == np.float64
        np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_r1_and_r2_equal_finite_differences_in_float64():
    """Of a score that is no polynomial, summed over all numbers of a picture."""
    random = np.random.default_rng(1)
    reals, fakes = random.standard_normal((2, 3, 2, 2, 3))
    weights = random.standard_normal((2, 2, 3))

    def score(images):
        return ops.sum(ops.tanh(images * weights) + images**3, axis=(1, 2, 3))

    def expected(images):
        step, squares = 1e-6, np.zeros(len(images))
        for index in np.ndindex(images.shape[1:]):
            up, down = images.copy(), images.copy()
            up[:, *index] += step
            down[:, *index] -= step
            up, down = (ops.convert_to_numpy(score(ops.array(each))) for each in (up, down))
            squares += ((up - down) / (2 * step)) ** 2
        return squares

    loss = pg.losses.RelativisticPairing(gamma=3.0, penalty_every=4)
    at = {"reals": reals, "fakes": fakes}
    assert [penalty.at for penalty in loss.penalties] == ["reals", "fakes"]
    for penalty in loss.penalties:
        value, norm = penalty(score, ops.array(reals), ops.array(fakes))
        squares = expected(at[penalty.at])
        np.testing.assert_allclose(value, 1.5 * squares, rtol=1e-7)
        np.testing.assert_allclose(norm, np.sqrt(squares), rtol=1e-7)
        assert penalty.every == 4
    assert list(loss.norms) == ["gradient_norm_reals", "gradient_norm_fakes"]


def test_every_loss_with_penalties_has_their_interval_as_an_option():
    for kind in named_losses().values():
        if kind.__module__.startswith("keras_pggan.") and kind().penalties:
            assert {penalty.every for penalty in kind(penalty_every=7).penalties} == {7}


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
        (lambda: pg.losses.RelativisticPairing(gamma=-1), "gamma must be 0 or more, got -1"),
        (
            lambda: pg.losses.RelativisticPairing(gradients_at="last"),
            "gradients_at must be current or final, got last",
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
