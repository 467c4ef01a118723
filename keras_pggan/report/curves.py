"""The curves of a run."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, NamedTuple

from keras_pggan.errors import InputError
from keras_pggan.evaluation.measure import Measure, TwoSetMeasure
from keras_pggan.evaluation.measures import named_measures
from keras_pggan.words import shortened

SIZE = 9.0, 2.6  # inches
NORM = "gradient_norm"  # what columns of gradient norms begin with
Row = dict[str, str]


class Curve(NamedTuple):
    """A figure: its title, what a reader needs to know, and its SVG."""

    title: str
    text: str
    svg: bytes


class _Plot(NamedTuple):
    title: str
    text: str
    columns: dict[str, str]  # of the history, and what they are called


BEFORE = (
    _Plot(
        "Losses",
        "Means over a fiftieth of a phase. They do not tell how good the pictures are.",
        {"discriminator_loss": "discriminator", "generator_loss": "generator"},
    ),
    _Plot(
        "Scores",
        "What the discriminator says of reals and of fakes.",
        {"real_score": "reals", "fake_score": "fakes"},
    ),
)
STRENGTH = _Plot(
    "Augmentation",
    "The probability of each change of pictures, which follows the scores of reals.",
    {"augment_strength": "strength"},
)
SPEED = _Plot("Speed", "Images of training in a second.", {"images_per_second": "images/s"})


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
    fakes, reals = measure.columns
    return _Plot(measure.title, text, {fakes: "samples", reals: measure.reals_label})


def draw_curves(rows: Sequence[Row], moves: str, moves_told: str) -> list[Curve]:
    """A figure for each thing that a history tells, over images seen; phases are marked.

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
        _Plot("Gradient norm", "Lengths of the gradients that the loss penalizes.", names),
        STRENGTH,
        _Plot(moves.capitalize(), moves_told, {moves: moves} if moves else {}),
        SPEED,
    )
    return [
        Curve(plot.title, plot.text, _svg(plot, rows))
        for plot in plots
        if any(row.get(column) for row in rows for column in plot.columns)
    ]


def _svg(plot: _Plot, rows: Sequence[Row]) -> bytes:
    from matplotlib.figure import Figure

    figure = Figure(figsize=SIZE, layout="constrained")
    axes = figure.subplots()
    for column, name in plot.columns.items():
        points = [(row["images_seen"], row[column]) for row in rows if row.get(column)]
        if points:
            axes.plot(*zip(*(map(_number, point) for point in points), strict=True), label=name)
    _mark_phases(axes, rows)
    axes.set_xlabel("images seen")
    axes.set_xlim(0, _number(rows[-1]["images_seen"]))
    axes.spines[["top", "right"]].set_visible(False)
    if len(plot.columns) > 1:
        axes.legend(frameon=False, ncols=2)
    written = io.BytesIO()
    # Without a date, one history gives one file.
    figure.savefig(written, format="svg", metadata={"Date": None})
    return written.getvalue()


def _mark_phases(axes: Any, rows: Sequence[Row]) -> None:
    """A line where a phase begins, with its name, those of fades shaded."""
    start = 0.0
    phases = list(dict.fromkeys(row["phase"] for row in rows))
    for phase in phases:
        end = max(_number(row["images_seen"]) for row in rows if row["phase"] == phase)
        if phase.endswith("fade-in"):
            axes.axvspan(start, end, color="0.93", linewidth=0)
        elif len(phases) <= 20:
            size = phase.partition("-")[0]
            axes.annotate(
                size, ((start + end) / 2, 1.0), xycoords=("data", "axes fraction"),
                ha="center", va="bottom", fontsize=7, color="0.4",
            )  # fmt: skip
        start = end


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise InputError(f"a history has numbers, got {shortened(repr(text))}") from error
