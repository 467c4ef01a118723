"""A GAN as Keras saves it."""

from __future__ import annotations

from typing import Any

import keras

from keras_pggan.models.adversarial.optimizers import optimizer_from

PARTS = ("generator", "discriminator", "loss", "classifier", "augment")
OPTIMIZERS = ("generator_optimizer", "discriminator_optimizer")


class Configured:
    """The configuration that Keras keeps with a model; a part of `AdversarialGAN`."""

    name: str
    generator: Any
    discriminator: Any
    adversarial_loss: Any
    classifier: Any
    augment: Any
    averaging: float
    mirror: bool
    seed: int
    _tables: dict[str, dict | None]

    @property
    def optimizer_tables(self) -> dict[str, dict | None]:
        """The optimizers that were given, as plain values; None where the paper's is taken."""
        return {name: table and dict(table) for name, table in self._tables.items()}

    def get_config(self) -> dict[str, Any]:
        """What `from_config` makes the same GAN of."""
        serialize = keras.saving.serialize_keras_object
        networks = self.generator, self.discriminator
        made = (*networks, self.adversarial_loss, self.classifier, self.augment)
        return {
            **{name: serialize(part) for name, part in zip(PARTS, made, strict=True)},
            "averaging": self.averaging,
            "mirror": self.mirror,
            "seed": self.seed,
            "name": self.name,
            **self.optimizer_tables,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """The inverse of `get_config`; a model that was saved earlier may lack parts."""
        deserialize = keras.saving.deserialize_keras_object
        objects = {name: deserialize(config[name]) for name in PARTS if config.get(name)}
        optimizers = {name: optimizer_from(config[name]) for name in OPTIMIZERS if config.get(name)}
        return cls(**{**config, **objects, **optimizers})
