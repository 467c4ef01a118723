"""What all adversarial losses have in common."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, NamedTuple

from keras_pggan.errors import InputError


class Penalty(NamedTuple):
    """A regularizer per sample, and the gradient norm that it came from, both (batch,)."""

    value: Any
    gradient_norm: Any


@dataclasses.dataclass(frozen=True)
class AdversarialLoss:
    """Base of adversarial losses.

    A loss answers three questions, each per sample (shape (batch,)), so that its caller can average
    over a batch that is spread over replicas: what the discriminator pays for its scores, what the
    generator pays, and what the discriminator pays for its gradients, if anything. Its fields are
    numbers, so that it compares, is saved with a model, and is written into a TOML table.

    A subclass sets `name`, implements `discriminator` and `generator`, and, where it regularizes
    gradients, `penalty` and `penalty_every`.
    """

    # Without annotations, so that they are no fields of the dataclass.
    name = ""  # how commands and TOML files call it
    penalty_every = 0  # the penalty is computed in every k-th step, k times as strong; 0: never
    noisy = False  # whether the discriminator's input is made noisy, see `noise_strength`

    def discriminator(self, real_scores, fake_scores):
        """Loss per sample, without the penalty; scores and result are (batch,)."""
        raise NotImplementedError

    def generator(self, fake_scores):
        """Loss per sample; scores and result are (batch,)."""
        raise NotImplementedError

    def penalty(self, score: Callable, reals, fakes, mix) -> Penalty:
        """The regularizer of the discriminator.

        Args:
            score: pictures (batch, height, width, channels) to scores (batch,).
            reals, fakes: pictures.
            mix: (batch, 1, 1, 1) in [0, 1), drawn anew in each step.
        """
        raise NotImplementedError

    def noise_strength(self, average_score):
        """Deviation of the noise around 1 that multiplies the discriminator's input pictures.

        Args:
            average_score: a moving average of the discriminator's scores of reals.
        """
        raise NotImplementedError

    def check(self, *, positive: tuple[str, ...] = (), not_negative: tuple[str, ...] = ()) -> None:
        """Raises InputError where the named fields are not numbers of that kind."""
        for name in (*positive, *not_negative):
            value, least = getattr(self, name), "positive" if name in positive else "0 or more"
            if not (value > 0 or (value == 0 and name in not_negative)):
                raise InputError(f"{name} must be {least}, got {value}")

    def get_config(self) -> dict:
        """Its fields."""
        return dataclasses.asdict(self)

    @classmethod
    def from_config(cls, config: dict) -> AdversarialLoss:
        """The inverse of `get_config`."""
        return cls(**config)


def to_table(loss: AdversarialLoss) -> dict:
    """A loss as plain values: its name and its fields.

    >>> from keras_pggan.losses import Hinge
    >>> to_table(Hinge())
    {'name': 'hinge'}
    """
    return {"name": loss.name, **loss.get_config()}


def named_losses() -> dict[str, type[AdversarialLoss]]:
    """All losses that were defined, by name, those of users too.

    >>> sorted(named_losses())[:2]
    ['hinge', 'least-squares']
    """
    found: dict[str, type[AdversarialLoss]] = {}
    waiting = [AdversarialLoss]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.name:
            found[kind.name] = kind
    return found
