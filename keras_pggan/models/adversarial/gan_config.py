"""A GAN as plain values."""

from __future__ import annotations

import dataclasses
from typing import Any

from keras_pggan.augmentation import Policy
from keras_pggan.errors import InputError
from keras_pggan.losses import AdversarialLoss, AuxiliaryClassifier, WassersteinGP
from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.models.adversarial.configured import OPTIMIZERS, PLAIN
from keras_pggan.models.adversarial.gan_options import GanOptions
from keras_pggan.models.adversarial.optimizers import optimizer_from, optimizer_table
from keras_pggan.models.adversarial.precision import precision_of
from keras_pggan.options import described, option

PAPER_LOSS, PAPER_CLASSIFIER = WassersteinGP(), AuxiliaryClassifier()


@described
@dataclasses.dataclass(frozen=True, kw_only=True)
class GanConfig(GanOptions):
    """What `build_gan` makes a GAN of; `GanConfig.values_of` is its inverse.

    Args:
        network: shape of the networks.

    Raises:
        InputError: a value out of range, or an optimizer that cannot be made.
    """

    network: Any
    loss: AdversarialLoss = PAPER_LOSS
    augment: Policy | None = None
    classifier: AuxiliaryClassifier = option(
        PAPER_CLASSIFIER, "What a conditional GAN adds to the loss.", command=False
    )
    generator_optimizer: dict | None = option(
        None,
        "The generator's optimizer: `class_name` and its options, as Keras has them.",
        default="the paper's, with the learning rates of the phases",
        command=False,
    )
    discriminator_optimizer: dict | None = option(
        None, "The discriminator's, likewise.", default="the paper's", command=False
    )

    def __post_init__(self):
        super().__post_init__()
        for name in OPTIMIZERS:
            if table := getattr(self, name):  # complete, and with numbers as the optimizer has them
                try:
                    table = optimizer_table(optimizer_from(table))
                except InputError as error:
                    raise InputError(f"[{name}]: {error}") from error
                object.__setattr__(self, name, table)

    @staticmethod
    def values_of(gan: AdversarialGAN) -> dict[str, Any]:
        """The fields, as a GAN has them."""
        return {
            "family": gan.family,
            "network": gan.network,
            **{name: getattr(gan, name) for name in PLAIN},
            "loss": gan.adversarial_loss,
            "classifier": gan.classifier,
            "augment": gan.augment,
            "precision": precision_of(gan.generator.dtype_policy.name),
            **gan.optimizer_tables,
        }
