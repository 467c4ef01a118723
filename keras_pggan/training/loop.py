"""A training run: all phases of a schedule, one after the other."""

from __future__ import annotations

import functools
import signal
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from keras_pggan.data.images import Images
from keras_pggan.models.adversarial.precision import policy_of
from keras_pggan.models.progressive.growing_discriminator import GrowingDiscriminator
from keras_pggan.models.progressive.growing_generator import GrowingGenerator
from keras_pggan.models.progressive.progressive_gan import ProgressiveGAN
from keras_pggan.runs.checkpoints import Checkpoints, Position
from keras_pggan.runs.config import RunOptions, TrainConfig
from keras_pggan.runs.run_directory import RunDirectory
from keras_pggan.schedule import Phase, Schedule
from keras_pggan.training.callbacks.finite import check_finite
from keras_pggan.training.callbacks.progress import ProgressDisplay
from keras_pggan.training.callbacks.watchers import Watchers
from keras_pggan.training.checks import check_run
from keras_pggan.training.distribution.workers import Workers
from keras_pggan.training.execution import enter
from keras_pggan.training.interrupts import StoppedError, stop_requests


def train(
    gan: ProgressiveGAN,
    images: Images,
    schedule: Schedule,
    run_dir: Path | str,
    *,
    options: RunOptions | None = None,
    display: ProgressDisplay | None = None,
    allow_data_change: bool = False,
) -> RunDirectory:
    """Trains through all that a run still lacks of a schedule.

    At the end of each phase the run directory gets a checkpoint, a grid of pictures and, if the
    phase was straight through, the generator; more checkpoints are written on the way. Called
    again with the same arguments, it continues from the last checkpoint, and ends with the
    weights that an uninterrupted run has: to the last bit on a CPU with one thread, where sums
    have one order, and but for rounding otherwise. Ctrl-C and SIGTERM save a checkpoint first.

    Args:
        gan: its state is replaced by that of a checkpoint in `run_dir`, if there is one.
        images: the training set.
        schedule: the phases.
        run_dir: folder of the run, see `RunDirectory`. Workers of one run must share it.
        options: how checkpoints are kept; those of `RunOptions()` by default.
        display: what is printed meanwhile; `ProgressDisplay()` by default.
        allow_data_change: whether a run may go on with other pictures than it was started with.

    Raises:
        InputError: pictures or phases that do not fit the networks, or a folder that holds a run
            with other options or other pictures.
        StoppedError: a signal asked to stop; a checkpoint was saved.
    """
    options = options or RunOptions()
    config = TrainConfig.of(gan, images, schedule, options)
    workers = Workers(gan.distribute_strategy)
    check_run(config, images, replicas=gan.distribute_strategy.num_replicas_in_sync)
    run = RunDirectory(run_dir, writes=workers.is_chief)
    checkpoints = Checkpoints(
        run.checkpoints, keep=options.checkpoints_kept, writes=workers.is_chief
    )
    with workers.together():
        workers.check_agreement(
            config.digest, "the workers were given different options or different pictures"
        )
        workers.on_chief(lambda: run.start(config, allow_data_change=allow_data_change))
        position = _restore(gan, checkpoints, workers)
        watchers = Watchers(run, images, position, options, display or ProgressDisplay())
        for index in range(position.phases_completed, len(schedule)):
            start = Position(index, 0, schedule.images_before(index))
            if position.phase_images and index == position.phases_completed:
                start = position
            _train_phase(gan, schedule, start, checkpoints, watchers)
    return run


def _restore(gan: ProgressiveGAN, checkpoints: Checkpoints, workers: Workers) -> Position:
    """Where to go on; gives the GAN the state of a checkpoint between phases."""
    found = checkpoints.latest()
    position = found.position if found else Position()
    workers.check_agreement(
        position.images_seen,
        f"{checkpoints.folder}: the workers do not see the same checkpoints here; the run's folder "
        "must be one that all of them share",
    )
    gan.leave()
    if found is None:
        # So that a GAN whose first phase is interrupted can start it again from the same state.
        checkpoints.save(gan, position)
    elif not position.phase_images:
        found.load(gan)
    return position


def _train_phase(
    gan: ProgressiveGAN,
    schedule: Schedule,
    start: Position,
    checkpoints: Checkpoints,
    watchers: Watchers,
) -> None:
    """Trains a phase, or the rest of it, and keeps what it leaves."""
    workers = Workers(gan.distribute_strategy)
    index = start.phases_completed
    phase, before = schedule[index], schedule.images_before(index)
    enter(gan, phase)
    if start.phase_images:
        checkpoints.load(gan, start)
    done = start.phase_images // phase.batch_size
    data = _data(gan, watchers.images, phase, before=before, done=done)
    end = Position(index + 1, 0, before + phase.images_shown)
    with stop_requests() as stop:
        asked = workers.agreed(stop.asked)
        with watchers.callbacks(schedule, start, checkpoints, asked) as callbacks:
            try:
                gan.fit(data, steps_per_epoch=phase.steps - done, callbacks=callbacks, verbose=0)
            except StoppedError:
                workers.any(False)  # none ends, and ends the others, before the chief has saved
                raise
            check_finite(gan, checkpoints.last_good())
            watchers.results(gan, end.images_seen)
        gan.leave()
        # After the results, so that a run that was cut off between them makes them again.
        checkpoints.save(gan, end)
    if workers.any(stop.number is not None):
        raise StoppedError(stop.number or signal.SIGTERM)


def _data(gan: ProgressiveGAN, images: Images, phase: Phase, *, before: int, done: int) -> Any:
    """What `fit` is given: the batches of a phase after `before` images and `done` steps of it."""
    workers = Workers(gan.distribute_strategy)
    # May take long, and so before signals are held back. The chief first: shards keep what it made.
    prepare = functools.partial(images.at_size, phase.height, phase.width)
    workers.on_chief(prepare)
    prepare()
    labels = gan.generator.config.label_count > 0
    return workers.share(
        functools.partial(
            images.dataset, phase, seed=gan.seed, start=before, done=done, labels=labels
        )
    )


def build_gan(
    config: TrainConfig, strategy: tf.distribute.Strategy | None = None
) -> ProgressiveGAN:
    """New networks, their weights drawn from the seed, in the GAN that the options ask for.

    Under a strategy, such as `choose_strategy` gives, its weights lie on all devices of it.
    """
    keras.utils.set_random_seed(config.seed)
    policy = policy_of(config.precision)
    with (strategy or tf.distribute.get_strategy()).scope():
        return ProgressiveGAN(
            GrowingGenerator(config.network, dtype=policy),
            GrowingDiscriminator(config.network, dtype=policy),
            loss=config.loss,
            averaging=config.averaging,
            mirror=config.mirror,
            seed=config.seed,
        )
