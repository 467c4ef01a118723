"""What is known of a model besides its weights."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from keras_pggan.errors import InputError
from keras_pggan.words import brief

Value = str | int | float


@dataclasses.dataclass(frozen=True, kw_only=True)
class About:
    """What is known of a model besides its weights; all of it may be left out.

    Args:
        title: what it is, in a sentence.
        data: the pictures that it was trained on, and where they come from.
        licence: of the weights, by its SPDX name where there is one.
        recipe: the name of the recipe that it was trained by.
        loss: the name of its loss.
        images_seen: images that it was shown in training.
        figures: what was measured of it, each by its name, such as `swd`.
        command: what measures that again.
        notes: what else a user should know, a sentence each.

    Raises:
        InputError: a value of another kind.
    """

    title: str = ""
    data: str = ""
    licence: str = ""
    recipe: str = ""
    loss: str = ""
    images_seen: int = 0
    figures: Mapping[str, Value] = dataclasses.field(default_factory=dict)
    command: str = ""
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        kinds: dict[str, Any] = {"images_seen": int, "figures": Mapping, "notes": (list, tuple)}
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if not isinstance(value, kinds.get(field.name, str)):
                raise InputError(f"{field.name} of a model is something else: {brief(value)}")
        if not all(isinstance(each, str) for each in self.notes):
            raise InputError(f"notes of a model must be sentences, got {brief(self.notes)}")
        for name, value in self.figures.items():
            if not isinstance(name, str) or not isinstance(value, Value):
                raise InputError(f"figures of a model must be numbers or texts, got {brief(value)}")
        object.__setattr__(self, "notes", tuple(self.notes))
        object.__setattr__(self, "figures", dict(self.figures))

    def table(self) -> dict[str, Any]:
        """Plain values, without those that are left out."""
        return {key: value for key, value in dataclasses.asdict(self).items() if value}
