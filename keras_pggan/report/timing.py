"""How long a run has trained, by its history."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from keras_pggan.runs.history_rows import number_in

SPEED = "images_per_second"
SLOWEST = 0.005  # images in a second; a history has two decimals, so that it may be written as 0
Row = dict[str, str]


class PhaseTime(NamedTuple):
    """What a phase took so far: images, seconds, and the median speed in images a second."""

    phase: str
    images: int
    seconds: float
    speed: float


def times_of(rows: Sequence[Row]) -> list[PhaseTime]:
    """The time of each phase that a history tells of, in their order; none without speeds.

    A row counts for the images since the row before, at its own speed:
    `seconds = sum of (images_seen - images_seen before) / images_per_second`. So each image counts
    once, however often the run was cut off and continued: what was lost has no rows any more, and
    the first row after a continuation counts for what lies between it and the last one kept. The
    history's speeds are those of training alone, without measuring and saving. The median speed is
    that of the phase's rows, which compiling the step, in the first of them, does not change.

    Raises:
        InputError: a speed is no number.
    """
    before, found = 0, []
    for phase, group in groupby(rows, key=lambda row: row["phase"]):
        speeds, seconds, start = [], 0.0, before
        for row in group:
            seen = int(row["images_seen"])
            if row.get(SPEED):
                speeds.append(max(number_in(row[SPEED]), SLOWEST))
                seconds += (seen - before) / speeds[-1]
            before = seen
        if speeds:
            found.append(PhaseTime(phase, before - start, seconds, statistics.median(speeds)))
    return found
