"""Notices a generator that draws the same picture again and again."""

from __future__ import annotations

import logging

import keras
import numpy as np

from keras_pggan.schedule import Phase
from keras_pggan.training.callbacks.samples import draw_samples

SAMPLES = 16
CHECKS_PER_PHASE = 5  # a check of small networks takes as long as some of their steps
# Of the spread of the reals. Ours; the runs of digits and faces seen while this was written stayed
# above 0.5 after their first phase.
THRESHOLD = 0.1

log = logging.getLogger(__name__)


def spread(pictures: np.ndarray) -> float:
    """How much pictures differ: the mean, over pixels and channels, of their deviation.

    Args:
        pictures: (count, height, width, channels); the result is in their units.

    >>> spread(np.zeros((4, 2, 2, 1))), spread(np.array([0.0, 2.0]).reshape(2, 1, 1, 1))
    (0.0, 1.0)
    """
    return float(np.std(pictures.astype(np.float32), axis=0).mean())


class WatchCollapse(keras.callbacks.Callback):
    """Warns, once a phase, where samples of the averaged generator hardly differ.

    Five times a phase the spread of the same few samples is held against that of the reals.

    Args:
        phase: the phase that is trained.
        reals: uint8 pictures of the phase's size.
        done: steps of the phase that were done before.
    """

    def __init__(self, phase: Phase, reals: np.ndarray, *, done: int = 0):
        super().__init__()
        self.phase, self.done, self.warned = phase, done, False
        self.least = THRESHOLD * spread(reals) / 127.5  # bytes to [-1, 1]
        self.interval = max(1, phase.steps // CHECKS_PER_PHASE)
        self._next = (done // self.interval + 1) * self.interval

    def on_train_batch_end(self, batch, logs=None):
        step = self.phase.step_after(self.done, batch)
        if self.warned or step < self._next:
            return
        self._next = step + self.interval
        found = self.samples_spread()
        if found < self.least:
            self.warned = True
            log.warning(
                "the samples of %s at step %d hardly differ: their spread is %.4f, under %.0f %% "
                "of that of the pictures (%.4f); the generator may have collapsed",
                self.phase.name,
                step,
                found,
                100 * THRESHOLD,
                self.least / THRESHOLD,
            )

    def samples_spread(self) -> float:
        """The spread of samples of the averaged generator, in units of [-1, 1]."""
        return spread(draw_samples(self.model, SAMPLES))
