"""A training run: all phases of a schedule, one after the other."""

from __future__ import annotations

from pathlib import Path

import keras

from keras_pggan.data.images import Images
from keras_pggan.generation import latents
from keras_pggan.models.discriminator import GrowingDiscriminator
from keras_pggan.models.generator import GrowingGenerator
from keras_pggan.models.optimizers import paper_optimizer
from keras_pggan.models.pggan import ProgressiveGAN
from keras_pggan.schedule import Schedule
from keras_pggan.training.checks import check_run
from keras_pggan.training.config import TrainConfig
from keras_pggan.training.history import CsvTable, History, Sink, TensorBoard
from keras_pggan.training.progress import ProgressDisplay
from keras_pggan.training.run_directory import Progress, RunDirectory

SAMPLES = 64  # pictures in a grid


def train(
    gan: ProgressiveGAN,
    images: Images,
    schedule: Schedule,
    run_dir: Path | str,
    *,
    learning_rate: float = 1e-3,
) -> RunDirectory:
    """Trains through the phases of a schedule that a run has not completed yet.

    At the end of each phase the run directory gets a checkpoint, a grid of pictures and, if the
    phase was straight through, the generator. Called again with the same arguments, it continues
    after the last completed phase; an interrupted phase is trained again from its start.

    Args:
        gan: its weights are replaced by those of a checkpoint in `run_dir`, if there is one.
        images: the training set.
        schedule: the phases.
        run_dir: folder of the run, see `RunDirectory`.
        learning_rate: of both optimizers; 0.001 in the paper.

    Raises:
        InputError: pictures or phases that do not fit the networks, or a folder that holds a run
            with other options.
    """
    config = TrainConfig(
        data=images.source,
        network=gan.generator.config,
        schedule=schedule,
        seed=gan.seed,
        mirror=gan.mirror,
        averaging=gan.averaging,
        learning_rate=learning_rate,
    )
    check_run(config, images)
    run = RunDirectory(run_dir)
    run.start(config)
    run.restore(gan)
    done = run.latest()
    sinks: list[Sink] = [CsvTable(run.history, done.images_seen), TensorBoard(run.logs)]
    display = ProgressDisplay()
    for index in range(done.phases_completed, len(schedule)):
        phase, before = schedule[index], schedule.images_before(index)
        gan.enter(phase)
        gan.compile(paper_optimizer(learning_rate), paper_optimizer(learning_rate))
        with display.phase(index, len(schedule), phase) as shown:
            gan.fit(
                images.dataset(phase, seed=gan.seed, start=before),
                callbacks=[shown, History(phase, before, [*sinks, shown])],
                verbose=0,
            )
        _finish_phase(gan, run, Progress(index + 1, schedule.images_before(index + 1)))
    return run


def build_gan(config: TrainConfig) -> ProgressiveGAN:
    """New networks, their weights drawn from the seed, in the GAN that the options ask for."""
    keras.utils.set_random_seed(config.seed)
    return ProgressiveGAN(
        GrowingGenerator(config.network),
        GrowingDiscriminator(config.network),
        averaging=config.averaging,
        mirror=config.mirror,
        seed=config.seed,
    )


def _finish_phase(gan: ProgressiveGAN, run: RunDirectory, progress: Progress) -> None:
    stage = gan.stage
    if not stage.phase.fade_in:
        run.save_generator(gan, stage.phase.level)
    drawn = latents(SAMPLES, gan.generator.config.latent_dim, seed=gan.seed)
    pictures = keras.ops.convert_to_numpy(stage.averaged_generator(drawn, training=False))
    run.save_samples(f"{progress.images_seen:012d}-{stage.phase.name}", pictures)
    # Last, so that a run that was cut off here does its phase's files again.
    run.save_checkpoint(gan, progress)
