"""An evaluation that was written, read again."""

from __future__ import annotations

import dataclasses
import json
import math
from pathlib import Path
from typing import Any

from keras_pggan.errors import InputError
from keras_pggan.evaluation.evaluation import Figure
from keras_pggan.evaluation.measure import VALUE, Measure
from keras_pggan.evaluation.measures import named_measures
from keras_pggan.words import kind_and_reason, unreadable


@dataclasses.dataclass(frozen=True)
class WrittenEvaluation:
    """What the file of an evaluation tells of all pictures.

    Args:
        model, data: what was measured, and against what.
        count: pictures of each set.
        figures: by the name of their measure, of those that are known here.
        notes: what a reader of the figures must know.
        generator_sha256: of the file of the generator; None where it does not say.
    """

    model: str
    data: str
    count: int
    figures: dict[str, list[Figure]]
    notes: tuple[str, ...] = ()
    generator_sha256: str | None = None

    def figure(self, measure: str, name: str = VALUE) -> Figure | None:
        """One figure; None where it was not measured."""
        found = [each for each in self.figures.get(measure, ()) if each.name == name]
        return found[0] if found else None


def read_evaluation(path: Path) -> WrittenEvaluation:
    """Reads the JSON that `Evaluation.save` writes.

    Raises:
        InputError: the file cannot be read, or is something else.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: {unreadable(error)}") from error
    except UnicodeDecodeError:
        text = ""
    try:
        found = json.loads(text)
        return WrittenEvaluation(
            str(found["model"]),
            str(found["data"]),
            int(found["count"]),
            {
                measure.name: _figures(found[measure.key], measure)
                for measure in named_measures().values()
                if measure.key in found
            },
            tuple(map(str, found["notes"])),
            found.get("generator_sha256"),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"{path}: not an evaluation as `keras-pggan evaluate` writes it "
            f"({kind_and_reason(error)}); measure again, or remove it"
        ) from error


def _figures(table: dict[str, Any], measure: Measure) -> list[Figure]:
    """Those of a measure: beside its values, the file has those of reals, and intervals."""
    reals, intervals = table[measure.reals_key], table["interval"]
    if not isinstance(reals, dict):
        reals, intervals = {VALUE: reals}, {VALUE: intervals}
    return [
        Figure(name, _finite(table[name]), _interval(intervals[name]), _finite(reals[name]))
        for name in reals
    ]


def _interval(ends: list[Any] | None) -> tuple[float, float] | None:
    if ends is None:
        return None
    low, high = ends
    return _finite(low), _finite(high)


def _finite(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"a number is expected, got {value}")
    return number
