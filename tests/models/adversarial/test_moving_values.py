"""What moves over a run has, in each step, the value that its formula gives."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_pggan as pg
from keras_pggan.models.adversarial.moving_values import MovingValues, moving_names

BATCH, BEFORE, TOTAL = 4, 40, 100
CONFIG = pg.NetworkConfig(resolution=4, filters_base=16, filters_max=8, latent_dim=8)
MOVES = {
    "beta_2": "linear:0.9:0.99",
    "averaging_half_life": "linear:0:20",
    "averaging_ramp": 0.1,
}


def phase(rate):
    return pg.Phase(
        **{"level": 0, "height": 4, "width": 4, "fade_in": False, "images": 12},
        **{"batch_size": BATCH, "learning_rate": rate},
    )


def make_gan(gamma, rate, dtype="float32", **options):
    keras.utils.set_random_seed(3)
    gan = pg.ProgressiveGAN(
        pg.GrowingGenerator(CONFIG, dtype=dtype),
        pg.GrowingDiscriminator(CONFIG, dtype=dtype),
        loss=pg.losses.RelativisticPairing(gamma=gamma),
        **options,
    )
    gan.enter(phase(rate), before=BEFORE, total=TOTAL)
    gan.compile()
    return gan


@pytest.fixture(scope="module")
def batches(real_pictures):
    small = np.ascontiguousarray(real_pictures[: 3 * BATCH, ::8, ::8])
    return tf.data.Dataset.from_tensor_slices(small.reshape(3, BATCH, 4, 4, 3))


def weights(gan):
    parts = gan.generator, gan.discriminator, gan.averaged_generator
    optimizers = gan.generator_optimizer, gan.discriminator_optimizer
    return [w.numpy() for part in (*parts, *optimizers) for w in part.variables]


def test_three_steps_are_those_of_numbers_that_were_set_by_hand(batches):
    gan = make_gan("cosine:2:0.5", "cosine:0.01:0.001", **MOVES)
    gan.fit(batches, verbose=0)
    by_hand = make_gan(1.0, 0.5)
    for step, batch in enumerate(batches):
        images = BEFORE + step * BATCH
        share = images / TOTAL
        half_life = min(20 * share, 0.1 * images)
        by_hand.adversarial_loss = pg.losses.RelativisticPairing(
            gamma=1.25 + 0.75 * np.cos(np.pi * share)
        )
        by_hand.averaging = 0.5 ** (BATCH / half_life)
        for optimizer in (by_hand.generator_optimizer, by_hand.discriminator_optimizer):
            optimizer.learning_rate = 0.0055 + 0.0045 * np.cos(np.pi * share)
            optimizer.beta_2 = 0.9 + 0.09 * share
        by_hand.make_train_function(force=True)
        by_hand.fit(tf.data.Dataset.from_tensors(batch), verbose=0)
    for one, other in zip(weights(gan), weights(by_hand), strict=True):
        np.testing.assert_allclose(one, other, rtol=2e-5, atol=2e-6)
    row = MovingValues(gan).row(8)
    assert row == {
        "learning_rate": pytest.approx(0.0055 + 0.0045 * np.cos(np.pi * 0.48)),
        "beta_2": pytest.approx(0.9 + 0.09 * 0.48),
        "gamma": pytest.approx(1.25 + 0.75 * np.cos(np.pi * 0.48)),
        "averaging_half_life": pytest.approx(4.8),
    }
    assert set(row) == set(moving_names(gan, pg.Schedule((gan.stage.phase,))))


def test_plain_numbers_leave_the_step_as_it_was():
    gan = make_gan(1.0, 0.01)
    moving = MovingValues(gan)
    assert moving.loss() is gan.adversarial_loss
    assert moving.averaging() == gan.averaging == 0.999
    assert moving.beta_2("generator_optimizer") is None
    assert moving.row(8) == {}
    assert moving_names(gan, pg.Schedule((gan.stage.phase,))) == []


@pytest.mark.parametrize(
    ("half_life", "images", "decay"),
    [
        (1000, 0, 0.0),  # no picture was shown: the average is the generator
        (1000, 40, 0.5 ** (BATCH / 2)),  # a twentieth of those shown
        (1, 40, 0.5**BATCH),
        (0, 40, 0.0),
    ],
)
def test_the_average_halves_what_it_keeps_in_its_half_life(half_life, images, decay):
    gan = make_gan(1.0, 0.01, averaging_half_life=half_life)
    gan.enter(phase(0.01), before=images, total=TOTAL)
    assert float(MovingValues(gan).averaging()) == pytest.approx(decay)


def test_an_optimizer_of_a_user_keeps_its_own_numbers(batches):
    own = keras.optimizers.Adam(0.01, beta_1=0.0, beta_2=0.5)
    gan = make_gan(1.0, "cosine:0.5:0.1", beta_2="cosine:0.9:0.1", discriminator_optimizer=own)
    gan.fit(batches, verbose=0, steps_per_epoch=1)
    assert float(gan.discriminator_optimizer.learning_rate) == pytest.approx(0.01)
    assert gan.discriminator_optimizer.beta_2 == 0.5
    rate = 0.3 + 0.2 * np.cos(np.pi * BEFORE / TOTAL)
    assert float(gan.generator_optimizer.learning_rate) == pytest.approx(rate)


def test_a_saved_gan_has_what_moves():
    gan = make_gan("cosine:2:0.5", 0.01, **MOVES)
    again = pg.ProgressiveGAN.from_config(gan.get_config())
    assert again.adversarial_loss == gan.adversarial_loss
    for name in (*MOVES, "averaging"):
        assert getattr(again, name) == getattr(gan, name)
    assert again.averaging is None


def test_two_measures_of_one_average_are_refused():
    says = (
        "averaging and averaging_half_life must be given one at a time, since both say how far the "
        "moving average reaches back, got 0.9 and 1000.0"
    )
    with pytest.raises(pg.InputError, match=f"^{says}$"):
        make_gan(1.0, 0.01, averaging=0.9, averaging_half_life=1000)
