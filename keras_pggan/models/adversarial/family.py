"""What a family of networks says of its training, and what a step asks of a GAN."""

from __future__ import annotations

import dataclasses
from typing import Any

from keras_pggan.errors import InputError
from keras_pggan.losses import AdversarialLoss, AuxiliaryClassifier
from keras_pggan.models.adversarial.network_shape import NetworkShape
from keras_pggan.models.adversarial.stage import Stage
from keras_pggan.schedule import Phase
from keras_pggan.words import listed, shortened


class Family:
    """What differs between families: a subclass of `AdversarialGAN` names its classes and has
    `stage_of`, `moved_at` and `move`, and where it needs them `seen` and `with_chosen_computation`.

    Networks are made by `generator_class(network, name=..., dtype=...)`, have the `network` as
    their `config`, and are Keras models that hold all weights of all phases.
    """

    family = ""  # how configurations and TOML files call it
    moves = ""  # what the schedule moves, such as alpha: a metric, and a column of the history
    moves_told = ""  # what that is, in a sentence
    network_class: Any = None  # a frozen dataclass of plain values, a `NetworkShape`
    generator_class: Any = None
    discriminator_class: Any = None

    # What every GAN has.
    generator: Any
    discriminator: Any
    averaged_generator: Any
    adversarial_loss: AdversarialLoss
    classifier: AuxiliaryClassifier
    averaging: float
    mirror: bool
    seed: int
    random: Any
    images_seen: Any
    loss_state: dict[str, Any]
    generator_optimizer: Any
    discriminator_optimizer: Any
    distribute_strategy: Any
    stage: Any

    def stage_of(self, phase: Phase) -> Stage:
        """The models of a phase, which share the weights of the networks."""
        raise NotImplementedError

    def moved_at(self, phase: Phase, images_seen):
        """What the schedule moves, after so many images of a phase: arithmetic of `keras.ops`."""
        raise NotImplementedError

    def move(self, moved) -> None:
        """Sets the weights that the schedule moves."""
        raise NotImplementedError

    def seen(self, images, moved, *, real: bool):
        """What the discriminator is shown of reals or fakes; by default, them.

        Args:
            images: pictures of the phase's size, floats meant for [-1, 1].
            moved: what `moved_at` gave.
            real: whether they are reals.
        """
        del moved, real
        return images

    @staticmethod
    def with_chosen_computation(network: Any, like: NetworkShape | None = None) -> Any:
        """The same networks, with the form of computing chosen where it was left open.

        Args:
            network: their configuration.
            like: that of the networks that a run was started with; None for what suits this
                machine.
        """
        del like
        return network

    def choose_computation(self, like: NetworkShape | None = None) -> None:
        """Takes that form, by `compute_as` of the networks; what they compute stays the same."""
        chosen = self.with_chosen_computation(self.network, like)
        if chosen != self.network:
            for network in (self.generator, self.discriminator, self.averaged_generator):
                network.compute_as(chosen)

    @property
    def network(self) -> Any:
        """The configuration of the networks, a `NetworkShape`."""
        return self.generator.config

    @property
    def metric_names(self) -> tuple[str, ...]:
        """Of what `fit` returns: losses (the discriminator's with penalties and classes), lengths
        of the gradients that the loss penalizes, scores, and what the schedule moves."""
        norms = self.adversarial_loss.norms
        losses = ("discriminator_loss", "generator_loss")
        return (*losses, *norms, "real_score", "fake_score", self.moves)

    def metrics_without_value(self, steps: range) -> list[str]:
        """Metrics that none of some steps of a phase computed: penalties that were not due."""
        return [
            name
            for name, penalty in self.adversarial_loss.norms.items()
            if not any(step % penalty.every == 0 for step in steps)
        ]


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


def check_pair(generator: Any, discriminator: Any) -> None:
    """Raises InputError for networks that do not belong together."""
    if generator.config != discriminator.config:
        raise InputError(
            f"generator and discriminator must have one {type(generator.config).__name__}, "
            f"these differ in {listed(_differences(generator, discriminator), most=5)}"
        )
    policies = generator.dtype_policy.name, discriminator.dtype_policy.name
    if len(set(policies)) > 1:
        raise InputError(f"both networks must have one dtype policy, got {' and '.join(policies)}")
