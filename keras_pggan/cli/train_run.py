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
    from keras_pggan.training.config import TrainConfig


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
    """

    out: Path
    quiet: bool
    verbose: bool
    allow_data_change: bool
    dry_run: bool
    measure: bool


def train_run(
    config: TrainConfig, images: Images, strategy: tf.distribute.Strategy | None, manner: Manner
) -> None:
    """Checks everything that can be checked first, then trains, or tells what that takes.

    Raises:
        InputError: something does not fit; nothing was written.
    """
    from keras_pggan.training.checks import check_run
    from keras_pggan.training.precision import check_devices
    from keras_pggan.training.preflight import preflight
    from keras_pggan.training.run_directory import RunDirectory
    from keras_pggan.training.workers import Workers

    workers, run = Workers(strategy), RunDirectory(manner.out)
    with workers.together():  # else one that refuses leaves the others hanging
        check_devices(config.precision)
        check_run(config, images, replicas=strategy.num_replicas_in_sync if strategy else 1)
        if workers.is_chief:  # who writes there
            run.check_config(config, allow_data_change=manner.allow_data_change)
        if manner.dry_run:
            print_phases(preflight(config, images, strategy=strategy, measure=manner.measure))
            typer.echo("Nothing was trained or written.")
        else:
            _train(config, images, strategy, manner)


def _train(
    config: TrainConfig, images: Images, strategy: tf.distribute.Strategy | None, manner: Manner
) -> None:
    from keras_pggan.training import loop
    from keras_pggan.training.checkpoints import Checkpoints
    from keras_pggan.training.history import TICKS_PER_PHASE
    from keras_pggan.training.preflight import preflight
    from keras_pggan.training.progress import LINES_PER_PHASE, ProgressDisplay
    from keras_pggan.training.restoring import restore_generator
    from keras_pggan.training.run_directory import RunDirectory
    from keras_pggan.training.workers import Workers

    is_chief = Workers(strategy).is_chief
    quiet = manner.quiet or not is_chief

    def say(text: str) -> None:
        if not quiet:
            typer.echo(text)

    # `train` looks again, and is the one that warns.
    run = RunDirectory(manner.out)
    found = Checkpoints(run.checkpoints).latest(warn=False)
    phases = len(config.schedule)
    if found and found.position.phases_completed == phases:
        seen = found.position.images_seen
        say(f"{manner.out} is complete: all {phases} phases, {seen:,} images")
        if is_chief and restore_generator(run, config, found):
            say(f"{run.generator} was missing, and was written again")
        return
    estimates = preflight(config, images, strategy=strategy, measure=manner.measure)
    if found:
        position = found.position
        say(
            f"continuing after {position.images_seen:,} images, "
            f"in phase {position.phases_completed + 1} of {phases}"
        )
    print_phases(estimates, warnings_only=quiet)
    gan = loop.build_gan(config, strategy)
    say(f"training on {device_in_words()}")
    lines = 0 if manner.quiet else TICKS_PER_PHASE if manner.verbose else LINES_PER_PHASE
    loop.train(
        gan,
        images,
        config.schedule,
        manner.out,
        options=config.run_options(),
        display=ProgressDisplay(lines_per_phase=lines),
        allow_data_change=manner.allow_data_change,
    )
    say(f"generator in {run.generator}, pictures in {run.samples}, curves in {run.history}")
