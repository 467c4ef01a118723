"""How far the samples of a GAN in training are from the pictures."""

from __future__ import annotations

import functools

import keras
import numpy as np

from keras_pggan.data.images import Images
from keras_pggan.metrics.laplacian_pyramid import level_shapes
from keras_pggan.metrics.pictures import disjoint, drawn_labels
from keras_pggan.metrics.sliced_wasserstein import sliced_wasserstein
from keras_pggan.runs.run_directory import RunDirectory
from keras_pggan.schedule import Phase
from keras_pggan.training.callbacks.history import DISTANCE, Row, tick_steps
from keras_pggan.training.callbacks.samples import draw_bytes

SAMPLES = 2048  # at most; the paper's 16,384 would take minutes each time
SAMPLES_BYTES = 2**30  # at most; 341 pictures of 1024x1024
MIN_REALS = 4  # two to measure against, and two for the noise floor


def measurable(phase: Phase) -> bool:
    """Whether the pictures of a phase are large enough to have a distance."""
    return bool(level_shapes(phase.height, phase.width))


class WatchDistance(keras.callbacks.Callback):
    """Adds the samples' sliced Wasserstein distance to rows, and keeps the best generator.

    The samples of the averaged generator are held against pictures at the phase's size, which are
    not blended, however far the fade-in is. `swd` is the average over the levels, `swd_floor` that
    of as many other pictures. Samples have each class as often as pictures have. Samples,
    pictures, patches and directions are those of the GAN's seed each time, and nothing that
    training draws from is touched.

    Args:
        run: where `best.keras` goes; its history tells the best distance so far.
        images: the training set.
        phase: the phase that is trained.
        images_before: images shown in earlier phases.
        every: images between two measurements; each is made with the next row.
    """

    def __init__(
        self, run: RunDirectory, images: Images, phase: Phase, images_before: int, every: int
    ):
        super().__init__()
        self.run, self.images, self.phase = run, images, phase
        self.images_before, self.every = images_before, every
        self._best = run.best_distance(phase)

    def __call__(self, row: Row) -> None:
        """Measures, where a row is the first after another `every` images."""
        seen = int(row["images_seen"])
        if seen // self.every == self._row_before(seen) // self.every:
            return
        parts, floor = self._parts_and_floor
        count, labels = parts[0].shape[0], self.images.labels
        if labels is not None:
            labels = drawn_labels(labels, count, seed=self.model.seed)
        samples = draw_bytes(self.model, count, labels)
        found = sliced_wasserstein(parts[0], samples, seed=self.model.seed).average
        row.update(zip(DISTANCE, (found, floor), strict=True))
        if found < self._best:
            self.run.save_best(self.model.stage)
            self._best = found

    def _row_before(self, seen: int) -> int:
        """Images seen at the row before; a function of the phase, wherever a run was continued."""
        step = (seen - self.images_before) // self.phase.batch_size
        interval = tick_steps(self.phase)
        return self.images_before + (step - 1) // interval * interval * self.phase.batch_size

    @functools.cached_property
    def _parts_and_floor(self):
        """Two disjoint sets of pictures, and their distance."""
        reals = self.images.at_size(self.phase.height, self.phase.width)
        one = int(np.prod(reals.shape[1:]))
        count = max(MIN_REALS // 2, min(SAMPLES, SAMPLES_BYTES // one))
        parts = disjoint(reals, count, seed=self.model.seed)
        return parts, sliced_wasserstein(*parts, seed=self.model.seed).average
