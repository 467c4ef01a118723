"""Which phases a run goes on with."""

import pytest

import keras_pggan as pg
from keras_pggan.runs.phases_left import phases_to_go_on

NAMES = {"4": (0, False), "8f": (1, True), "8": (1, False), "16f": (2, True), "16": (2, False)}


def schedule(*parts, batch=4):
    """Phases such as `8f:32`, 32 images of a fade-in to 8x8."""
    phases = []
    for part in parts:
        name, _, images = part.partition(":")
        level, fade_in = NAMES[name]
        size = 4 << level
        phases.append(
            pg.Phase(
                level=level,
                height=size,
                width=size,
                fade_in=fade_in,
                images=int(images),
                batch_size=batch,
            )
        )
    return pg.Schedule(tuple(phases))


@pytest.mark.parametrize(
    ("started", "asked", "completed", "shown", "expected"),
    [
        # Before anything was shown, all is as asked for.
        ("4:8", "4:16 8f:16 8:16", 0, 0, "4:16 8f:16 8:16"),
        # Completed phases stay, whatever is asked for in their place.
        ("4:8 8f:8 8:8", "4:16 8f:16 8:16", 1, 0, "4:8 8f:16 8:16"),
        ("4:8 8f:8 8:8", "4:4 8f:4 8:4", 2, 0, "4:8 8f:8 8:4"),
        # A fade-in that has begun keeps its length.
        ("4:8 8f:8 8:8", "4:16 8f:16 8:16", 1, 4, "4:8 8f:8 8:16"),
        # The last phase, in the middle and after its end; asked for again, it is as it was.
        ("4:8 8f:8 8:8", "4:16 8f:16 8:16", 2, 4, "4:8 8f:8 8:16"),
        ("4:8 8f:8 8:8", "4:16 8f:16 8:16", 3, 0, "4:8 8f:8 8:8 8:8"),
        ("4:8 8f:8 8:8 8:8", "4:16 8f:16 8:16", 3, 4, "4:8 8f:8 8:8 8:8"),
        ("4:8 8f:8 8:8 8:8", "4:16 8f:16 8:16", 4, 0, "4:8 8f:8 8:8 8:8"),
        ("4:8 8f:8 8:8 8:8", "4:8 8f:8 8:8 8:8", 4, 0, "4:8 8f:8 8:8 8:8"),
        ("4:8 8f:8 8:8 8:8", "4:20 8f:20 8:20", 4, 0, "4:8 8f:8 8:8 8:8 8:4"),
        ("4:8 8f:8 8:8 8:8", "4:20 8f:20 8:20", 3, 4, "4:8 8f:8 8:8 8:12"),
        # Less than was shown after the end: nothing is left to do.
        ("4:8 8f:8 8:8", "4:4 8f:4 8:4", 3, 0, "4:8 8f:8 8:8"),
        # Further: a completed level is not gone back to.
        ("4:8 8f:8 8:8", "4:16 8f:16 8:16 16f:16 16:16", 3, 0, "4:8 8f:8 8:8 16f:16 16:16"),
        ("4:8 8f:8 8:8 8:8", "4:8 8f:8 8:8 16f:8 16:8", 4, 0, "4:8 8f:8 8:8 8:8 16f:8 16:8"),
        # No further: phases that have not begun may go.
        ("4:8 8f:8 8:8 16f:8 16:8", "4:8 8f:8 8:8", 2, 4, "4:8 8f:8 8:8"),
        # A file may have several phases of one kind.
        ("4:8 4:8 8f:8 8:8", "4:8 4:12 4:8 8f:8", 1, 4, "4:8 4:12 4:8 8f:8"),
    ],
)
def test_phases_that_are_gone_on_with(started, asked, completed, shown, expected):
    mine, theirs = schedule(*started.split()), schedule(*asked.split())
    assert phases_to_go_on(mine, theirs, completed, shown) == schedule(*expected.split())


def test_the_phase_under_way_takes_batch_and_rates_of_the_one_asked_for():
    mine = schedule("4:32", batch=8)
    theirs = schedule("4:32", batch=4)
    assert phases_to_go_on(mine, theirs, 0, 8) == theirs


@pytest.mark.parametrize(
    ("started", "asked", "completed", "shown", "says"),
    [
        ("4:8 8f:8 8:8", "8:24", 1, 0, "4x4-straight has begun, and 8x8-straight is asked for in"),
        ("4:8 8f:8 8:8", "4:8", 1, 4, "8x8-fade-in has begun, and the phases asked for end before"),
        (
            "4:16",
            "4:8",
            0,
            8,
            "4x4-straight has shown 8 images by now and cannot end after 8; give it 12 or more",
        ),
        (
            "4:8 8f:8 8:8 8:8",
            "4:8 8f:8 8:8",
            3,
            4,
            "8x8-straight has shown 12 images by now and cannot end after 8; give it 16 or more",
        ),
    ],
)
def test_phases_that_cannot_be_gone_on_with(started, asked, completed, shown, says):
    with pytest.raises(pg.InputError, match=says):
        phases_to_go_on(schedule(*started.split()), schedule(*asked.split()), completed, shown)


def test_a_batch_that_does_not_divide_what_was_shown_is_refused():
    says = (
        "4x4-straight is under way, and a batch of 3 does not divide the 8 images that it has "
        "shown; one that divides its 4 does"
    )
    with pytest.raises(pg.InputError, match=says):
        phases_to_go_on(schedule("4:16"), schedule("4:16", batch=3), 0, 8)
