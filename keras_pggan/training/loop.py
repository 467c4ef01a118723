"""A training run: all phases of a schedule, one after the other."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from keras_pggan.data.images import Images
from keras_pggan.generation import latents
from keras_pggan.models.discriminator import GrowingDiscriminator
from keras_pggan.models.generator import GrowingGenerator
from keras_pggan.models.optimizers import paper_optimizer
from keras_pggan.models.pggan import ProgressiveGAN
from keras_pggan.schedule import Schedule
from keras_pggan.training.checkpoints import Checkpoints, Position
from keras_pggan.training.checks import check_run
from keras_pggan.training.config import RunOptions, TrainConfig
from keras_pggan.training.history import CsvTable, History, Sink, TensorBoard
from keras_pggan.training.interrupts import StoppedError, stop_requests
from keras_pggan.training.progress import ProgressDisplay
from keras_pggan.training.run_directory import RunDirectory
from keras_pggan.training.saving import SaveCheckpoints

SAMPLES = 64  # pictures in a grid


def train(
    gan: ProgressiveGAN,
    images: Images,
    schedule: Schedule,
    run_dir: Path | str,
    *,
    options: RunOptions | None = None,
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
        run_dir: folder of the run, see `RunDirectory`.
        options: learning rate and checkpoints; those of `RunOptions()` by default.

    Raises:
        InputError: pictures or phases that do not fit the networks, or a folder that holds a run
            with other options or other pictures.
        StoppedError: a signal asked to stop; a checkpoint was saved.
    """
    options = options or RunOptions()
    config = TrainConfig.of(gan, images, schedule, options)
    replicas = gan.distribute_strategy.num_replicas_in_sync
    check_run(config, images, replicas=replicas)
    run = RunDirectory(run_dir)
    run.start(config)
    checkpoints = Checkpoints(run.checkpoints, keep=options.checkpoints_kept)
    found = checkpoints.latest()
    gan.leave()
    if found is None:
        # So that a GAN whose first phase is interrupted can start it again from the same state.
        found = checkpoints.save(gan, Position())
    position = found.position
    if not position.phase_images:
        found.load(gan)
    sinks: list[Sink] = [CsvTable(run.history, position.images_seen), TensorBoard(run.logs)]
    display = ProgressDisplay()
    for index in range(position.phases_completed, len(schedule)):
        phase, before = schedule[index], schedule.images_before(index)
        with gan.distribute_strategy.scope():
            gan.enter(phase)
            gan.compile(*(paper_optimizer(options.learning_rate) for _ in range(2)))
        start = Position(index, 0, before)
        if position.phase_images and index == position.phases_completed:
            found.load(gan)
            start = position
        done = start.phase_images // phase.batch_size
        with (
            display.phase(index, len(schedule), phase, done=done) as shown,
            stop_requests() as stop,
        ):
            history = History(phase, before, [*sinks, shown], done=done)
            saving = SaveCheckpoints(checkpoints, start, options, stop)
            gan.fit(
                images.dataset(phase, seed=gan.seed, start=before, done=done, replicas=replicas),
                callbacks=[shown, history, saving],
                verbose=0,
            )
            _write_results(gan, run, before + phase.images_shown)
            gan.leave()
            # After the results, so that a run that was cut off between them makes them again.
            checkpoints.save(gan, Position(index + 1, 0, before + phase.images_shown))
        if stop.number is not None:
            raise StoppedError(stop.number)
    return run


def build_gan(
    config: TrainConfig, strategy: tf.distribute.Strategy | None = None
) -> ProgressiveGAN:
    """New networks, their weights drawn from the seed, in the GAN that the options ask for.

    Under a strategy, such as `choose_strategy` gives, its weights lie on all devices of it.
    """
    keras.utils.set_random_seed(config.seed)
    with (strategy or tf.distribute.get_strategy()).scope():
        return ProgressiveGAN(
            GrowingGenerator(config.network),
            GrowingDiscriminator(config.network),
            averaging=config.averaging,
            mirror=config.mirror,
            seed=config.seed,
        )


def _write_results(gan: ProgressiveGAN, run: RunDirectory, images_seen: int) -> None:
    stage = gan.stage
    drawn = latents(SAMPLES, gan.generator.config.latent_dim, seed=gan.seed)
    # In batches of the size of training, for which there is memory; all at once may take more.
    size = max(1, stage.phase.batch_size // gan.distribute_strategy.num_replicas_in_sync)
    pictures = np.concatenate(
        [
            keras.ops.convert_to_numpy(
                stage.averaged_generator(drawn[first : first + size], training=False)
            )
            for first in range(0, SAMPLES, size)
        ]
    )
    run.save_samples(f"{images_seen:012d}-{stage.phase.name}", pictures)  # refuses NaN
    if not stage.phase.fade_in:
        run.save_generator(gan, stage.phase.level)
