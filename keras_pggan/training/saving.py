"""When checkpoints are written inside a phase."""

from __future__ import annotations

import dataclasses

import keras

from keras_pggan.training.checkpoints import Checkpoints, Position
from keras_pggan.training.config import RunOptions
from keras_pggan.training.interrupts import StoppedError, StopRequest


class SaveCheckpoints(keras.callbacks.Callback):
    """Saves a checkpoint whenever so many images were shown, and before a run stops.

    Args:
        checkpoints: where they go.
        start: where training starts or continues in the phase.
        options: how often.
        stop: tells whether the run was asked to stop.
    """

    def __init__(
        self, checkpoints: Checkpoints, start: Position, options: RunOptions, stop: StopRequest
    ):
        super().__init__()
        self.checkpoints, self.start, self.options, self.stop = checkpoints, start, options, stop

    def on_train_begin(self, logs=None):
        self._saved = self.start.phase_images

    def on_train_batch_end(self, batch, logs=None):
        phase = self.model.stage.phase
        shown = (batch + 1) * phase.batch_size
        seen = self.start.phase_images + shown
        if seen >= phase.images_shown:
            return  # the end of a phase has a checkpoint of its own
        if self.stop.number is not None or seen - self._saved >= self.options.checkpoint_images:
            total = self.start.images_seen + shown
            position = dataclasses.replace(self.start, phase_images=seen, images_seen=total)
            self.checkpoints.save(self.model, position)
            self._saved = seen
        if self.stop.number is not None:
            raise StoppedError(self.stop.number)
