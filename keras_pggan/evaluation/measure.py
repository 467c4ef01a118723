"""What all measures have in common."""

from __future__ import annotations

import enum
import math
import re
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

if TYPE_CHECKING:
    from keras_pggan.evaluation.sets import Sets

VALUE = "value"  # the name of a figure that is the only one of its measure


class Better(enum.IntEnum):
    """Which figures of fakes are the better ones."""

    LESS = enum.auto()
    AS_REALS = enum.auto()
    MORE = enum.auto()


class Figures(NamedTuple):
    """What a measure says of fakes, and of reals in their place, by name."""

    fakes: dict[str, float]
    reals: dict[str, float]


class Measure:
    """Base of measures: of `TwoSetMeasure` and `OneSetMeasure`, which a new one is derived from.

    A subclass with a `name` is all that it takes: `evaluate`, its options, its table and its JSON,
    and the page of a run take from it what they need. Its module needs no TensorFlow until it
    computes, so that a command knows it at no cost.
    """

    name: ClassVar[str] = ""  # how commands and Python call it, such as "ms-ssim"
    label: ClassVar[str] = ""  # in words: "the {label} needs ..."
    explanation: ClassVar[str] = ""  # for the table of the README
    unit: ClassVar[str] = ""  # where figures have one: "times 1000"
    better: ClassVar[Better] = Better.LESS
    limits: ClassVar[tuple[float, float]] = (-math.inf, math.inf)  # the values it can have
    least: ClassVar[int] = 2  # pictures of each set
    smallest: ClassVar[int] = 1  # pixels of a picture's shorter side
    of_features: ClassVar[bool] = False  # it is given what an extractor sees, not pictures
    of_probabilities: ClassVar[bool] = False  # of those features, it needs those of classes

    reals_key: ClassVar[str]  # what the figure of reals is, in JSON and histories
    reals_label: ClassVar[str]  # and for people

    def __init_subclass__(cls, **named: Any):
        super().__init_subclass__(**named)
        if cls.name and not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", cls.name):
            raise ValueError(
                f"the name of a measure is of lower-case letters, digits and -, got {cls.name!r}"
            )

    @property
    def key(self) -> str:
        """Its name in JSON."""
        return self.name.replace("-", "_")

    @property
    def columns(self) -> tuple[str, str]:
        """Of fakes and of reals, where a history has it."""
        return self.key, f"{self.key}_{self.reals_key}"

    @property
    def title(self) -> str:
        """Its label, as it begins a line."""
        return self.label[:1].upper() + self.label[1:]

    def row(self, figure: str) -> str:
        """What a table calls one of its figures."""
        return self.name if figure == VALUE else f"{self.name} {figure}"

    def figures(self, sets: Sets) -> Figures:
        """Of fakes, and of reals in their place."""
        raise NotImplementedError

    def _given(self, sets: Sets) -> tuple[Any, Any, Any]:
        """Reals, others and fakes, as pictures or as features."""
        return sets.features if self.of_features else sets.pictures


class TwoSetMeasure(Measure):
    """How one set compares with another; that of two sets of reals is its noise floor.

    >>> from keras_pggan.evaluation.measures import named_measures
    >>> class Brightness(TwoSetMeasure):
    ...     name, label = "brightness", "difference of the mean shades"
    ...     limits = 0, 255
    ...     def compare(self, reals, fakes, *, seed):
    ...         one, other = (each[np.arange(len(each))].mean() for each in (reals, fakes))
    ...         return {"value": float(abs(one - other))}
    >>> named_measures()["brightness"].limits
    (0, 255)
    """

    reals_key = "floor"
    reals_label = "noise floor"

    def compare(self, reals: Any, fakes: Any, *, seed: int) -> dict[str, float]:
        """Figures by name; `VALUE` is the name of an only one.

        Args:
            reals, fakes: `FeatureSet`s, if it is a measure of features; or uint8 pictures (count,
                height, width, channels), which are indexed with integers (some,).
            seed: of what is drawn.
        """
        raise NotImplementedError

    def figures(self, sets: Sets) -> Figures:
        """Of fakes, and of other reals, held against the same reals."""
        reals, others, fakes = self._given(sets)
        found, floor = (self.compare(reals, each, seed=sets.seed) for each in (fakes, others))
        return Figures(found, floor)


class OneSetMeasure(Measure):
    """What one set is by itself; that of the reals is what fakes should reach."""

    reals_key = reals_label = "reals"

    def of(self, fakes: Any, *, seed: int) -> dict[str, float]:
        """Figures by name; arguments are those of `TwoSetMeasure.compare`."""
        raise NotImplementedError

    def figures(self, sets: Sets) -> Figures:
        """Of fakes and of reals."""
        reals, _, fakes = self._given(sets)
        return Figures(self.of(fakes, seed=sets.seed), self.of(reals, seed=sets.seed))
