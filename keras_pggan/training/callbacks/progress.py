"""What a person sees while a run trains."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from rich.console import Console

from keras_pggan.schedule import Schedule
from keras_pggan.training.callbacks.live_phase import LivePhase
from keras_pggan.training.callbacks.pace import Outlook
from keras_pggan.training.callbacks.phase_display import PhaseDisplay
from keras_pggan.training.callbacks.plain_phase import PlainPhase
from keras_pggan.training.preflight.step_time import StepTime


class ProgressDisplay:
    """Two bars on a terminal; a plain line a minute anywhere else, such as in a log file.

    It shows phase and whole run: how far they are and how long they still take, images a second,
    what the schedule moves (alpha), the losses, and the last distance of samples from pictures with
    its noise floor, where they are measured. Times are told once rates have settled.

    Args:
        console: where it is printed.
        quiet: whether nothing is.
        verbose: whether there is a line at each row of the history.
    """

    def __init__(
        self, console: Console | None = None, *, quiet: bool = False, verbose: bool = False
    ):
        self.console = console or Console(highlight=False)
        self.quiet, self.verbose = quiet, verbose
        self._estimates: Sequence[StepTime] = ()
        self._outlook: Outlook | None = None
        self._distance = -1, ""  # the level that it is of

    def expect(self, estimates: Sequence[StepTime]) -> None:
        """Takes what a step is estimated to take in each of the last phases of the run."""
        self._estimates, self._outlook = estimates, None

    @contextlib.contextmanager
    def phase(self, schedule: Schedule, index: int, *, done: int = 0) -> Iterator[PhaseDisplay]:
        """The Keras callback, and sink of rows, for a phase of which `done` steps are done."""
        if self._outlook is None and self._estimates:
            last = schedule[len(schedule) - len(self._estimates) :]
            self._outlook = Outlook(self._estimates, [phase.steps for phase in last])
        kind = PhaseDisplay if self.quiet else LivePhase if self.console.is_terminal else PlainPhase
        outlook, verbose = self._outlook, self.verbose and not self.quiet
        shown = kind(self.console, schedule, index, done=done, outlook=outlook, verbose=verbose)
        level, distance = self._distance
        shown.distance = distance if level == shown.phase.level else ""
        try:
            yield shown
        finally:
            self._distance = shown.phase.level, shown.distance
            shown.close()
