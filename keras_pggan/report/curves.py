"""The curves of a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from keras_pggan.evaluation.measure import Measure, TwoSetMeasure
from keras_pggan.evaluation.measures import named_measures
from keras_pggan.report.figure import NARROW, WIDE, Lines, draw
from keras_pggan.report.timing import SPEED, Row

NORM = "gradient_norm"  # what columns of gradient norms begin with


class Curve(NamedTuple):
    """A figure: its title, what a reader needs to know, and an SVG for wide and narrow screens."""

    title: str
    text: str
    svg: bytes
    narrow: bytes


class _Plot(NamedTuple):
    title: str
    text: str
    lines: Lines


BEFORE = (
    _Plot(
        "Losses",
        "Means over a fiftieth of a phase. They do not tell how good the pictures are.",
        Lines({"discriminator_loss": "discriminator", "generator_loss": "generator"}),
    ),
    _Plot(
        "Scores",
        "What the discriminator says of reals and of fakes.",
        Lines({"real_score": "reals", "fake_score": "fakes"}),
    ),
)
STRENGTH = _Plot(
    "Augmentation",
    "The probability of each change of pictures, which follows the scores of reals.",
    Lines({"augment_strength": "strength"}),
)
TIME = _Plot("Speed", "Images of training in a second.", Lines({SPEED: "images/s"}))


def measures_in(rows: Sequence[Row]) -> list[Measure]:
    """Those whose figures a history has, beside those of reals."""
    return [
        each
        for each in named_measures().values()
        if any(all(row.get(column) for column in each.columns) for row in rows)
    ]


def _of_measure(measure: Measure) -> _Plot:
    unit = f", {measure.unit}" if measure.unit else ""
    text = f"Of samples{unit}; beside that of pictures of their size."
    if isinstance(measure, TwoSetMeasure):
        text = f"Of samples to pictures of their size{unit}; the floor is that of other pictures."
    text += " Figures of two levels do not compare, but each does with the dashed line."
    fakes, reals = measure.columns
    lines = Lines({fakes: "samples"}, of_reals={reals: measure.reals_label})
    return _Plot(measure.title, text, lines)


def draw_curves(rows: Sequence[Row], moves: str, moves_told: str) -> list[Curve]:
    """A figure for each thing that a history tells, over images seen; levels and fades are marked.

    What a measure says of two levels does not compare, and is not joined by a line.

    Args:
        rows: of the history.
        moves, moves_told: what the schedule of the run's family moves, and what that is; empty
            where it is not known.

    Raises:
        InputError: a value is no number.
    """
    norms = [column for column in (rows[0] if rows else ()) if column.startswith(NORM)]
    names = {column: column.removeprefix(NORM).strip("_") or "mean" for column in norms}
    plots = (
        *BEFORE,
        *map(_of_measure, measures_in(rows)),
        _Plot("Gradient norm", "Lengths of the gradients that the loss penalizes.", Lines(names)),
        STRENGTH,
        _Plot(moves.capitalize(), moves_told, Lines({moves: moves} if moves else {})),
        TIME,
    )
    return [
        Curve(plot.title, plot.text, draw(plot.lines, rows, WIDE), draw(plot.lines, rows, NARROW))
        for plot in plots
        if any(row.get(column) for row in rows for column in plot.lines.columns)
    ]
