"""Samples that hardly differ are told of."""

import logging

import keras
import numpy as np
import pytest

import keras_pggan as pg
from keras_pggan.training.callbacks.collapse import WatchCollapse


@pytest.fixture
def gan(tiny_config):
    keras.utils.set_random_seed(3)
    gan = pg.ProgressiveGAN(pg.GrowingGenerator(tiny_config), pg.GrowingDiscriminator(tiny_config))
    gan.enter(pg.Phase(level=0, height=4, width=4, fade_in=False, images=400, batch_size=4))
    return gan


def watch(gan, reals, steps):
    watcher = WatchCollapse(gan.stage.phase, reals)
    watcher.set_model(gan)
    for step in range(steps):
        watcher.on_train_batch_end(step)


def test_samples_that_are_all_alike_are_told_once(gan, real_pictures, caplog):
    gan.averaged_generator.heads[0].kernel.assign(keras.ops.zeros((1, 1, 8, 3)))
    with caplog.at_level(logging.WARNING):
        watch(gan, real_pictures[:, ::8, ::8], steps=60)
    (record,) = caplog.records
    assert "4x4-straight at step 20 hardly differ: their spread is 0.0000" in record.getMessage()


def test_samples_that_differ_are_not(gan, real_pictures, caplog):
    with caplog.at_level(logging.WARNING):
        watch(gan, real_pictures[:, ::8, ::8], steps=60)
    assert not caplog.records


def test_spread_is_measured_at_the_scale_of_the_network(gan):
    """Reals of bytes 0 and 255 have a deviation of 1 in [-1, 1]."""
    reals = np.zeros((2, 4, 4, 3), np.uint8)
    reals[0] = 255
    assert WatchCollapse(gan.stage.phase, reals).least == pytest.approx(0.1)
