"""When checkpoints are written inside a phase."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import keras

from keras_pggan.runs.checkpoints import Checkpoints, Position
from keras_pggan.runs.config import RunOptions
from keras_pggan.training.callbacks.finite import check_finite
from keras_pggan.training.interrupts import StoppedError


class SaveCheckpoints(keras.callbacks.Callback):
    """Saves a checkpoint whenever so many images were shown, and before a run stops.

    Args:
        checkpoints: where they go.
        start: where training starts or continues in the phase.
        options: how often.
        stop_asked: gives, after each execution, the signal that stops the run, if there is one.
    """

    def __init__(
        self,
        checkpoints: Checkpoints,
        start: Position,
        options: RunOptions,
        stop_asked: Callable[[], int | None],
    ):
        super().__init__()
        self.checkpoints, self.start, self.options = checkpoints, start, options
        self.stop_asked = stop_asked

    def on_train_begin(self, logs=None):
        self._saved = self.start.phase_images

    def on_train_batch_end(self, batch, logs=None):
        phase = self.model.stage.phase
        # Not by `batch`: what it counts with several steps an execution differs between versions.
        seen = int(self.model.images_seen.numpy())
        if seen >= phase.images_shown:
            return  # the end of a phase has a checkpoint of its own
        stop = self.stop_asked()
        if stop is not None or seen - self._saved >= self.options.checkpoint_images:
            check_finite(self.model, self.checkpoints.last_good())
            total = self.start.images_seen - self.start.phase_images + seen
            position = dataclasses.replace(self.start, phase_images=seen, images_seen=total)
            self.checkpoints.save(self.model, position)
            self._saved = seen
        if stop is not None:
            raise StoppedError(stop)
