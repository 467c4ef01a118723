"""What all policies of augmentation have in common."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import keras

from keras_pggan.augmentation.augmentation import Augmentation
from keras_pggan.errors import InputError
from keras_pggan.options import check
from keras_pggan.registry import named_subclasses

NO_AUGMENTATION = "none"  # in place of a policy's name
STRENGTH = "strength"  # the number that a policy moves, where it moves one


def alone(value):
    """The mean over replicas, where there is one."""
    return value


@dataclasses.dataclass(frozen=True)
class Policy:
    """Base of policies: which augmentations pictures go through, and how strongly.

    The discriminator sees reals and fakes through it in both updates, each by draws of its own, so
    that it cannot learn the few reals by heart, and the generator does not learn the changes. Its
    fields are plain values, so that it compares, is saved with a model, and is written into a TOML
    table.

    A subclass sets `name` and has `augmentations`. Where training changes something of it, that is
    in `initial_state` and `next_state`: the GAN keeps a weight for each, and saves it. A number
    called `strength` among them is told in the history of a run.
    """

    # Without an annotation, so that it is no field of the dataclass.
    name = ""  # how commands and TOML files call it

    def __post_init__(self) -> None:
        check(self)

    @property
    def augmentations(self) -> tuple[Augmentation, ...]:
        """What is done to pictures, in this order."""
        raise NotImplementedError

    @property
    def initial_state(self) -> dict[str, float]:
        """The numbers that training changes, by name, as they are at first; none by default."""
        return {}

    def next_state(
        self,
        state: Mapping[str, Any],
        real_scores,
        images: int,
        mean: Callable = alone,
    ) -> dict[str, Any]:
        """The numbers of `initial_state` after a step of the discriminator.

        Args:
            state: as they were.
            real_scores: what the discriminator said of the reals that it was shown, (batch,).
            images: how many reals all replicas were shown in the step.
            mean: of a number of this replica, over all replicas.
        """
        del real_scores, images, mean
        return dict(state)

    def strength_at(self, state: Mapping[str, Any]):
        """The probability of each augmentation, 0 to 1."""
        return state[STRENGTH]

    @property
    def moves(self) -> bool:
        """Whether training changes its strength."""
        return STRENGTH in self.initial_state

    def drawn(self, count: int, draw: Callable):
        """The numbers that `apply` takes for a batch of so many pictures."""
        needs = sum(each.needs for each in self.augmentations)
        return draw(keras.random.uniform, (count, needs))

    def apply(self, images, state: Mapping[str, Any], numbers):
        """Pictures, augmented by numbers that were drawn."""
        strength, start = self.strength_at(state), 0
        for each in self.augmentations:
            images = each.apply(images, strength, numbers[:, start : start + each.needs])
            start += each.needs
        return images

    def __call__(self, images, state: Mapping[str, Any], draw: Callable):
        """Pictures, augmented at random.

        Args:
            images: floats meant for [-1, 1], (batch, height, width, channels), of a known shape.
            state: the numbers of `initial_state`, as they are now.
            draw: a distribution, such as `keras.random.uniform`, and a shape to random numbers.
        """
        return self.apply(images, state, self.drawn(images.shape[0], draw))

    def get_config(self) -> dict:
        """Its fields."""
        return dataclasses.asdict(self)

    @classmethod
    def from_config(cls, config: dict) -> Policy:
        """The inverse of `get_config`."""
        return cls(**config)


def named_policies() -> dict[str, type[Policy]]:
    """All policies that were defined, by name, those of users too."""
    return named_subclasses(Policy)


def policy_table(policy: Policy) -> dict:
    """A policy as plain values: its name and its fields.

    Raises:
        InputError: its class has no name, or that of another.
    """
    if named_policies().get(policy.name) is not type(policy):
        raise InputError(
            f"{type(policy).__name__} must have a `name` of its own, by which a configuration can "
            f"make it again, got {policy.name!r}"
        )
    return {"name": policy.name, **policy.get_config()}
