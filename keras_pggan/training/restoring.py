"""What a run goes on from, and what it has lost, taken from a checkpoint."""

from __future__ import annotations

import dataclasses

from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.models.building import build_gan, family_of
from keras_pggan.runs.checkpoints import Checkpoint
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.keras_file import is_whole
from keras_pggan.runs.run_directory import RunDirectory


def load_between_phases(found: Checkpoint, gan: AdversarialGAN, config: TrainConfig) -> None:
    """Gives a GAN that is in no phase the state of a checkpoint, of fewer levels maybe.

    Levels that the checkpoint does not have keep the weights that they have.

    Args:
        found: a checkpoint between two phases.
        gan: of the configuration.
        config: of the run that the checkpoint belongs to.

    Raises:
        InputError: the checkpoint is of other networks.
    """
    if _resolution(found, config) == gan.network.resolution:
        found.load(gan)
        return
    gan.take(gan_of(found, config))


def gan_of(found: Checkpoint, config: TrainConfig) -> AdversarialGAN:
    """A GAN with the state of a checkpoint, in no phase; of as many levels as the checkpoint has.

    Args:
        found: a checkpoint; of one inside a phase, optimizers are left out.
        config: of the run that it belongs to.

    Raises:
        InputError: the checkpoint is of other networks.
    """
    network, resolution = config.network, _resolution(found, config)
    if resolution != network.resolution:
        network = family_of(config.family).smaller(network, resolution)
    gan = build_gan(dataclasses.replace(config, network=network))
    found.load(gan)
    return gan


def _resolution(found: Checkpoint, config: TrainConfig) -> int:
    """That of a checkpoint's networks; one that does not tell is from before the first change."""
    if found.resolution is not None:
        return found.resolution
    grown = [each.before for each in config.changes if each.key == "network.resolution"]
    return int(grown[0] if grown else config.network.resolution)


def restore_generator(
    run: RunDirectory, config: TrainConfig, last: Checkpoint, gan: AdversarialGAN | None = None
) -> bool:
    """Writes the generator of a complete run, if it is missing or damaged.

    Args:
        run: where it belongs.
        config: of the run.
        last: the checkpoint at the end of its last phase.
        gan: of the configuration, to be loaded with it; None builds one.

    Returns:
        whether it was, and is whole now; a run of nothing but fade-ins never has one.
    """
    completed = [phase for phase in config.schedule if not phase.fade_in]
    if not completed or is_whole(run.generator):
        return False
    gan = gan or build_gan(config)
    gan.leave()
    load_between_phases(last, gan, config)
    run.save_generator(gan.stage_of(completed[-1]))
    return True
