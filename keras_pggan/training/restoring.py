"""What a complete run has lost, made again of its last checkpoint."""

from __future__ import annotations

from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.models.building import build_gan
from keras_pggan.runs.checkpoints import Checkpoint
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.run_directory import RunDirectory


def restore_generator(
    run: RunDirectory, config: TrainConfig, last: Checkpoint, gan: AdversarialGAN | None = None
) -> bool:
    """Writes the generator of a complete run, if it is missing.

    Args:
        run: where it belongs.
        config: of the run.
        last: the checkpoint at the end of its last phase.
        gan: of the configuration, to be loaded with it; None builds one.

    Returns:
        whether it was missing, and is there now; a run of nothing but fade-ins never has one.
    """
    completed = [phase for phase in config.schedule if not phase.fade_in]
    if run.generator.is_file() or not completed:
        return False
    gan = gan or build_gan(config)
    gan.leave()
    last.load(gan)
    run.save_generator(gan.stage_of(completed[-1]))
    return True
