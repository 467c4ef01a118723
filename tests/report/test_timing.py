"""Times by a history, against seconds that are counted apart."""

import pytest

from keras_pggan.errors import InputError
from keras_pggan.report.facts import in_all, time_rows
from keras_pggan.report.timing import times_of


def rows_of(*ticks):
    """A history of ticks: phase, images seen, and images in a second."""
    names = "phase", "images_seen", "images_per_second"
    return [dict(zip(names, map(str, tick), strict=True)) for tick in ticks]


def test_the_time_of_a_phase_is_that_of_its_ticks():
    rows = rows_of(
        ("4x4-straight", 100, 10.0),  # 10 s, with the compilation
        ("4x4-straight", 200, 100.0),  # 1 s
        ("4x4-straight", 300, 50.0),  # 2 s
        ("8x8-fade-in", 340, 20.0),  # 2 s
    )
    first, second = times_of(rows)
    assert first == ("4x4-straight", 300, pytest.approx(13), 50.0)
    assert second == ("8x8-fade-in", 40, pytest.approx(2), 20.0)
    assert in_all([first, second]) == "15 s, 22.7 images a second"
    assert time_rows([first]) == [("4x4-straight", "300", "13 s", "50.0")]


def test_a_continued_run_counts_each_image_once():
    """A run saved at 250, between two ticks, and went on: the row at 300 is of 50 images there."""
    whole = rows_of(("4x4-straight", 200, 100.0), ("4x4-straight", 300, 100.0))
    assert times_of(whole) == [("4x4-straight", 300, pytest.approx(3), 100.0)]
    slower = rows_of(("4x4-straight", 200, 100.0), ("4x4-straight", 300, 10.0))
    assert times_of(slower) == [("4x4-straight", 300, pytest.approx(2 + 10), 55.0)]


def test_a_speed_that_was_rounded_to_nothing_counts_as_the_slowest_that_is():
    ((_, images, seconds, speed),) = times_of(rows_of(("1024x1024-straight", 4, "0.0")))
    assert (images, seconds, speed) == (4, pytest.approx(4 / 0.005), 0.005)


def test_a_history_without_speeds_tells_no_time():
    assert times_of([]) == []
    assert times_of([{"phase": "4x4-straight", "images_seen": "8"}]) == []
    with pytest.raises(InputError, match="a history has numbers, got 'fast'"):
        times_of(rows_of(("4x4-straight", 8, "fast")))
