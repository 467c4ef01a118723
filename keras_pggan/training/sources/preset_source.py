"""A preset as the source of a run."""

from __future__ import annotations

from pathlib import Path

from keras_pggan.errors import InputError
from keras_pggan.models.adversarial.gan_config import GanConfig
from keras_pggan.models.building import build_gan
from keras_pggan.training.sources.gan_source import GanSource
from keras_pggan.training.sources.generator_source import GeneratorSource
from keras_pggan.training.sources.source import Source
from keras_pggan.zoo.artefact import read_artefact
from keras_pggan.zoo.reading import network_of


def source_of_preset(named: str, folder: Path) -> Source:
    """What a preset folder holds: a GAN whose generator is the averaged one, or that alone.

    Args:
        named: what a user called it.
        folder: where it is.

    Raises:
        InputError: it is damaged, of a family that is not known here, or without a generator.
    """
    artefact = read_artefact(folder)
    if artefact.generator is None:
        raise InputError(f"{named}: this preset has no generator, which --from needs")
    generator = network_of(artefact, artefact.generator)
    if artefact.discriminator is None:
        return GeneratorSource(named, generator)
    gan = build_gan(GanConfig(family=artefact.family, network=generator.config))
    for network in (gan.generator, gan.averaged_generator):
        network.set_weights(generator.get_weights())
    discriminator = network_of(artefact, artefact.discriminator)
    gan.discriminator.set_weights(discriminator.get_weights())
    return GanSource(named, gan, artefact.about.images_seen or None)
