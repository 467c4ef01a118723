"""A configuration becomes a GAN, whichever family its networks are of."""

from __future__ import annotations

import keras
import tensorflow as tf

import keras_pggan.models.blur.blur_gan
import keras_pggan.models.progressive.progressive_gan  # noqa: F401  (define the families)
from keras_pggan.errors import InputError
from keras_pggan.keras_settings import known_settings
from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.models.adversarial.configured import OPTIMIZERS, PLAIN
from keras_pggan.models.adversarial.gan_config import GanConfig
from keras_pggan.models.adversarial.optimizers import optimizer_from
from keras_pggan.models.adversarial.precision import policy_of
from keras_pggan.registry import named_subclasses
from keras_pggan.words import shortened


def families() -> dict[str, type[AdversarialGAN]]:
    """All families of networks that were defined, by name, those of users too.

    >>> families()["progressive"].moves
    'alpha'
    """
    return named_subclasses(AdversarialGAN, "family")


def family_of(name: object) -> type[AdversarialGAN]:
    """The family of a name.

    Raises:
        InputError: there is none.
    """
    known = families()
    if not isinstance(name, str) or name not in known:
        raise InputError(
            f"family must be one of {', '.join(sorted(known))}, got {shortened(name)}; one of your "
            "own needs --import, with the module that defines it"
        )
    return known[name]


def build_gan(config: GanConfig, strategy: tf.distribute.Strategy | None = None) -> AdversarialGAN:
    """New networks, their weights drawn from the seed, in the GAN that a configuration asks for.

    Under a strategy, such as `choose_strategy` gives, its weights lie on all devices of it.
    """
    family, policy = family_of(config.family), policy_of(config.precision)
    tables = {name: getattr(config, name) for name in OPTIMIZERS}
    optimizers = {name: table and optimizer_from(table) for name, table in tables.items()}
    keras.utils.set_random_seed(config.seed)
    with known_settings(), (strategy or tf.distribute.get_strategy()).scope():
        return family(
            family.generator_class(config.network, dtype=policy),
            family.discriminator_class(config.network, dtype=policy),
            loss=config.loss,
            classifier=config.classifier,
            augment=config.augment,
            **{name: getattr(config, name) for name in PLAIN},
            **optimizers,
        )
