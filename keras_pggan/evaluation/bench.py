"""Measuring one set of pictures after the other."""

from __future__ import annotations

import dataclasses
import tempfile
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from keras_pggan.data.images import PictureArray
from keras_pggan.errors import InputError
from keras_pggan.evaluation.evaluation import Measured
from keras_pggan.evaluation.fakes import Fakes
from keras_pggan.evaluation.measure import Figures
from keras_pggan.evaluation.options import EvaluationOptions
from keras_pggan.evaluation.sets import Sets
from keras_pggan.metrics import Extractor
from keras_pggan.metrics.pictures import disjoint

FEW = 2000  # pictures, below which figures say little

OnStep = Callable[[str], None]


class Set(NamedTuple):
    """Reals of a class, with its name, or of all."""

    reals: PictureArray
    label: int | None = None
    name: str = ""

    @property
    def title(self) -> str:
        """What messages begin with."""
        return f"class {self.name}: " if self.name else ""


@dataclasses.dataclass(frozen=True)
class Bench:
    """Measures sets of pictures.

    Args:
        pictures: all reals, at the size of the fakes.
        fakes: what is measured.
        like: labels whose shares generated pictures keep to; None for equal shares.
        options: what is measured of them.
        extractor: of features; None where no metric needs them.
    """

    pictures: PictureArray
    fakes: Fakes
    like: np.ndarray | None
    options: EvaluationOptions
    extractor: Extractor | None
    # A set that keeps its order.
    _noted: dict[str, None] = dataclasses.field(default_factory=dict)

    def count(self, chosen: Set) -> int:
        """How many pictures each set has.

        Raises:
            InputError: too few for some metric.
        """
        available, reals = self.fakes.available(chosen.label), chosen.reals.shape[0]
        count = min(self.options.count, reals // 2)
        count = count if available is None else min(count, available)
        least, metric = max((each.least, each.name) for each in self.options.measures)
        if count < least:
            fakes = "" if available is None else f"{available} fakes and "
            raise InputError(
                f"{chosen.title}{metric} needs {least} fakes and {2 * least} reals or more, got "
                f"{fakes}{reals} reals; measure without it, or give more (--count included)"
            )
        return count

    def measured(self, chosen: Set, count: int, on_step: OnStep) -> Measured:
        """All metrics on reals, and on fakes of a class or of all."""
        options, fakes = self.options, self.fakes
        reals, label, title = chosen.reals, chosen.label, chosen.title
        figures: dict[str, list[Figures]] = {name: [] for name in options.metrics}
        for repeat in range(options.repeats):
            seed = options.seed + repeat
            step = f"{title}repeat {repeat + 1} of {options.repeats}: "
            with tempfile.TemporaryDirectory() as folder:
                on_step(f"{step}{count:,} pictures")
                made = fakes.take(count, Path(folder), seed=seed, label=label, like=self.like)
                one, other = disjoint(reals, count, seed=seed)
                sets = Sets(one, other, made, seed, self.extractor)
                for measure in options.measures:
                    on_step(f"{step}{measure.name}")
                    with warnings.catch_warnings(record=True) as warned:
                        warnings.simplefilter("always", UserWarning)
                        figures[measure.name].append(measure.figures(sets))
                    for each in warned:
                        self.note(f"{title}{each.message}")
        return Measured(count, figures)

    def note(self, text: str) -> None:
        """Something that a reader must know; said once."""
        self._noted[text] = None

    def notes(self, count: int, of_classes: Sequence[int]) -> list[str]:
        """What a reader of the figures must know, by how many pictures each set has."""
        options, notes = self.options, []
        if count < options.count:
            notes.append(
                f"{count:,} pictures of each set in place of {options.count:,}: there are "
                f"{self.pictures.shape[0]:,} reals, of which figure and floor need one half each"
            )
            available = self.fakes.available(None)
            if count == available:
                notes[-1] = f"{count:,} pictures of each set: there are no more fakes"
        if options.repeats == 2:
            notes.append("an interval of 2 repeats says little: 3 or more are better")
        if options.repeats > 1 and count == self.fakes.available(None):
            notes.append("each repeat has the same fakes: the interval is that of the reals drawn")
        if count < FEW:
            notes.append(f"fewer than {FEW:,} pictures: the figures say little")
        few = [each for each in of_classes if each < FEW]
        if few:
            notes.append(
                f"fewer than {FEW:,} pictures in {len(few)} of {len(of_classes)} classes, "
                f"{min(few):,} at least: their figures say little"
            )
        if self.extractor and options.needs_features:
            fitted = self.extractor.note(self.fakes.image_shape)
            notes += [f"for {self.extractor.name}: {fitted}"] if fitted else []
        return [*notes, *self._noted]
