"""How fast a phase goes, and what a run still takes."""

from __future__ import annotations

import collections
from collections.abc import Sequence

from keras_pggan.training.preflight.step_time import StepTime, fitted

SETTLED_SECONDS, SETTLED_EXECUTIONS = 3.0, 3  # before a rate is told
WINDOW = 300  # seconds that a rate is taken over; what another program takes shows soon


class Pace:
    """Seconds of a step of a phase, once there is something to say.

    What comes before the end of the first execution is mostly compiling, which comes once, and is
    left out.

    Args:
        step: where the phase begins, or goes on.
        now: seconds.
    """

    def __init__(self, step: int, now: float):
        self.begun, self.step, self.now = (step, now), step, now
        self._first: tuple[int, float] | None = None
        self._executions = 0
        self._window: collections.deque[tuple[int, float]] = collections.deque()

    def at(self, step: int, now: float) -> None:
        """Takes the step and the seconds at the end of an execution."""
        self.step, self.now = step, now
        self._executions += 1
        if self._first is None:
            self._first = step, now
        if not self._window or now - self._window[-1][1] >= 1.0:
            self._window.append((step, now))
        while now - self._window[0][1] > WINDOW and len(self._window) > 1:
            self._window.popleft()

    @property
    def seconds(self) -> float | None:
        """Of a step; None while that is not settled."""
        if self._first is None or self._executions <= SETTLED_EXECUTIONS:
            return None
        if self.now - self._first[1] < SETTLED_SECONDS:
            return None
        step, now = self._window[0]
        return (self.now - now) / (self.step - step) if self.step > step else None

    @property
    def compiling(self) -> float | None:
        """Seconds before the first step, once a step's are known."""
        if self.seconds is None or self._first is None:
            return None
        steps, seconds = (end - start for end, start in zip(self._first, self.begun, strict=True))
        return max(0.0, seconds - steps * self.seconds)


class Outlook:
    """What the phases of a run take that have not begun, by estimates and by what others took.

    Args:
        estimates: of a step, of the last phases of the run.
        steps: how many steps each of these has.
    """

    def __init__(self, estimates: Sequence[StepTime], steps: Sequence[int]):
        self.estimates, self.steps = estimates, steps
        self._measured: dict[int, float] = {}
        self._compiled: dict[int, float] = {}

    def took(self, left: int, pace: Pace) -> None:
        """Takes the pace of the phase after which `left` phases come."""
        index = len(self.steps) - 1 - left
        if 0 <= index < len(self.estimates) and pace.seconds and pace.compiling is not None:
            self._measured[index], self._compiled[index] = pace.seconds, pace.compiling

    def after(self, left: int) -> float | None:
        """Seconds of the last `left` phases; None where nothing was estimated."""
        if left > len(self.estimates):
            return None
        scales = fitted([(self.estimates[at], found) for at, found in self._measured.items()])
        estimated = sum(self.estimates[index].compiling for index in self._compiled)
        compiling = sum(self._compiled.values()) / estimated if estimated else 1.0
        ahead = range(len(self.steps) - left, len(self.steps))
        return sum(
            compiling * self.estimates[index].compiling
            + scales.seconds(self.estimates[index]) * self.steps[index]
            for index in ahead
        )
