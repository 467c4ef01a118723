"""A GAN as Keras saves it."""

from __future__ import annotations

from typing import Any

import keras

from keras_pggan.models.adversarial.gan_options import GanOptions
from keras_pggan.models.adversarial.optimizers import optimizer_from
from keras_pggan.moving import in_file

PARTS = ("generator", "discriminator", "loss", "classifier", "augment")
PLAIN = ("averaging", "averaging_half_life", "averaging_ramp", "beta_2", "mirror", "seed")
OPTIMIZERS = ("generator_optimizer", "discriminator_optimizer")


class Configured:
    """The configuration that Keras keeps with a model; a part of `AdversarialGAN`."""

    name: str
    generator: Any
    discriminator: Any
    adversarial_loss: Any
    classifier: Any
    augment: Any
    _tables: dict[str, dict | None]

    def _set_plain(self, *values: Any) -> None:
        """Takes the options that are `PLAIN`, in their order.

        Raises:
            InputError: a value of another type, or out of its range.
        """
        given: dict[str, Any] = dict(zip(PLAIN, values, strict=True))
        checked = GanOptions(**given)
        for name in PLAIN:
            setattr(self, name, getattr(checked, name))

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
            **{name: in_file(getattr(self, name)) for name in PLAIN},
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
