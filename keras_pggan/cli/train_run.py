"""What `keras-pggan train` does with options that are understood, and what it says meanwhile."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from keras_pggan.cli.common import device_in_words
from keras_pggan.cli.phases_table import print_phases

if TYPE_CHECKING:
    import tensorflow as tf

    from keras_pggan.data import Images
    from keras_pggan.runs.checkpoints import Checkpoint, Position
    from keras_pggan.runs.config import TrainConfig
    from keras_pggan.runs.run_directory import RunDirectory


@dataclasses.dataclass(frozen=True, kw_only=True)
class Manner:
    """How a run is carried out, apart from what decides its result.

    Args:
        out: folder of the run.
        quiet: whether nothing but warnings and errors is printed.
        verbose: whether a line is printed at every row of history.csv.
        allow_data_change: whether the run may go on with other pictures.
        dry_run: whether it is only told what the run takes.
        measure: whether a few steps are tried in each phase, for the time.
        memory_check: whether phases are refused that do not seem to fit in memory.
    """

    out: Path
    quiet: bool
    verbose: bool
    allow_data_change: bool
    dry_run: bool
    measure: bool
    memory_check: bool

    def say(self, text: str) -> None:
        """Prints a line, unless the run is quiet."""
        if not self.quiet:
            typer.echo(text)


def train_run(
    config: TrainConfig, images: Images, strategy: tf.distribute.Strategy | None, manner: Manner
) -> None:
    """Checks everything that can be checked first, then trains, or tells what that takes.

    Raises:
        InputError: something does not fit; nothing was written.
    """
    from keras_pggan.models.adversarial.precision import check_devices
    from keras_pggan.runs.checkpoints import Checkpoints
    from keras_pggan.runs.run_directory import RunDirectory
    from keras_pggan.training.checks import check_run
    from keras_pggan.training.distribution.workers import Workers

    workers, run = Workers(strategy), RunDirectory(manner.out)
    if not workers.is_chief:
        manner = dataclasses.replace(manner, quiet=True)
    with workers.together():  # else one that refuses leaves the others hanging
        check_devices(config.precision)
        check_run(config, images, replicas=strategy.num_replicas_in_sync if strategy else 1)
        if workers.is_chief:  # who writes there
            run.check_config(config, allow_data_change=manner.allow_data_change)
        # `train` looks again, and is the one that warns.
        found = Checkpoints(run.checkpoints).latest(warn=False)
        if found and found.position.phases_completed == len(config.schedule):
            _end(run, config, found, manner, writes=workers.is_chief and not manner.dry_run)
        else:
            _tell(config, images, strategy, manner, found.position if found else None)
            if not manner.dry_run:
                _train(config, images, strategy, manner)
    if manner.dry_run:
        manner.say("Nothing was trained or written.")


def _end(
    run: RunDirectory, config: TrainConfig, found: Checkpoint, manner: Manner, *, writes: bool
) -> None:
    """What is left to do for a run whose phases are all completed."""
    from keras_pggan.training.restoring import restore_generator

    images_seen = found.position.images_seen
    manner.say(f"{run.path} is complete: all {len(config.schedule)} phases, {images_seen:,} images")
    if writes and restore_generator(run, config, found):
        manner.say(f"{run.generator} was missing, and was written again")


def _tell(
    config: TrainConfig,
    images: Images,
    strategy: tf.distribute.Strategy | None,
    manner: Manner,
    position: Position | None,
) -> None:
    """Says what the phases take that are not completed, or refuses them."""
    from keras_pggan.schedule import Schedule
    from keras_pggan.training.preflight.preflight import preflight

    completed = position.phases_completed if position else 0
    left = dataclasses.replace(config, schedule=Schedule(config.schedule[completed:]))
    estimates = preflight(
        left, images, strategy=strategy, measure=manner.measure, memory_check=manner.memory_check
    )
    if position:
        manner.say(
            f"continuing after {position.images_seen:,} images, "
            f"in phase {completed + 1} of {len(config.schedule)}"
        )
    print_phases(estimates, first=completed + 1, warnings_only=manner.quiet)


def _train(
    config: TrainConfig, images: Images, strategy: tf.distribute.Strategy | None, manner: Manner
) -> None:
    from keras_pggan.training import loop
    from keras_pggan.training.callbacks.history import TICKS_PER_PHASE
    from keras_pggan.training.callbacks.progress import LINES_PER_PHASE, ProgressDisplay

    gan = loop.build_gan(config, strategy)
    manner.say(f"training on {device_in_words()}")
    lines = 0 if manner.quiet else TICKS_PER_PHASE if manner.verbose else LINES_PER_PHASE
    run = loop.train(
        gan,
        images,
        config.schedule,
        manner.out,
        options=config.run_options(),
        display=ProgressDisplay(lines_per_phase=lines),
        allow_data_change=manner.allow_data_change,
    )
    manner.say(f"generator in {run.generator}, pictures in {run.samples}, curves in {run.history}")
