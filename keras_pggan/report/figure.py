"""A figure of columns of a history over images seen."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from keras_pggan.report.timing import Row
from keras_pggan.runs.history_rows import number_in

WIDE, NARROW = (9.0, 2.6), (4.2, 2.8)  # inches; the second for telephones, whose letters stay large
LEAST_SHARE = 0.04  # of a figure's width that a level takes, to be named
SMALL, PALE, GRAY = 8, "0.93", "0.4"  # points of a letter, and shades
FADE = "fade-in"  # what the names of such phases end with


@dataclasses.dataclass(frozen=True)
class Lines:
    """What a figure has lines of.

    Args:
        names: columns of the history, and what they are called.
        of_reals: those that say what the others should come to; with them, figures of one level do
            not compare with those of another, and no line joins two levels.
    """

    names: dict[str, str]
    of_reals: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """All of them."""
        return *self.names, *self.of_reals


class Stretch(NamedTuple):
    """Rows that belong together, and the images seen before the first and at the last of them."""

    name: str
    start: int
    end: int
    rows: list[Row]


def levels_in(rows: Sequence[Row]) -> list[Stretch]:
    """The rows of each level, fade-in and straight through, named by its size.

    >>> row = {"images_seen": "8", "phase": "4x4-straight"}
    >>> later = {"images_seen": "24", "phase": "4x8-fade-in"}
    >>> [(each.name, each.start, each.end) for each in levels_in([row, later])]
    [('4', 0, 8), ('4x8', 8, 24)]
    """
    return list(_stretches(rows, _size))


def _size(row: Row) -> str:
    """Of the pictures of a row; of squares, one side."""
    size = row["phase"].partition("-")[0]
    height, _, width = size.partition("x")
    return height if height == width else size


def _stretches(rows: Sequence[Row], name_of: Any) -> Iterable[Stretch]:
    start = 0
    for name, group in groupby(rows, key=name_of):
        some = list(group)
        end = int(some[-1]["images_seen"])
        yield Stretch(name, start, end, some)
        start = end


def draw(lines: Lines, rows: Sequence[Row], size: tuple[float, float]) -> bytes:
    """An SVG; with one line a point where a level has one figure alone.

    Args:
        lines: of which columns.
        rows: of the history, one at least.
        size: width and height in inches.

    Raises:
        InputError: a value is no number.
    """
    import matplotlib
    from matplotlib.figure import Figure
    from matplotlib.ticker import EngFormatter, MaxNLocator

    figure = Figure(figsize=size, layout="constrained")
    axes = figure.subplots()
    levels = levels_in(rows)
    apart = bool(lines.of_reals)
    whole = Stretch("", 0, levels[-1].end, list(rows))
    for index, (column, name) in enumerate(lines.names.items()):
        for stretch in levels if apart else [whole]:
            _add(axes, stretch, column, name, color=f"C{index}", marker="." if apart else "")
    for column, name in lines.of_reals.items():
        for stretch in levels:
            _add(axes, stretch, column, name, color=GRAY, linestyle="--")
    _mark_levels(axes, rows, levels)
    axes.set_xlabel("images seen")
    axes.set_xlim(0, whole.end)
    axes.xaxis.set_major_locator(MaxNLocator(round(size[0])))
    axes.xaxis.set_major_formatter(EngFormatter(sep=""))
    axes.spines[["top", "right"]].set_visible(False)
    if apart and axes.get_ylim()[0] > 0:
        axes.set_ylim(bottom=0)
    if len(lines.columns) > 1:
        figure.legend(loc="outside upper right", frameon=False, ncols=2)
    written = io.BytesIO()
    # Without a date, and with names that are no chance, one history gives one file.
    with matplotlib.rc_context({"svg.hashsalt": "keras_pggan"}):
        figure.savefig(written, format="svg", metadata={"Date": None})
    return written.getvalue()


def _add(axes: Any, stretch: Stretch, column: str, name: str, **style: Any) -> None:
    """A line through the figures of a stretch; one of reals as long as the stretch is."""
    rows = [row for row in stretch.rows if row.get(column)]
    if not rows:
        return
    seen = [float(row["images_seen"]) for row in rows]
    values = [number_in(row[column]) for row in rows]
    if "linestyle" in style:
        seen = [stretch.start, *seen, stretch.end]
        values = [values[0], *values, values[-1]]
    named = name in axes.get_legend_handles_labels()[1]
    # Those at the edges whole.
    axes.plot(seen, values, label=None if named else name, clip_on=False, **style)


def _mark_levels(axes: Any, rows: Sequence[Row], levels: list[Stretch]) -> None:
    """Levels have a name above and a line between them, fades are shaded."""
    for phase in _stretches(rows, lambda row: row["phase"]):
        if phase.name.endswith(FADE):
            axes.axvspan(phase.start, phase.end, color=PALE, linewidth=0)
    end = levels[-1].end
    for level in levels:
        if level.start:
            axes.axvline(level.start, color="0.8", linewidth=0.8, zorder=0)
        if level.end - level.start >= LEAST_SHARE * end:
            middle = (level.start + level.end) / 2
            axes.annotate(
                level.name, (middle, 1.0), xycoords=("data", "axes fraction"),
                ha="center", va="bottom", fontsize=SMALL, color=GRAY,
            )  # fmt: skip
