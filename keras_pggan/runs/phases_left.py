"""The phases that a run goes on with, where others are asked for than it began with."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable

from keras_pggan.errors import InputError
from keras_pggan.schedule import Phase, Schedule


def phases_to_go_on(started: Schedule, asked: Schedule, completed: int, shown: int) -> Schedule:
    """What was trained, as it was, and what is asked for where the run has not been yet.

    Phases are told apart by their level and by whether they fade in. Those that are completed
    stay as they are. The phase under way takes batch, rates and length of the one asked for, and
    goes on where it is; a fade-in keeps its length, since alpha would jump. Phases that have not
    begun are those asked for. Where all are completed and the last level is to be shown more
    images than it was, one more phase shows the rest.

    Args:
        started: the phases that the run had until now.
        asked: those that it is to have.
        completed: how many of its phases are behind it.
        shown: images shown in the phase that follows them.

    Raises:
        InputError: the phases asked for are others than those that were begun, or the phase under
            way cannot go on as asked.

    >>> def phase(images): return Phase(
    ...     level=0, height=4, width=4, fade_in=False, images=images, batch_size=8)
    >>> longer = phases_to_go_on(Schedule((phase(64),)), Schedule((phase(160),)), 1, 0)
    >>> [each.images for each in longer]
    [64, 96]
    """
    begun = completed + (1 if shown else 0)
    if not begun:
        return asked
    mine, theirs = _stretches(started[:begun]), _stretches(asked)
    _check_same(mine, theirs)
    last, wanted = mine[-1], theirs[len(mine) - 1]
    later = [phase for stretch in theirs[len(mine) :] for phase in stretch]
    before = last[:-1] if shown else last  # of this stretch, and completed
    rest = wanted[len(before) :]
    lacking = sum(each.images for each in wanted) - sum(each.images for each in before)
    longer = lacking > 0 and not later and not last[-1].fade_in
    if not rest and (shown or longer):
        rest = [dataclasses.replace(wanted[-1], images=max(1, lacking))]
    if shown:
        _check_end(last, wanted, rest[0], shown)
        rest = [_going_on(last[-1], rest[0], shown), *rest[1:]]
    return Schedule((*started[:completed], *rest, *later))


def _stretches(phases: Iterable[Phase]) -> list[list[Phase]]:
    """Phases in a row that are of one level and kind."""
    groups = itertools.groupby(phases, key=lambda phase: (phase.level, phase.fade_in))
    return [list(group) for _, group in groups]


def _check_same(mine: list[list[Phase]], theirs: list[list[Phase]]) -> None:
    for index, stretch in enumerate(mine):
        name = stretch[0].name
        if index >= len(theirs):
            raise InputError(
                f"{name} has begun, and the phases asked for end before it; ask for it, too, or "
                "give another folder"
            )
        if theirs[index][0].name != name:
            raise InputError(
                f"{name} has begun, and {theirs[index][0].name} is asked for in its place; give "
                "the phases that were begun as before, or another folder"
            )


def _check_end(mine: list[Phase], wanted: list[Phase], asked: Phase, shown: int) -> None:
    """Raises InputError where phases of one kind, of which the last is under way, end by now.

    To a user they are one: its images are told as those of all.
    """
    if mine[-1].fade_in or asked.images_shown > shown:
        return
    seen = sum(each.images_shown for each in mine[:-1]) + shown
    raise InputError(
        f"{mine[-1].name} has shown {seen:,} images by now and cannot end after "
        f"{sum(each.images for each in wanted):,}; give it {seen + asked.batch_size:,} or more"
    )


def _going_on(mine: Phase, asked: Phase, shown: int) -> Phase:
    """The phase under way, as asked for where that can be."""
    if mine.fade_in:
        asked = dataclasses.replace(asked, images=mine.images)
    if shown % asked.batch_size:
        raise InputError(
            f"{mine.name} is under way, and a batch of {asked.batch_size} does not divide the "
            f"{shown:,} images that it has shown; one that divides its {mine.batch_size} does"
        )
    return asked
