"""A run from its first check to its results: what `train` and the command do."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import tensorflow as tf

from keras_pggan.data.images import Images
from keras_pggan.kinds import as_kind
from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.models.adversarial.precision import check_devices
from keras_pggan.models.building import build_gan
from keras_pggan.runs.checkpoints import Checkpoint, Checkpoints, Position
from keras_pggan.runs.config import RunOptions, TrainConfig
from keras_pggan.runs.continuation import Continuation, kept_otherwise
from keras_pggan.runs.run_directory import RunDirectory
from keras_pggan.schedule import Phase, Schedule
from keras_pggan.training.callbacks.progress import ProgressDisplay
from keras_pggan.training.checks import as_arguments, check_run
from keras_pggan.training.distribution.workers import Workers
from keras_pggan.training.loop import train_phases
from keras_pggan.training.manner import Manner
from keras_pggan.training.narrator import Narrator
from keras_pggan.training.preflight.advice import with_advice
from keras_pggan.training.preflight.preflight import Preflight, preflight
from keras_pggan.training.preflight.weights import check_weights
from keras_pggan.training.recipe import recipe_in_words
from keras_pggan.training.restoring import restore_generator
from keras_pggan.training.sources.opening import starting
from keras_pggan.training.sources.source import Source
from keras_pggan.training.start import Start


def train(
    gan: AdversarialGAN,
    images: Any,
    schedule: Schedule | Sequence[Phase],
    run_dir: Path | str,
    *,
    options: RunOptions | None = None,
    display: ProgressDisplay | None = None,
    manner: Manner | None = None,
    narrator: Narrator | None = None,
    start: Start | None = None,
) -> RunDirectory:
    """Trains through all that a run still lacks of a schedule.

    Everything is checked first, also whether it fits in memory. At the end of each phase the run
    directory gets a checkpoint, a grid of pictures and, if the phase was straight through, the
    generator; more checkpoints are written on the way. Called again with the same arguments, it
    continues from the last checkpoint, and ends with the weights that an uninterrupted run has: to
    the last bit on a CPU with one thread, where sums have one order, and but for rounding
    otherwise. Called with others, it changes what lies before it, see `runs.continuation`: with a
    longer schedule it goes on after its end, with a GAN of a higher resolution it grows on. Ctrl-C,
    SIGTERM and SIGHUP save a checkpoint first.

    Args:
        gan: its state is replaced by that of a checkpoint in `run_dir`, if there is one. Where its
            networks leave open how they are computed (`fused_levels`), they take what is fastest.
        images: the training set: opened (`pg.data.open`), the path of an .npz or of a folder of
            shards, an array uint8 (count, height, width, channels), or a pair (pictures, labels).
        schedule: the phases.
        run_dir: folder of the run, see `RunDirectory`. Workers of one run must share it.
        options: how checkpoints are kept; those of `RunOptions()` by default, or those that the
            run has.
        display: what is printed meanwhile; `ProgressDisplay()` by default.
        manner: how it is carried out; `Manner()` by default.
        narrator: is told what the phases take, before the first; by default, one that prints that
            where the manner is a dry run or to measure.
        start: trained weights that the run begins with; by default, with those of the GAN. Phases
            up to the resolution of the source are left out, see `phases_begun`. A run that has a
            checkpoint does not need the source any more.

    Raises:
        InputError: an argument of another kind; pictures or phases that do not fit the networks or
            the memory; a folder with a run of other pictures, with one that cannot change so, or
            with one that another process trains.
        StoppedError: a signal asked to stop; a checkpoint was saved.
    """
    gan, images, schedule = as_arguments(gan, images, schedule)
    options = as_kind("options", options, RunOptions | None)
    manner = as_kind("manner", manner, Manner | None) or Manner()
    run = RunDirectory(as_kind("run_dir", run_dir, Path | str))
    started = run.started_with()
    network = gan.with_chosen_computation(gan.network, started.network if started else None)
    options = options or (started.run_options() if started else RunOptions())
    config = TrainConfig.of(gan, images, schedule, options)
    config = dataclasses.replace(config, network=network)
    config, source = starting(config, as_kind("start", start, Start | None), run)
    whole = Run(config, images, run, gan.distribute_strategy, gan, source=source)
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
        source: what gives a new run its first weights.
    """

    def __init__(
        self,
        config: TrainConfig,
        images: Images,
        run: RunDirectory,
        strategy: tf.distribute.Strategy | None = None,
        gan: AdversarialGAN | None = None,
        *,
        source: Source | None = None,
    ):
        self.source = source
        self.config, self.images, self.strategy, self.gan = config, images, strategy, gan
        self.workers = Workers(strategy)
        self.run = RunDirectory(run.path, writes=self.workers.is_chief)

    def carry_out(self, manner: Manner, narrator: Narrator, display: ProgressDisplay) -> bool:
        """Checks everything that can be checked first, then trains what is lacking, if anything.

        Returns:
            whether anything was trained.
        """
        # Together: one that refuses would leave the others hanging.
        with self.workers.together(), self._alone(manner):
            found = self._checked(manner, narrator)
            if self.gan and not manner.dry_run:
                self.gan.choose_computation(self.config.network)
            if found and found.position.phases_completed == len(self.config.schedule):
                self._end(manner, narrator, found)
                lacking = False
            else:
                estimates = self._plan(manner, narrator, found.position if found else None)
                display.expect([part.expected for part in estimates.phases])
                lacking = True
            if manner.dry_run or not (lacking or self.gan):
                return False
            if lacking:
                narrator.starts()
            # Of a complete run, a GAN at hand gets the weights.
            self.gan = self.gan or build_gan(self.config, self.strategy)
            train_phases(self.gan, self.config, self.images, self.run, display, self.source)
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

    def _checked(self, manner: Manner, narrator: Narrator) -> Checkpoint | None:
        """The last checkpoint, if there is one; the configuration becomes what goes on from it.

        Raises:
            InputError: the first thing that does not fit; nothing was written.
        """
        workers = self.workers
        check_devices(self.config.precision)
        workers.check_agreement(
            self.config.digest, "the workers were given different options or different pictures"
        )
        found: Checkpoint | None = None
        going = Continuation(self.config)

        def look() -> None:
            nonlocal found, going
            # The training itself looks again, and is what warns.
            found = Checkpoints(self.run.checkpoints).latest(warn=manner.dry_run)
            allowed = manner.allow_data_change
            going = self.run.continued(self.config, found, allow_data_change=allowed)

        workers.on_chief(look)
        if not workers.is_chief:
            look()
        check_run(going.config, self.images, replicas=workers.strategy.num_replicas_in_sync)
        workers.check_agreement(
            going.config.digest, f"{self.run.path}: the workers do not see the same run there"
        )
        if workers.is_chief:
            narrator.goes_on(going)
        self.config = going.config
        return found

    def _plan(self, manner: Manner, narrator: Narrator, position: Position | None) -> Preflight:
        if manner.memory_check:
            check_weights(self.config)
        if self.source:
            self.source.check(self.config)
            for line in self.source.told(self.config) if self.workers.is_chief else ():
                narrator.say(line)
        completed = position.phases_completed if position else 0
        left = Schedule(self.config.schedule[completed:])

        def tell(index: int, step: float, compiling: float) -> None:
            narrator.measured(completed + index + 1, left[index], step, compiling)

        with narrator.measuring() if manner.measure else contextlib.nullcontext():
            estimates = preflight(
                dataclasses.replace(self.config, schedule=left),
                self.images,
                strategy=self.strategy,
                on_measured=tell if manner.measure else None,
                memory_check=manner.memory_check,
                gan=None if manner.dry_run else self.gan,
            )
        shown = position.phase_images if position else 0
        estimates = dataclasses.replace(estimates, shown=shown)
        begun = bool(position and position.images_seen)
        estimates = with_advice(estimates, self.config, self.images, begun=begun)
        if self.config.recipe and not position and self.workers.is_chief:
            narrator.say(recipe_in_words(self.config))
        # On every worker: each has a memory of its own to be warned of.
        narrator.plan(estimates, position, len(self.config.schedule))
        return estimates

    def _end(self, manner: Manner, narrator: Narrator, found: Checkpoint) -> None:
        writes = self.run.writes and not manner.dry_run
        written = self.run.started_with()
        if writes and written and kept_otherwise(written, self.config, found.position):
            self.run.start(self.config)  # for when it is made longer
        restored = writes and restore_generator(self.run, self.config, found, self.gan)
        if self.workers.is_chief:
            narrator.complete(self.run, found.position, restored=restored)
