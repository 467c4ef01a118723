"""What a family of networks says of its training, and what a step asks of a GAN."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from keras import ops

from keras_pggan.augmentation import Policy
from keras_pggan.errors import InputError
from keras_pggan.layers.conditional_latents import with_classes
from keras_pggan.losses import AdversarialLoss, AuxiliaryClassifier
from keras_pggan.models.adversarial.network_shape import NetworkShape
from keras_pggan.models.adversarial.stage import Stage
from keras_pggan.schedule import Phase
from keras_pggan.sizes import LEAST_BASE, largest_resolution


class Family:
    """What differs between families: a subclass of `AdversarialGAN` names its classes and has
    `stage_of`, `moved_at` and `move`, and where it needs them `seen`, `values`, `network_for` and
    `with_chosen_computation`.

    Networks are made by `generator_class(network, name=..., dtype=...)`, have the `network` as
    their `config`, and are Keras models that hold all weights of all phases.
    """

    family = ""  # how configurations and TOML files call it
    moves = ""  # what the schedule moves, such as alpha: a metric, and a column of the history
    moves_told = ""  # what that is, in a sentence
    network_class: Any = None  # a frozen dataclass of plain values, a `NetworkShape`
    generator_class: Any = None
    discriminator_class: Any = None
    # How networks of this family are trained where nothing else is given, as a TOML file says it;
    # before what a recipe says, whose numbers are for weights that are equalized.
    values: Mapping[str, Any] = MappingProxyType({})

    # What every GAN has.
    generator: Any
    discriminator: Any
    averaged_generator: Any
    adversarial_loss: AdversarialLoss
    classifier: AuxiliaryClassifier
    augment: Policy | None
    averaging: float | None
    averaging_half_life: Any
    averaging_ramp: float
    beta_2: Any
    place: tuple[int, int]
    optimizer_tables: Any
    mirror: bool
    seed: int
    random: Any
    images_seen: Any
    skipped: Any
    loss_state: dict[str, Any]
    augment_state: dict[str, Any]
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
    def network_for(
        size: tuple[int, int], said: Mapping[str, Any], *, most: int | None = None
    ) -> dict[str, Any]:
        """What the size of pictures decides of the networks, where nothing is said of it; by
        default the resolution, the largest 4 * 2^n.

        Args:
            size: height and width of the pictures.
            said: fields of `network_class` that were said.
            most: pixels that a resolution may have; None for as many as the pictures have.
        """
        resolution = largest_resolution(LEAST_BASE, min(size[0], most or size[0]))
        return {} if "resolution" in said else {"resolution": resolution}

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

    @staticmethod
    def parameters_of(network: Any) -> tuple[int, int] | None:
        """Parameters of generator and discriminator, all levels, by arithmetic; None: not known."""
        del network
        return None

    @staticmethod
    def smaller(network: Any, resolution: int) -> Any:
        """The same networks without the levels above a resolution: those that they grew from.

        Raises:
            InputError: networks of this family cannot grow on.
        """
        del network
        raise InputError(
            f"networks of this family cannot grow on from a resolution of {resolution}"
        )

    def take_levels(self, other: Any) -> None:
        """Takes all weights of the networks of a GAN that has the first levels of this one."""
        del other
        raise NotImplementedError

    def take_networks(self, other: Any) -> None:
        """Takes all weights of the networks of a GAN of this family, of as many levels or fewer."""
        if other.network.resolution != self.network.resolution:
            self.take_levels(other)
            return
        for name in ("generator", "discriminator", "averaged_generator"):
            getattr(self, name).set_weights(getattr(other, name).get_weights())

    def freeze(self, levels: Collection[int]) -> None:
        """Keeps some levels of the discriminator from being trained, and lets all others be.

        Raises:
            InputError: networks of this family cannot freeze any.
        """
        if levels:
            raise InputError(
                f"freeze_levels must be 0 with networks of this family, got {len(levels)}"
            )

    def take(self, other: Any) -> None:
        """Takes the state of a GAN that has the first levels of this one, and is in no phase."""
        self.take_levels(other)
        self.images_seen.assign(other.images_seen)
        self.random.state.assign(other.random.state)
        for name, state in self.loss_state.items():
            state.assign(other.loss_state[name])
        for name, state in self.augment_state.items():
            state.assign(other.augment_state[name])

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
    def skipped_steps(self) -> int:
        """Steps of the phase with gradients that were not finite, by which nothing was changed."""
        return int(self.skipped.numpy())

    @property
    def enlarged(self) -> float:
        """Side of the networks' final pictures by that of the pictures of the phase."""
        return self.network.resolution / self.stage.phase.height

    @property
    def metric_names(self) -> tuple[str, ...]:
        """Of what `fit` returns: losses (the discriminator's with penalties and classes), lengths
        of the gradients that the loss penalizes, scores, what the schedule moves, and where it
        moves the strength of augmentation."""
        norms = self.adversarial_loss.norms
        losses = ("discriminator_loss", "generator_loss")
        strength = ("augment_strength",) if self.augment and self.augment.moves else ()
        return (*losses, *norms, "real_score", "fake_score", self.moves, *strength)

    def metrics_without_value(self, steps: range) -> list[str]:
        """Metrics that none of some steps of a phase computed: penalties that were not due."""
        return [
            name
            for name, penalty in self.adversarial_loss.norms.items()
            if not any(step % penalty.every == 0 for step in steps)
        ]

    def sample_inputs(self, latents, labels=None):
        """Inputs of a generator for given latents; classes, if there are any, take turns.

        Labels, int (batch,), may say other classes; where there are none, they are left out.
        """
        count = self.network.label_count
        if not count:
            return latents
        latents = ops.convert_to_tensor(latents)
        if labels is None:
            labels = ops.arange(latents.shape[0]) % count
        return with_classes(latents, labels, count)
