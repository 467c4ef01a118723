"""A run from its first check to its results: what `train` and the command do."""

from __future__ import annotations

import contextlib
import dataclasses
import logging
from collections.abc import Iterator
from pathlib import Path

import tensorflow as tf

from keras_pggan.data.images import Images
from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.models.adversarial.precision import check_devices
from keras_pggan.models.building import build_gan
from keras_pggan.runs.checkpoints import Checkpoint, Checkpoints, Position
from keras_pggan.runs.config import RunOptions, TrainConfig
from keras_pggan.runs.run_directory import RunDirectory
from keras_pggan.schedule import Schedule
from keras_pggan.training.callbacks.progress import ProgressDisplay
from keras_pggan.training.checks import check_run
from keras_pggan.training.computation import training_computation
from keras_pggan.training.distribution.workers import Workers
from keras_pggan.training.loop import train_phases
from keras_pggan.training.manner import Manner
from keras_pggan.training.preflight.phases_table import print_phases
from keras_pggan.training.preflight.preflight import Preflight, preflight
from keras_pggan.training.restoring import restore_generator

log = logging.getLogger(__name__)


class Narrator:
    """Tells what a run is about to do; this one logs warnings, and may print the plan.

    Args:
        prints: whether it does.
    """

    def __init__(self, *, prints: bool = False):
        self.prints = prints

    def plan(self, found: Preflight, position: Position | None, phases: int) -> None:
        """What the phases take that are not completed, and where the run goes on, if it does."""
        del phases
        if self.prints:
            print_phases(found, first=position.phases_completed + 1 if position else 1)
            return
        for line in found.warnings():
            log.warning("%s", line)

    def starts(self) -> None:
        """The first step is next."""

    def complete(self, run: RunDirectory, position: Position, *, restored: bool) -> None:
        """There was nothing left to train; `restored`: but a missing generator was written."""


def train(
    gan: AdversarialGAN,
    images: Images,
    schedule: Schedule,
    run_dir: Path | str,
    *,
    options: RunOptions | None = None,
    display: ProgressDisplay | None = None,
    manner: Manner | None = None,
    narrator: Narrator | None = None,
) -> RunDirectory:
    """Trains through all that a run still lacks of a schedule.

    Everything is checked first, also whether it fits in memory. At the end of each phase the run
    directory gets a checkpoint, a grid of pictures and, if the phase was straight through, the
    generator; more checkpoints are written on the way. Called again with the same arguments, it
    continues from the last checkpoint, and ends with the weights that an uninterrupted run has: to
    the last bit on a CPU with one thread, where sums have one order, and but for rounding
    otherwise. Ctrl-C and SIGTERM save a checkpoint first.

    Args:
        gan: its state is replaced by that of a checkpoint in `run_dir`, if there is one. Where its
            networks leave open how they are computed (`fused_levels`), they take what is fastest.
        images: the training set.
        schedule: the phases.
        run_dir: folder of the run, see `RunDirectory`. Workers of one run must share it.
        options: how checkpoints are kept; those of `RunOptions()` by default.
        display: what is printed meanwhile; `ProgressDisplay()` by default.
        manner: how it is carried out; `Manner()` by default.
        narrator: is told what the phases take, before the first; by default, one that prints that
            where the manner is a dry run or to measure.

    Raises:
        InputError: pictures or phases that do not fit the networks or the memory, or a folder that
            holds a run with other options or other pictures, or that another process trains.
        StoppedError: a signal asked to stop; a checkpoint was saved.
    """
    run = RunDirectory(run_dir)
    started = run.started_with()
    network = gan.with_chosen_computation(gan.network, started.network if started else None)
    config = TrainConfig.of(gan, images, schedule, options or RunOptions())
    config = dataclasses.replace(config, network=network)
    whole = Run(config, images, run, gan.distribute_strategy, gan)
    manner = manner or Manner()
    narrator = narrator or Narrator(prints=manner.dry_run or manner.measure)
    whole.carry_out(manner, narrator, display or ProgressDisplay())
    return whole.run


class Run:
    """A run that is to be carried out.

    Args:
        config: its options.
        images: the training set.
        run: its folder.
        strategy: the devices; None for one.
        gan: what is trained; by default it is built once all was checked.
    """

    def __init__(
        self,
        config: TrainConfig,
        images: Images,
        run: RunDirectory,
        strategy: tf.distribute.Strategy | None = None,
        gan: AdversarialGAN | None = None,
    ):
        self.config, self.images, self.strategy, self.gan = config, images, strategy, gan
        self.workers = Workers(strategy)
        self.run = RunDirectory(run.path, writes=self.workers.is_chief)

    def carry_out(self, manner: Manner, narrator: Narrator, display: ProgressDisplay) -> bool:
        """Checks everything that can be checked first, then trains what is lacking, if anything.

        Returns:
            whether anything was trained.
        """
        # Together: one that refuses would leave the others hanging.
        with self.workers.together(), self._alone(manner), training_computation():
            found = self._checked(manner)
            if self.gan and not manner.dry_run:
                self.gan.choose_computation(self.config.network)
            if found and found.position.phases_completed == len(self.config.schedule):
                self._end(manner, narrator, found)
                lacking = False
            else:
                self._plan(manner, narrator, found.position if found else None)
                lacking = True
            if manner.dry_run or not (lacking or self.gan):
                return False
            if lacking:
                narrator.starts()
            # Of a complete run, a GAN at hand gets the weights.
            self.gan = self.gan or build_gan(self.config, self.strategy)
            train_phases(self.gan, self.config, self.images, self.run, display)
        return lacking

    @contextlib.contextmanager
    def _alone(self, manner: Manner) -> Iterator[None]:
        """Keeps other processes from training the run; the chief does so for all its workers.

        Raises:
            InputError: another one does.
        """
        lock = self.run.lock()

        def take() -> None:
            self.run.check_place()  # nothing is touched in a folder that is something else
            lock.take()

        if not manner.dry_run:
            self.workers.on_chief(take)
        try:
            yield
        finally:
            lock.release()

    def _checked(self, manner: Manner) -> Checkpoint | None:
        """The last checkpoint, if there is one.

        Raises:
            InputError: the first thing that does not fit; nothing was written.
        """
        config, workers = self.config, self.workers
        check_devices(config.precision)
        check_run(config, self.images, replicas=workers.strategy.num_replicas_in_sync)
        workers.check_agreement(
            config.digest, "the workers were given different options or different pictures"
        )

        def accept() -> None:
            change = manner.allow_data_change
            self.run.check_config(config, allow_data_change=change)

        workers.on_chief(accept)
        # The training itself looks again, and is what warns.
        return Checkpoints(self.run.checkpoints).latest(warn=False)

    def _plan(self, manner: Manner, narrator: Narrator, position: Position | None) -> None:
        completed = position.phases_completed if position else 0
        left = Schedule(self.config.schedule[completed:])
        estimates = preflight(
            dataclasses.replace(self.config, schedule=left),
            self.images,
            strategy=self.strategy,
            measure=manner.measure,
            memory_check=manner.memory_check,
            gan=None if manner.dry_run else self.gan,
        )
        # On every worker: each has a memory of its own to be warned of.
        narrator.plan(estimates, position, len(self.config.schedule))

    def _end(self, manner: Manner, narrator: Narrator, found: Checkpoint) -> None:
        writes = self.run.writes and not manner.dry_run
        restored = writes and restore_generator(self.run, self.config, found, self.gan)
        if self.workers.is_chief:
            narrator.complete(self.run, found.position, restored=restored)
