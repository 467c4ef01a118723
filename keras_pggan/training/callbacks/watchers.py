"""What watches over a phase while `fit` runs it, and what is kept of it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import keras
import numpy as np

from keras_pggan.data.images import Images
from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.runs.checkpoints import Checkpoints, Position
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.run_directory import RunDirectory
from keras_pggan.schedule import Phase, Schedule
from keras_pggan.training.callbacks.collapse import WatchCollapse
from keras_pggan.training.callbacks.distance import WatchDistance, measurable
from keras_pggan.training.callbacks.history import (
    CsvTable,
    History,
    Sink,
    history_columns,
)
from keras_pggan.training.callbacks.progress import ProgressDisplay
from keras_pggan.training.callbacks.samples import draw_samples
from keras_pggan.training.callbacks.saving import SaveCheckpoints
from keras_pggan.training.callbacks.tensorboard import TensorBoard

SAMPLES = 64  # pictures in a grid, as in the authors' program's smaller ones
REALS = 16  # pictures whose spread stands for that of all


class Watchers:
    """Curves, progress, checkpoints, and warnings of the phases of a run.

    Args:
        gan: what is trained.
        run: where results go.
        images: the training set.
        position: where training continues.
        config: of the run; it says how often checkpoints are written, and what moves.
        display: what is printed.
    """

    def __init__(
        self,
        gan: AdversarialGAN,
        run: RunDirectory,
        images: Images,
        position: Position,
        config: TrainConfig,
        display: ProgressDisplay,
    ):
        self.run, self.images, self.options, self.display = run, images, config, display
        self.sinks: list[Sink] = []
        self.tensorboard: TensorBoard | None = None
        if run.writes:
            self.tensorboard = TensorBoard(run.logs, position.images_seen)
            columns = history_columns(gan, config.schedule)
            table = CsvTable(run.history, position.images_seen, columns)
            self.sinks = [table, self.tensorboard]

    @contextlib.contextmanager
    def callbacks(
        self,
        schedule: Schedule,
        start: Position,
        checkpoints: Checkpoints,
        stop_asked: Callable[[], int | None],
    ) -> Iterator[list[keras.callbacks.Callback]]:
        """The callbacks of the phase that `start` is in."""
        index = start.phases_completed
        phase, before = schedule[index], schedule.images_before(index)
        done = start.phase_images // phase.batch_size
        saving = SaveCheckpoints(checkpoints, start, self.options, stop_asked)

        if not self.run.writes:
            # Reading and resetting metrics is collective, so that all workers must do it.
            yield [History(phase, before, [], done=done, last_good=checkpoints.last_good), saving]
            return
        reals = self.images.at_size(phase.height, phase.width)
        some = np.arange(min(REALS, len(self.images)))
        with self.display.phase(schedule, index, done=done) as shown:
            measuring: list[WatchDistance] = []
            if self.options.metrics_every and measurable(phase):
                every = self.options.metrics_every
                measuring.append(WatchDistance(self.run, self.images, phase, before, every))
            # What is measured is added to a row before the others see it.
            sinks: list[Sink] = [*measuring, *self.sinks, shown]
            yield [
                *measuring,
                shown,
                History(phase, before, sinks, done=done, last_good=checkpoints.last_good),
                WatchCollapse(phase, reals[some], done=done),
                saving,
            ]

    def results(self, gan: AdversarialGAN, images_seen: int) -> None:
        """Writes what a completed phase leaves: a grid of samples, and a generator."""
        if not self.run.writes:
            return
        stage = gan.stage
        pictures = draw_samples(gan, SAMPLES)
        grid = self.run.save_samples(f"{images_seen:012d}-{stage.phase.name}", pictures)
        if self.tensorboard:
            self.tensorboard.picture("samples", grid, images_seen)
        if not stage.phase.fade_in:
            self.run.save_generator(stage)
            self.run.save_preset(gan, self.options, images_seen)


def first_samples(gan: AdversarialGAN, run: RunDirectory, phase: Phase) -> None:
    """Writes the grid of a GAN that begins with trained weights, before its first step.

    Args:
        gan: in no phase.
        run: where it goes.
        phase: the first; at its first image, a fade-in shows the level below alone.
    """
    if not run.writes:
        return
    with gan.distribute_strategy.scope():
        gan.enter(phase)
    if phase.fade_in:
        gan.move(gan.moved_at(phase, 0.0))
    run.save_samples(f"{0:012d}-{phase.name}", draw_samples(gan, SAMPLES))
    gan.leave()
