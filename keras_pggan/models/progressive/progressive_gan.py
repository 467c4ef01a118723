"""The GAN that grows, level by level."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.models.adversarial.stage import Stage
from keras_pggan.models.progressive.blending import blended
from keras_pggan.models.progressive.fusing import with_chosen_levels
from keras_pggan.models.progressive.growing_discriminator import GrowingDiscriminator
from keras_pggan.models.progressive.growing_generator import GrowingGenerator
from keras_pggan.models.progressive.network_config import NetworkConfig
from keras_pggan.models.progressive.parameters import (
    discriminator_parameters,
    generator_parameters,
)
from keras_pggan.schedule import Phase
from keras_pggan.sizes import growth_to, largest_resolution


@keras.saving.register_keras_serializable(package="keras_pggan")
class ProgressiveGAN(AdversarialGAN):
    """Trains a growing generator and discriminator with `fit`, phase by phase.

    A phase either fades a level in, or trains it straight through. In a fade-in, both networks and
    the reals are cross-fades between the level below and the level, by `alpha`, which rises from 0
    to 1 with the images seen.

    Takes what `AdversarialGAN` takes; `generator` and `discriminator` are a `GrowingGenerator` and
    a `GrowingDiscriminator` of one `NetworkConfig`.

    Source: Karras et al. 2018 (arXiv 1710.10196), section 2 and appendix A.
    """

    family = "progressive"
    moves = "alpha"
    moves_told = "How far a new resolution has faded in."
    network_class = NetworkConfig
    generator_class = GrowingGenerator
    discriminator_class = GrowingDiscriminator

    def stage_of(self, phase: Phase) -> Stage:
        kind = "fade_in" if phase.fade_in else "straight_through"
        trained, averaged, scoring = (
            getattr(network, kind)(phase.level)
            for network in (self.generator, self.averaged_generator, self.discriminator)
        )
        return Stage(phase, trained, averaged, scoring)

    def moved_at(self, phase: Phase, images_seen):
        """Alpha, as `schedule.alpha_at` has it."""
        if not phase.fade_images:
            return ops.ones((), dtype="float32")
        return ops.minimum(images_seen / phase.fade_images, 1.0)

    def move(self, moved) -> None:
        for network in (self.generator, self.discriminator, self.averaged_generator):
            network.alpha.assign(moved)

    @staticmethod
    def network_for(size, said, *, most=None):
        """The base that grows to pictures that are no squares, where there is one, too."""
        found: dict[str, Any] = {}
        height, width = size
        if height != width and "base_shape" not in said and (growth := growth_to(height, width)):
            found["base_shape"] = growth.base
        if "resolution" not in said:
            match {"base_shape": NetworkConfig.base_shape, **said, **found}["base_shape"]:
                case (int(base), int(_)) if base > 0:
                    found["resolution"] = largest_resolution(base, min(height, most or height))
        return found

    @staticmethod
    def with_chosen_computation(network, like=None):
        """Convolution and resampling are fused at the levels where that is faster here."""
        return with_chosen_levels(network, like if isinstance(like, NetworkConfig) else None)

    @staticmethod
    def parameters_of(network):
        return generator_parameters(network), discriminator_parameters(network)

    @staticmethod
    def smaller(network, resolution):
        return network.up_to(resolution)

    def take_levels(self, other):
        for name in ("generator", "discriminator", "averaged_generator"):
            getattr(self, name).take_levels(getattr(other, name))

    def freeze(self, levels):
        self.discriminator.freeze(levels)

    def seen(self, images, moved, *, real: bool):
        """Reals are blended with their half resolution as a fade-in blends the fakes."""
        return blended(images, moved) if real and self.stage.phase.fade_in else images
