"""What all adversarial losses have in common."""

from __future__ import annotations

import copy
import dataclasses
import functools
import importlib.metadata
import logging
from collections.abc import Callable, Mapping
from typing import Any, Self

from keras_pggan.errors import InputError
from keras_pggan.losses.gradient_penalty import GradientPenalty
from keras_pggan.moving import Moving, plain_values
from keras_pggan.options import check
from keras_pggan.registry import named_subclasses
from keras_pggan.words import kind_and_reason

ENTRY_POINTS = "keras_pggan.losses"

log = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True)
class AdversarialLoss:
    """Base of adversarial losses.

    A loss answers per sample (shape (batch,)), so that its caller can average over a batch that is
    spread over replicas: what the discriminator pays for its scores, what the generator pays, and
    what the discriminator pays for its gradients, if anything. Its fields are numbers and texts (a
    number that may move over a run is a `float | Moving`), so that it compares, is saved with a
    model, and is written into a TOML table.

    A subclass sets `name` and implements `discriminator` and `generator`. Where it regularizes
    gradients it has `penalties`. Where training changes something of it, that is in `initial_state`
    and `next_state`: the GAN keeps a weight for each, and saves it.
    """

    # Without annotations, so that they are no fields of the dataclass.
    name = ""  # how commands and TOML files call it
    relativistic = False  # whether the generator pays by the scores of reals, too

    def __post_init__(self) -> None:
        check(self)

    @property
    def initial_state(self) -> dict[str, float]:
        """The numbers that training changes, by name, as they are at first; none by default."""
        return {}

    @property
    def penalties(self) -> tuple[GradientPenalty, ...]:
        """Penalties on gradients, each with its interval; none by default."""
        return ()

    def discriminator(self, real_scores, fake_scores):
        """Loss per sample, without penalties; scores and result are (batch,)."""
        raise NotImplementedError

    def generator(self, real_scores, fake_scores):
        """Loss per sample; scores and result are (batch,).

        Args:
            real_scores: None, unless the loss is `relativistic`.
            fake_scores: those of what the generator just made.
        """
        raise NotImplementedError

    def shown(self, images, state: Mapping[str, Any], draw: Callable):
        """What the discriminator is shown of pictures in training; by default, them.

        Args:
            images: pictures (batch, height, width, channels).
            state: the numbers of `initial_state`, as they are now.
            draw: a distribution, such as `keras.random.normal`, and a shape to random numbers.
        """
        del state, draw
        return images

    def next_state(self, state: Mapping[str, Any], real_scores) -> dict[str, Any]:
        """The numbers of `initial_state` after a step of the discriminator."""
        del real_scores
        return dict(state)

    @property
    def moving(self) -> dict[str, Moving]:
        """The fields that move with the images of a run, by name."""
        fields = {each.name: getattr(self, each.name) for each in dataclasses.fields(self)}
        return {name: value for name, value in fields.items() if isinstance(value, Moving)}

    def at(self, value_of: Callable[[Moving], Any]) -> Self:
        """The loss as it is at one point of a run.

        Args:
            value_of: a number that moves to its value there, which may be a tensor.
        """
        moving = self.moving
        if not moving:
            return self
        now = copy.copy(self)
        for name, value in moving.items():
            object.__setattr__(now, name, value_of(value))
        return now

    @property
    def norms(self) -> dict[str, GradientPenalty]:
        """The penalties by the names that their gradient norms have in the history."""
        if len(self.penalties) == 1:
            return {"gradient_norm": self.penalties[0]}
        named: dict[str, GradientPenalty] = {}
        for penalty in self.penalties:
            name = f"gradient_norm_{penalty.at}"
            named[f"{name}_{len(named)}" if name in named else name] = penalty
        return named

    def get_config(self) -> dict:
        """Its fields, those that move by their text."""
        return plain_values(self)

    @classmethod
    def from_config(cls, config: dict) -> AdversarialLoss:
        """The inverse of `get_config`."""
        return cls(**config)


def to_table(loss: AdversarialLoss) -> dict:
    """A loss as plain values: its name and its fields.

    Raises:
        InputError: its class has no name, or that of another.

    >>> from keras_pggan.losses import Hinge
    >>> to_table(Hinge())
    {'name': 'hinge'}
    """
    if named_losses().get(loss.name) is not type(loss):
        raise InputError(
            f"{type(loss).__name__} must have a `name` of its own, by which a configuration can "
            f"make it again, got {loss.name!r}"
        )
    return {"name": loss.name, **loss.get_config()}


def named_losses() -> dict[str, type[AdversarialLoss]]:
    """All losses that were defined, by name, those of users too.

    Modules that installed packages name in the entry-point group `keras_pggan.losses` are imported
    first; one that fails is warned of.

    >>> named_losses()["hinge"]().name
    'hinge'
    """
    _import_entry_points()
    return named_subclasses(AdversarialLoss)


@functools.cache
def _import_entry_points() -> None:
    for each in importlib.metadata.entry_points(group=ENTRY_POINTS):
        try:
            each.load()
        except Exception as error:  # whatever a package of others does
            told = kind_and_reason(error)
            log.warning("%s of %s cannot be imported (%s)", ENTRY_POINTS, each.value, told)
