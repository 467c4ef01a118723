"""Numbers that move while a run trains."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from keras_pggan.errors import InputError

LINEAR, COSINE, CONSTANT = "linear", "cosine", "constant"
FORM = "NUMBER|cosine:START:END"  # how commands name the value of an option that may move


@dataclasses.dataclass(frozen=True)
class Moving:
    """A number that goes from one value to another with the images that a run shows.

    After a share s of the images of all phases together it is `start + (end - start) * w`, with
    `w = s` (linear) or `w = (1 - cos(pi s)) / 2` (cosine). Where an option may move, files and
    commands say so by its text; a number that stays is written as a number.

    Args:
        start: its value at the first image.
        end: its value after the last, and from then on.
        shape: `linear` or `cosine`.

    Raises:
        InputError: a shape that is none, or an end that is no finite number.

    >>> rate = Moving(0.002, 0.0005)
    >>> str(rate), rate.at(0.0), rate.at(2.0)
    ('cosine:0.002:0.0005', 0.002, 0.0005)
    >>> Moving.from_text("linear:150:15").at(0.1)
    136.5
    """

    start: float
    end: float
    shape: str = COSINE

    def __post_init__(self) -> None:
        if self.shape not in (LINEAR, COSINE):
            raise InputError(f"shape must be {LINEAR} or {COSINE}, got {self.shape!r:.60}")
        for name in ("start", "end"):
            value = getattr(self, name)
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if not number or not math.isfinite(value):
                raise InputError(f"{name} must be a finite number, got {value!r:.60}")
            object.__setattr__(self, name, float(value))

    def __str__(self) -> str:
        return f"{self.shape}:{self.start!r}:{self.end!r}"

    def at(self, share: Any, using: Any = None) -> Any:
        """Its value after a share of the images of a run, 0 to 1; more counts as 1.

        Args:
            share: a number; or a tensor of which `using`, such as `keras.ops`, has the functions
                `cos` and `minimum`.
            using: None for a number.
        """
        cosine, least = (using.cos, using.minimum) if using else (math.cos, min)
        share = least(share, 1.0)
        weight = share if self.shape == LINEAR else (1.0 - cosine(math.pi * share)) / 2.0
        return self.start + (self.end - self.start) * weight

    @classmethod
    def from_text(cls, text: str) -> Moving | float | None:
        """What `SHAPE:START:END` means, or `constant:VALUE`, a number; None for anything else.

        >>> Moving.from_text("constant:0.002"), Moving.from_text("cosine:0.002")
        (0.002, None)
        """
        shape, *ends = text.strip().split(":")
        try:
            numbers = [float(each) for each in ends]
        except ValueError:
            return None
        if not all(map(math.isfinite, numbers)):
            return None
        if shape == CONSTANT and len(numbers) == 1:
            return numbers[0]
        if shape in (LINEAR, COSINE) and len(numbers) == 2:
            return cls(numbers[0], numbers[1], shape)
        return None


def plain_values(instance: Any) -> dict[str, Any]:
    """The fields of a dataclass as files have them: those that move by their text."""
    fields = dataclasses.fields(instance)
    return {each.name: in_file(getattr(instance, each.name)) for each in fields}


def in_file(value: Any) -> Any:
    """A value as files have it: one that moves by its text, a dataclass as a table."""
    if isinstance(value, Moving):
        return str(value)
    return plain_values(value) if dataclasses.is_dataclass(value) else value
