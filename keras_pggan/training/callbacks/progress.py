"""What a person sees while a run trains."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

import keras
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from keras_pggan.schedule import Phase
from keras_pggan.training.callbacks.history import Row

LINES_PER_PHASE = 5  # in plain text


class ProgressDisplay:
    """A moving line on a terminal; a few plain lines a phase anywhere else.

    Args:
        console: where it is printed.
        lines_per_phase: of plain text; 0 for none, also on a terminal.

    It shows phase, resolution, what the schedule moves (alpha), images a second and the time that
    the phase still takes.
    """

    def __init__(self, console: Console | None = None, *, lines_per_phase: int = LINES_PER_PHASE):
        self.console = console or Console(highlight=False)
        self.lines_per_phase = lines_per_phase

    @contextlib.contextmanager
    def phase(
        self, index: int, count: int, phase: Phase, *, done: int = 0
    ) -> Iterator[PhaseDisplay]:
        """The Keras callback, and sink of rows, for phase `index` of `count`.

        `done` steps of it were done before.
        """
        title = f"phase {index + 1}/{count} {phase.name}"
        shown: PhaseDisplay
        if not self.lines_per_phase:
            shown = PhaseDisplay(self.console, title, phase, done)
        elif self.console.is_terminal:
            shown = LivePhase(self.console, title, phase, done)
        else:
            shown = PlainPhase(self.console, title, phase, done)
            shown.lines = self.lines_per_phase
        try:
            yield shown
        finally:
            shown.close()


class PhaseDisplay(keras.callbacks.Callback):
    """Shows nothing; base of those that do, which are called with a row at each tick."""

    def __init__(self, console: Console, title: str, phase: Phase, done: int):
        super().__init__()
        self.console, self.title, self.phase, self.done = console, title, phase, done

    @property
    def moves(self) -> str:
        """What the schedule of the GAN moves."""
        return self.model.moves

    def __call__(self, row: Row) -> None:
        """Takes a row of the history."""

    def close(self) -> None:
        """Leaves the terminal as it was, also after an interrupt."""


class PlainPhase(PhaseDisplay):
    """Plain lines, for log files."""

    lines = LINES_PER_PHASE

    def on_train_begin(self, logs=None):
        self._step = self.done
        self._first: tuple[int, float] | None = None
        self._lines = int(self.done / self.phase.steps * self.lines)
        left = (self.phase.steps - self.done) * self.phase.batch_size
        self.console.print(f"{self.title}: {left} images", soft_wrap=True)

    def on_train_batch_end(self, batch, logs=None):
        self._step = self.phase.step_after(self.done, batch)
        if self._first is None:  # what came before is mostly compiling, which comes once
            self._first = self._step, time.monotonic()

    def __call__(self, row: Row) -> None:
        done = self._step / self.phase.steps
        if done * self.lines < self._lines + 1:
            return
        self._lines = int(done * self.lines)
        self.console.print(
            f"{self.title}: {done:4.0%}  {self.moves} {row[self.moves]:.2f}  "
            f"{row['images_per_second']:.0f} images/s{self._time_left()}",
            soft_wrap=True,
        )

    def _time_left(self) -> str:
        step, moment = self._first or (self._step, 0.0)
        if step == self._step:
            return ""  # one execution tells nothing yet
        each = (time.monotonic() - moment) / (self._step - step)
        return f"  {(self.phase.steps - self._step) * each:.0f} s left in this phase"


class LivePhase(PhaseDisplay):
    """A progress bar, for terminals."""

    def __init__(self, console: Console, title: str, phase: Phase, done: int):
        super().__init__(console, title, phase, done)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:3.0f}%  {task.fields[moved]}"),
            TextColumn("{task.fields[rate]:.0f} images/s"),
            TimeRemainingColumn(),
            console=self.console,
        )
        self._task = self._bar.add_task(
            title, total=phase.steps, completed=done, moved="", rate=0.0
        )

    def on_train_begin(self, logs=None):
        moved = self.model.moved_at(self.phase, float(self.done * self.phase.batch_size))
        self._bar.update(self._task, moved=self._told(moved))
        self._bar.start()

    def _told(self, moved) -> str:
        return f"{self.moves} {float(moved):.2f}"

    def on_train_batch_end(self, batch, logs=None):
        self._bar.update(self._task, completed=self.phase.step_after(self.done, batch))

    def __call__(self, row: Row) -> None:
        moved = self._told(row[self.moves])
        self._bar.update(self._task, moved=moved, rate=row["images_per_second"])

    def close(self) -> None:
        self._bar.stop()
