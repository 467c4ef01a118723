"""Where training came to nothing, the history ends it in words."""

import numpy as np
import pytest

import keras_pggan as pg
from keras_pggan.errors import TrainingError
from keras_pggan.models.building import build_gan
from keras_pggan.runs.config import TrainConfig
from keras_pggan.training.callbacks.history import History


def make(pictures, precision, loss=None):
    """A GAN in a phase of 100 steps whose history has a row every second, and its pictures."""
    network = pg.NetworkConfig(resolution=4, filters_base=16, filters_max=8, latent_dim=4)
    phase = pg.Phase(level=0, height=4, width=4, fade_in=False, images=400, batch_size=4)
    schedule = pg.Schedule((phase,))
    options = {"precision": precision} | ({"loss": loss} if loss else {})
    gan = build_gan(TrainConfig(data="x", network=network, schedule=schedule, **options))
    gan.enter(phase)
    gan.compile()
    return gan, pictures[:, ::8, ::8]


@pytest.fixture
def half(real_pictures):
    return make(real_pictures, "float16")


def test_steps_none_of_which_had_finite_gradients_end_a_run(half):
    gan, pictures = half
    for optimizer in (gan.generator_optimizer, gan.discriminator_optimizer):
        optimizer.dynamic_scale.assign(2.0**120)  # overflows float16 at once
    rows = []
    history = History(gan.stage.phase, 0, [rows.append], last_good=lambda: "images-8 is kept")
    says = (
        "no finite gradients in the last 30 steps of float16, in 4x4-straight, at step 30 of 100; "
        "images-8 is kept"
    )
    with pytest.raises(TrainingError, match=f"^{says}$"):
        gan.fit(pictures, callbacks=[history], verbose=0)
    assert len(rows) == 14


def test_a_few_skipped_steps_in_turn_are_no_end_and_count_once(half):
    gan, pictures = half
    for optimizer in (gan.generator_optimizer, gan.discriminator_optimizer):
        optimizer.dynamic_scale.assign(2.0**30)
    rows = []
    history = History(gan.stage.phase, 0, [rows.append])
    gan.fit(pictures, steps_per_epoch=40, callbacks=[history], verbose=0)
    skipped = [row["skipped_steps"] for row in rows]
    assert skipped[0] == 2  # both optimizers passed over both steps
    assert 2 < skipped[-1] < 30
    assert gan.skipped_steps == skipped[-1]


class Broken(pg.losses.Hinge):
    """Whose gradients are never finite; without a name, by which others would find it."""

    def discriminator(self, real_scores, fake_scores):
        return super().discriminator(real_scores, fake_scores) * float("nan")


def test_other_precisions_end_after_a_few_steps_with_the_weights_as_they_were(real_pictures):
    gan, pictures = make(real_pictures, "float32", Broken())
    networks = gan.generator, gan.discriminator, gan.averaged_generator
    before = [weight.numpy() for network in networks for weight in network.trainable_weights]
    history = History(gan.stage.phase, 0, [], last_good=lambda: "images-8 is kept")
    says = (
        "no finite gradients in the last 6 steps, in 4x4-straight, at step 6 of 100; "
        "images-8 is kept"
    )
    with pytest.raises(TrainingError, match=f"^{says}$"):
        gan.fit(pictures, callbacks=[history], verbose=0)
    after = [weight.numpy() for network in networks for weight in network.trainable_weights]
    for old, new in zip(before, after, strict=True):
        np.testing.assert_array_equal(old, new)
