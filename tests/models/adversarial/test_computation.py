"""A GAN that is fitted by hand, without any of training's own machinery."""

import logging

import keras
import tensorflow as tf

import keras_pggan as pg

STRAIGHT = pg.Phase(level=0, height=4, width=4, fade_in=False, images=4, batch_size=4)


def remapping():
    return tf.config.optimizer.get_experimental_options().get("remapping", True)


class Idle(pg.ProgressiveGAN):
    """Its step does nothing, so that six of them are compiled in no time."""

    def train_step(self, data):
        return {"nothing": tf.constant(0.0)}


def test_short_phases_one_after_the_other_are_fitted_without_a_word(real_pictures, caplog):
    """Each has a function of its own, as it should; TensorFlow would take six for a mistake."""
    config = pg.NetworkConfig(resolution=4, filters_base=8, filters_max=4, latent_dim=4)
    gan = Idle(pg.GrowingGenerator(config), pg.GrowingDiscriminator(config))
    seen, before = [], remapping()
    note = keras.callbacks.LambdaCallback(on_train_begin=lambda logs: seen.append(remapping()))
    with caplog.at_level(logging.WARNING):
        for _ in range(6):
            gan.enter(STRAIGHT)
            gan.compile()
            gan.fit(real_pictures[:4, ::8, ::8], batch_size=4, verbose=0, callbacks=[note])
    assert caplog.records == []
    # What tries to fuse gradients of leaky ReLUs, fails and says so past Python.
    assert seen == [False] * 6
    assert remapping() == before


def test_retracing_that_is_a_mistake_is_still_told(caplog):
    with caplog.at_level(logging.WARNING):
        for _ in range(6):
            tf.function(lambda x: x + 1)(tf.constant(1.0))
    assert "retracing" in caplog.text
