"""All phases of a schedule, one after the other."""

from __future__ import annotations

import functools
import signal
from typing import Any

from keras_pggan.data.images import Images
from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.runs.checkpoints import Checkpoint, Checkpoints, Position
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.run_directory import RunDirectory
from keras_pggan.schedule import Phase, Schedule
from keras_pggan.training.callbacks.finite import check_finite
from keras_pggan.training.callbacks.progress import ProgressDisplay
from keras_pggan.training.callbacks.watchers import Watchers, first_samples
from keras_pggan.training.distribution.workers import Workers
from keras_pggan.training.execution import enter, set_rates
from keras_pggan.training.interrupts import StoppedError, stop_requests
from keras_pggan.training.restoring import load_between_phases
from keras_pggan.training.sources.source import Source


def train_phases(
    gan: AdversarialGAN,
    config: TrainConfig,
    images: Images,
    run: RunDirectory,
    display: ProgressDisplay,
    source: Source | None = None,
) -> None:
    """Trains through all that a run still lacks, and keeps what that leaves.

    Args:
        gan: of the configuration; its state is replaced by that of a checkpoint, if there is one.
        config: of the run, checked.
        images: the training set.
        run: its folder, which may hold a run of this configuration.
        display: what is printed meanwhile.
        source: gives the GAN its first weights, where there is no checkpoint; None leaves those
            that it has.

    Raises:
        StoppedError: a signal asked to stop; a checkpoint was saved.
    """
    schedule, options = config.schedule, config.run_options()
    workers = Workers(gan.distribute_strategy)
    checkpoints = Checkpoints(
        run.checkpoints, options.checkpoints_kept, writes=run.writes, config=config
    )
    gan.freeze(config.frozen_levels)
    workers.on_chief(lambda: run.start(config))
    found = _found(checkpoints, workers)
    gan.leave()
    if source and not found:
        source.give(gan)
        first_samples(gan, run, schedule[0])
    position = _restore(gan, config, checkpoints, found)
    watchers = Watchers(gan, run, images, position, config, display)
    for index in range(position.phases_completed, len(schedule)):
        start = Position(index, 0, schedule.images_before(index))
        if position.phase_images and index == position.phases_completed:
            start = position
        _train_phase(gan, schedule, start, checkpoints, watchers)


def _found(checkpoints: Checkpoints, workers: Workers) -> Checkpoint | None:
    """The last checkpoint, which all workers must see."""
    found = checkpoints.latest()
    workers.check_agreement(
        found.position.images_seen if found else 0,
        f"{checkpoints.folder}: the workers do not see the same checkpoints here; the run's folder "
        "must be one that all of them share",
    )
    return found


def _restore(
    gan: AdversarialGAN, config: TrainConfig, checkpoints: Checkpoints, found: Checkpoint | None
) -> Position:
    """Where to go on; gives the GAN the state of a checkpoint between phases."""
    if found is None:
        # So that a GAN whose first phase is interrupted can start it again from the same state.
        return checkpoints.save(gan, Position()).position
    if not found.position.phase_images:
        load_between_phases(found, gan, config)
    return found.position


def _train_phase(
    gan: AdversarialGAN,
    schedule: Schedule,
    start: Position,
    checkpoints: Checkpoints,
    watchers: Watchers,
) -> None:
    """Trains a phase, or the rest of it, and keeps what it leaves."""
    workers = Workers(gan.distribute_strategy)
    index = start.phases_completed
    phase, before = schedule[index], schedule.images_before(index)
    enter(gan, phase, before=before, total=schedule.total_images)
    if start.phase_images:
        checkpoints.load(gan, start)
        set_rates(gan)  # the phase may have got others
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


def _data(gan: AdversarialGAN, images: Images, phase: Phase, *, before: int, done: int) -> Any:
    """What `fit` is given: the batches of a phase after `before` images and `done` steps of it."""
    workers = Workers(gan.distribute_strategy)
    # May take long, and so before signals are held back. The chief first: shards keep what it made.
    prepare = functools.partial(images.at_size, phase.height, phase.width)
    workers.on_chief(prepare)
    prepare()
    labels = gan.network.label_count > 0
    return workers.share(
        functools.partial(
            images.dataset, phase, seed=gan.seed, start=before, done=done, labels=labels
        )
    )
