"""A GAN as plain values."""

from __future__ import annotations

import dataclasses
from typing import Any

from keras_pggan.errors import InputError
from keras_pggan.losses import AdversarialLoss, AuxiliaryClassifier, WassersteinGP
from keras_pggan.models.adversarial.adversarial_gan import OPTIMIZERS, AdversarialGAN
from keras_pggan.models.adversarial.optimizers import optimizer_from, optimizer_table
from keras_pggan.models.adversarial.precision import check_precision, precision_of

LARGEST_SEED = 2**32 - 1  # what numpy, and with it Keras, takes
PAPER_LOSS, PAPER_CLASSIFIER = WassersteinGP(), AuxiliaryClassifier()


@dataclasses.dataclass(frozen=True, kw_only=True)
class GanConfig:
    """What `build_gan` makes a GAN of; `GanConfig.of` is its inverse.

    Args:
        family: of the networks, see `models.building.families`.
        network: shape of the networks.
        seed: of initial weights, latents, mirroring and the order of the pictures.
        mirror: whether pictures are mirrored with probability one half.
        averaging: decay of the generator's moving average; 0 turns averaging off.
        loss: the adversarial loss.
        classifier: what a conditional GAN adds to it.
        precision: of the networks' arithmetic, see `adversarial.precision`.
        generator_optimizer, discriminator_optimizer: as `optimizer_table` has them; None for the
            paper's, with the learning rates of the phases.

    Raises:
        InputError: a value out of range, or an optimizer that cannot be made.
    """

    family: str = "progressive"
    network: Any
    seed: int = 0
    mirror: bool = False
    averaging: float = 0.999
    loss: AdversarialLoss = PAPER_LOSS
    classifier: AuxiliaryClassifier = PAPER_CLASSIFIER
    precision: str = "float32"
    generator_optimizer: dict | None = None
    discriminator_optimizer: dict | None = None

    def __post_init__(self):
        if not 0.0 <= self.averaging < 1.0:
            raise InputError(f"averaging must be from 0 to below 1, got {self.averaging}")
        if not 0 <= self.seed <= LARGEST_SEED:
            raise InputError(f"seed must be 0 to {LARGEST_SEED}, got {self.seed}")
        check_precision(self.precision)
        for name in OPTIMIZERS:
            if table := getattr(self, name):  # complete, and with numbers as the optimizer has them
                object.__setattr__(self, name, optimizer_table(optimizer_from(table)))

    @staticmethod
    def values_of(gan: AdversarialGAN) -> dict[str, Any]:
        """The fields, as a GAN has them."""
        return {
            "family": gan.family,
            "network": gan.network,
            "seed": gan.seed,
            "mirror": gan.mirror,
            "averaging": gan.averaging,
            "loss": gan.adversarial_loss,
            "classifier": gan.classifier,
            "precision": precision_of(gan.generator.dtype_policy.name),
            **gan.optimizer_tables,
        }
