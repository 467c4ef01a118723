"""The pace of a phase, and the time that a run still takes, on made-up clocks."""

import pytest

from keras_pggan.training.callbacks.pace import WINDOW, Outlook, Pace
from keras_pggan.training.preflight.step_time import StepTime


def paced(durations, steps=1, begun=0):
    """A phase whose executions of some steps take so many seconds each."""
    now, pace = 0.0, Pace(begun, 0.0)
    for number, seconds in enumerate(durations, 1):
        now += seconds
        pace.at(begun + number * steps, now)
    return pace


def test_there_is_no_pace_before_some_executions_and_some_seconds():
    assert paced([]).seconds is None
    assert paced([30, 2, 2]).seconds is None  # seconds enough, too few executions
    assert paced([30, *[0.1] * 20]).seconds is None
    assert paced([30, 2, 2, 2]).seconds == 2


@pytest.mark.parametrize("begun", [0, 1000])
def test_compiling_is_what_the_first_execution_takes_longer(begun):
    pace = paced([30, *[4] * 5], steps=8, begun=begun)
    assert pace.seconds == pytest.approx(0.5)
    assert pace.compiling == pytest.approx(26)


def test_the_pace_is_that_of_the_last_minutes():
    pace = paced([30, *[1] * 1000, *[2] * WINDOW])
    assert pace.seconds == pytest.approx(2, rel=0.02)


def outlook():
    """Of three phases: overhead alone, half of each, work alone."""
    return Outlook([StepTime(1, 0, 1), StepTime(1, 1, 2), StepTime(0, 4, 3)], [10, 20, 30])


def test_without_a_measurement_the_estimates_count():
    assert outlook().after(0) == 0
    assert outlook().after(1) == 3 + 30 * 4
    assert outlook().after(2) == 2 + 20 * 2 + 3 + 30 * 4


def test_more_phases_than_were_estimated_have_no_time():
    assert outlook().after(4) is None


def test_a_phase_that_takes_longer_lengthens_the_others():
    found = outlook()
    found.took(1, paced([104, *[4] * 5]))  # twice as long a step, and 50 times as long to compile
    assert found.after(1) == pytest.approx(50 * 3 + 2 * 30 * 4)


def test_what_differs_in_overhead_and_in_work_is_told_apart():
    found = outlook()
    found.took(2, paced([3, *[2] * 5]))  # overhead twice, compiling as estimated
    found.took(1, paced([10, *[8] * 5]))  # 2 of overhead, so that work must be six times
    assert found.after(1) == pytest.approx(3 + 30 * 24, rel=0.3)
    assert found.after(1) > 3 + 30 * 16  # what the common factor of the last phase would give
