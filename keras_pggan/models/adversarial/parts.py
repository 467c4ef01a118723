"""What a GAN is made of and compiled with, held against what it must be."""

from __future__ import annotations

import dataclasses
from typing import Any

from keras_pggan.augmentation import NO_AUGMENTATION, Policy, named_policies
from keras_pggan.errors import InputError
from keras_pggan.losses import AdversarialLoss, AuxiliaryClassifier, WassersteinGP, named_losses
from keras_pggan.schedule import Phase
from keras_pggan.words import brief, listed, shortened

# Arguments that Keras has and a GAN has not, or has elsewhere.
OF_COMPILE = {
    "optimizer": "a GAN has two optimizers: give generator_optimizer and discriminator_optimizer",
    "loss": "the loss is a part of the GAN: give loss where it is made, or make a GAN with another",
    "loss_weights": "the loss is a part of the GAN, and has its weights as options",
    "metrics": "fit returns losses and scores by itself; pg.evaluation.evaluate measures pictures",
}
OF_COMPILE["weighted_metrics"] = OF_COMPILE["metrics"]
NO_VALIDATION = (
    "a GAN has nothing to validate; metrics_every of a run measures samples while it trains, and "
    "pg.evaluation.evaluate when it has"
)
NO_WEIGHTS = "all pictures count the same in a GAN; leave it out"
OF_FIT = {
    **dict.fromkeys(("validation_data", "validation_split"), NO_VALIDATION),
    **dict.fromkeys(("validation_steps", "validation_batch_size"), NO_VALIDATION),
    **dict.fromkeys(("class_weight", "sample_weight"), NO_WEIGHTS),
}


def without(arguments: dict[str, Any], advice: dict[str, str], call: str) -> dict[str, Any]:
    """Arguments of a call of Keras without those that a GAN does not take.

    Raises:
        InputError: one of these was given, with the advice on it.
    """
    for name, told in advice.items():
        value = arguments.get(name)
        if value is not None and not (isinstance(value, int | float) and value == 0):
            raise InputError(f"gan.{call} takes no {name}: {told}")
    return {name: value for name, value in arguments.items() if name not in advice}


def as_loss(given: Any) -> AdversarialLoss:
    """An adversarial loss, or the one of a name with its defaults; the paper's for None.

    Raises:
        InputError: it is none.
    """
    if given is None or isinstance(given, AdversarialLoss):
        return given or WassersteinGP()
    known = named_losses()
    if isinstance(given, str) and given in known:
        return known[given]()
    raise InputError(
        "loss must be an adversarial loss, such as pg.losses.WassersteinGP(), or the name of one "
        f"({', '.join(sorted(known))}), got {brief(given)}"
    )


def as_classifier(given: Any) -> AuxiliaryClassifier:
    """What a conditional GAN adds to its loss; the paper's for None.

    Raises:
        InputError: it is none.
    """
    if given is None or isinstance(given, AuxiliaryClassifier):
        return given or AuxiliaryClassifier()
    raise InputError(
        f"classifier must be a pg.losses.AuxiliaryClassifier(weight), got {brief(given)}"
    )


def as_policy(given: Any) -> Policy | None:
    """A policy of augmentation, or the one of a name with its defaults; None for none.

    Raises:
        InputError: it is none.
    """
    if given in (None, NO_AUGMENTATION) or isinstance(given, Policy):
        return given if isinstance(given, Policy) else None
    known = named_policies()
    if isinstance(given, str) and given in known:
        return known[given]()
    raise InputError(
        "augment must be a policy, such as pg.augmentation.DiffAugment(), the name of one "
        f"({', '.join(sorted(known))}) or {NO_AUGMENTATION}, got {brief(given)}"
    )


def check_phase(given: Any) -> None:
    """Raises InputError for what is no phase."""
    if not isinstance(given, Phase):
        raise InputError(
            f"gan.enter takes a phase, such as pg.Schedule.paper(config)[0], got {brief(given)}"
        )


def check_networks(gan: type, generator: Any, discriminator: Any) -> None:
    """Raises InputError for networks that are not of a family, or do not belong together."""
    for name, network in (("generator", generator), ("discriminator", discriminator)):
        kind = getattr(gan, f"{name}_class")
        # Not one of a subclass: a configuration makes networks again, and knows the family alone.
        if kind is not None and type(network) is not kind:
            raise InputError(
                f"{name} must be a {kind.__name__}, got {brief(network)}; docs/own_networks.md "
                "says how own networks are plugged in"
            )
    if generator.config != discriminator.config:
        raise InputError(
            f"generator and discriminator must have one {type(generator.config).__name__}, "
            f"these differ in {listed(_differences(generator, discriminator), most=5)}"
        )
    policies = generator.dtype_policy.name, discriminator.dtype_policy.name
    if len(set(policies)) > 1:
        raise InputError(f"both networks must have one dtype policy, got {' and '.join(policies)}")


def check_latents(given: Any, latent_dim: int, label_count: int) -> None:
    """Raises InputError for arrays that are no inputs of a generator."""
    parts = list(given) if isinstance(given, tuple | list) else [given]
    shapes = [getattr(part, "shape", None) for part in parts]
    if hasattr(given, "element_spec") or hasattr(given, "__next__"):
        return  # a data set or a generator, whose batches Keras looks at
    widths = [latent_dim, label_count] if label_count else [latent_dim]
    if [shape and tuple(shape)[1:] for shape in shapes] != [(width,) for width in widths]:
        wanted = f"latents (count, {latent_dim}), such as pg.latents(16, {latent_dim})"
        if label_count:
            wanted = f"[latents (count, {latent_dim}), one-hot labels (count, {label_count})]"
        raise InputError(f"gan.predict takes {wanted}, got {brief(given)}")


def _differences(generator: Any, discriminator: Any) -> list[str]:
    """What differs between two configurations, or their classes, such as `channels (1 and 3)`."""
    one, other = generator.config, discriminator.config
    if type(one) is not type(other):
        return [f"their classes ({type(one).__name__} and {type(other).__name__})"]
    values = ((each.name, getattr(one, each.name)) for each in dataclasses.fields(one))
    pairs = ((name, value, getattr(other, name)) for name, value in values)
    return [
        f"{name} ({shortened(value, 40)} and {shortened(wanted, 40)})"
        for name, value, wanted in pairs
        if value != wanted
    ]
