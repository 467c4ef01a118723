"""What was measured, for people and for programs."""

from __future__ import annotations

import dataclasses
import math
import statistics
from pathlib import Path
from typing import Any, NamedTuple

from keras_pggan.evaluation.measure import VALUE, Figures, Measure
from keras_pggan.evaluation.measures import named_measures
from keras_pggan.evaluation.options import EvaluationOptions
from keras_pggan.files import write_json

# Of Student's distribution: 97.5 % lie below, for 1 to 9 degrees of freedom.
STUDENT = 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262


class Figure(NamedTuple):
    """One figure: the mean over repeats, its 95 % interval (None for one), and that of reals.

    The interval is cut to values that the metric can have.
    """

    name: str
    value: float
    interval: tuple[float, float] | None
    reals: float

    @property
    def in_words(self) -> tuple[str, str, str]:
        """Its value, the ends of its interval (empty for none) and that of reals, for tables.

        >>> Figure("value", 16.468, (11.37, 21.57), 4.66).in_words
        ('16.47', '11.37 to 21.57', '4.66')
        """
        between = " to ".join(f"{each:.4g}" for each in self.interval or ())
        return f"{self.value:.4g}", between, f"{self.reals:.4g}"


@dataclasses.dataclass(frozen=True)
class Measured:
    """All metrics of one set of pictures.

    Args:
        count: pictures of each set.
        figures: by metric, one for each repeat.
    """

    count: int
    figures: dict[str, list[Figures]]

    def of(self, metric: str) -> list[Figure]:
        """The figures of a metric."""
        repeats, measure = self.figures[metric], named_measures()[metric]
        return [
            Figure(
                name,
                statistics.fmean(each.fakes[name] for each in repeats),
                _cut(interval([each.fakes[name] for each in repeats]), measure),
                statistics.fmean(each.reals[name] for each in repeats),
            )
            for name in repeats[0].fakes
        ]

    def as_dict(self, extractor: str | None) -> dict[str, Any]:
        """For JSON: each metric with its figures, `floor` (or `reals`) and `interval`."""
        found: dict[str, Any] = {"count": self.count}
        for metric in self.figures:
            measure, figures = named_measures()[metric], self.of(metric)
            reals = {figure.name: figure.reals for figure in figures}
            intervals = {figure.name: figure.interval for figure in figures}
            alone = set(reals) == {VALUE}
            found[measure.key] = {
                **{figure.name: figure.value for figure in figures},
                measure.reals_key: reals[VALUE] if alone else reals,
                "interval": intervals[VALUE] if alone else intervals,
                **({"extractor": extractor} if measure.of_features else {}),
            }
        return found


@dataclasses.dataclass(frozen=True)
class Evaluation:
    """What `evaluate` found.

    Args:
        model, data: what was measured, and against what.
        options: what was asked for.
        extractor: of the features; None where no metric needs them.
        whole: of all pictures.
        classes: of each class, by its name or number; empty unless asked for.
        notes: what a reader of the figures must know.
        generator_sha256: of the file of the generator; None where there is none.
    """

    model: str
    data: str
    options: EvaluationOptions
    extractor: str | None
    whole: Measured
    classes: dict[str, Measured]
    notes: tuple[str, ...]
    generator_sha256: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """For JSON: the figures, notes, and under `options` what was asked for."""
        classes = {name: each.as_dict(self.extractor) for name, each in self.classes.items()}
        return {
            "model": self.model,
            "data": self.data,
            **({"generator_sha256": self.generator_sha256} if self.generator_sha256 else {}),
            "seed": self.options.seed,
            "repeats": self.options.repeats,
            **self.whole.as_dict(self.extractor),
            **({"classes": classes} if classes else {}),
            "notes": list(self.notes),
            "options": {
                name: _plain(value) for name, value in dataclasses.asdict(self.options).items()
            },
        }

    def save(self, path: Path | str) -> None:
        """Writes it as JSON."""
        write_json(path, self.as_dict())


def _plain(value: Any) -> Any:
    """An option as JSON has it."""
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, Path) else value


def interval(values: list[float]) -> tuple[float, float] | None:
    """Where the mean of values lies with 95 %, by Student's distribution; None for one value.

    >>> [round(end, 3) for end in interval([1.0, 2.0, 3.0])]
    [-0.484, 4.484]
    """
    if len(values) < 2:
        return None
    mean = statistics.fmean(values)
    half = STUDENT[len(values) - 2] * statistics.stdev(values) / math.sqrt(len(values))
    return mean - half, mean + half


def _cut(ends: tuple[float, float] | None, measure: Measure) -> tuple[float, float] | None:
    """Without values that a measure cannot have: Student's distribution knows nothing of them."""
    least, most = measure.limits
    return ends and (max(least, ends[0]), min(most, ends[1]))
