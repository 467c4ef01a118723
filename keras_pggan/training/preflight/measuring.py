"""How fast a phase trains, measured on random pictures."""

from __future__ import annotations

import itertools
import statistics
import time
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.schedule import Phase
from keras_pggan.training.execution import enter

UNTIMED_STEPS = 2  # the first compiles, the second fills caches
TIMED_STEPS = 3


def seconds_per_image(gan: AdversarialGAN, phase: Phase) -> float:
    """Seconds of training for each image of a phase: the median of some steps.

    Args:
        gan: trained by these steps; not one that is still needed.
        phase: the phase, which the GAN enters and leaves.
    """
    steps = enter(gan, phase)
    shape = (phase.batch_size, phase.height, phase.width, gan.network.channels)
    pictures = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    data: Any = pictures
    if label_count := gan.network.label_count:
        data = pictures, np.arange(phase.batch_size) % label_count
    batches = tf.data.Dataset.from_tensors(data).repeat((UNTIMED_STEPS + TIMED_STEPS) * steps)
    clock = _Clock()
    gan.fit(batches, callbacks=[clock], verbose=0)
    gan.leave()
    ends = clock.ends[UNTIMED_STEPS - 1 :]
    executions = [after - before for before, after in itertools.pairwise(ends)]
    return statistics.median(executions) / (steps * phase.batch_size)


class _Clock(keras.callbacks.Callback):
    """Notes when steps end."""

    def __init__(self):
        super().__init__()
        self.ends: list[float] = []

    def on_train_batch_end(self, batch, logs=None):
        for value in (logs or {}).values():
            np.asarray(value)  # waits for the device
        self.ends.append(time.perf_counter())
