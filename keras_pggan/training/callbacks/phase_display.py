"""What a display knows of a phase, and of the run it is in."""

from __future__ import annotations

import time

import keras
import numpy as np
from rich.console import Console

from keras_pggan.schedule import Schedule
from keras_pggan.training.callbacks.history import DISTANCE, Row
from keras_pggan.training.callbacks.pace import Outlook, Pace
from keras_pggan.words import about, duration_in_words

LOSSES = {"D": "discriminator_loss", "G": "generator_loss"}
STRENGTH = "augment_strength"
SPACE = "  "
LOOK = 1.0  # seconds between two looks at the losses, for which the device must be waited for


class PhaseDisplay(keras.callbacks.Callback):
    """Shows nothing; base of those that do, which are also called with each row of the history.

    Args:
        console: where it is printed.
        schedule: all phases of the run.
        index: of the phase.
        done: steps of it that were done before.
        outlook: what the phases after it take; None where that was not estimated.
        verbose: whether there is a line for each row.
    """

    def __init__(
        self,
        console: Console,
        schedule: Schedule,
        index: int,
        *,
        done: int = 0,
        outlook: Outlook | None = None,
        verbose: bool = False,
    ):
        super().__init__()
        self.console, self.schedule, self.index = console, schedule, index
        self.outlook, self.verbose, self.done = outlook, verbose, done
        self.phase, self.step = schedule[index], done
        self.title = f"phase {index + 1}/{len(schedule)} {self.phase.name}"
        self.pace: Pace | None = None
        self._losses: dict[str, float] = {}
        self._strength: float | None = None  # of augmentation, where training moves it
        self._looked = 0.0
        self.distance = ""  # of samples, once it was measured

    def on_train_begin(self, logs=None):
        self.pace = Pace(self.done, time.monotonic())
        self.show()

    def on_train_batch_end(self, batch, logs=None):
        now = time.monotonic()
        self.step = self.phase.step_after(self.done, batch)
        if self.pace:
            self.pace.at(self.step, now)
            if self.outlook:
                self.outlook.took(self._phases_left, self.pace)
        if logs and (now - self._looked >= LOOK or self.step == self.phase.steps):
            self._looked = now
            self._losses = {
                short: float(np.mean(logs[name])) for short, name in LOSSES.items() if name in logs
            }
            if STRENGTH in logs:
                self._strength = float(np.mean(logs[STRENGTH]))
        self.show()

    def __call__(self, row: Row) -> None:
        """Takes a row of the history."""
        if row.get(DISTANCE[0]) is not None:
            distance, floor = (float(row[name]) for name in DISTANCE)
            self.distance = f"swd {distance:.3g} (floor {floor:.3g})"
        if self.verbose:
            self.print_line()

    def show(self) -> None:
        """Shows how far it is, if it is time."""

    def close(self) -> None:
        """Leaves a line of the phase, also after an interrupt."""

    # What there is to show; what is not known is empty.

    @property
    def part(self) -> float:
        """How much of the phase is done."""
        return self.step / self.phase.steps

    @property
    def images(self) -> int:
        """Seen in the whole run."""
        before = self.schedule.images_before(self.index)
        return before + self.step * self.phase.batch_size

    @property
    def state(self) -> str:
        """What the schedule moves, what the strength of augmentation is, and the losses."""
        moved = float(self.model.moved_at(self.phase, float(self.step * self.phase.batch_size)))
        losses = " ".join(f"{name} {value:.3g}" for name, value in self._losses.items())
        strength = f"augment {self._strength:.2f}" if self._strength is not None else ""
        told = [
            f"{self.model.moves} {moved:.2f}",
            strength,
            losses and f"loss {losses}",
            self.distance,
        ]
        return SPACE.join(part for part in told if part)

    @property
    def rate(self) -> str:
        """Images a second."""
        if self.pace is None or self.pace.seconds is None:
            return ""
        rate = self.phase.batch_size / max(self.pace.seconds, 1e-9)
        return f"{rate:,.0f} images/s" if rate >= 10 else f"{rate:.2g} images/s"

    @property
    def left(self) -> str:
        """How long the phase still takes."""
        seconds = self.seconds_left
        return "" if seconds is None else f"{duration_in_words(seconds)} left"

    @property
    def run_left(self) -> str:
        """How long the whole run still takes."""
        seconds = self.seconds_left
        after = self.outlook.after(self._phases_left) if self.outlook else None
        if not self._phases_left:
            return self.left
        return "" if seconds is None or after is None else f"about {about(seconds + after)} left"

    @property
    def took(self) -> str:
        """How long the phase, or what there was of it, took."""
        return duration_in_words(self.pace.now - self.pace.begun[1]) if self.pace else ""

    @property
    def _phases_left(self) -> int:
        return len(self.schedule) - 1 - self.index

    @property
    def seconds_left(self) -> float | None:
        """Of the phase; None until its rate has settled."""
        if self.pace is None or self.pace.seconds is None:
            return None
        return (self.phase.steps - self.step) * self.pace.seconds

    def print_line(self) -> None:
        """A line that says all, for a log file."""
        run = f"whole run {self._run_part:.0%}"
        run = f"{run}, {self.run_left}" if self.run_left else run
        self._print([f"{self.title}: {self.part:4.0%}", self.state, self.rate, self.left, run])

    def print_end(self, *, width: int | None = None) -> None:
        """A line of the phase, or of what there was of it; its end is left out beyond a width."""
        run = f"whole run {self._run_part:.0%}"
        parts = [f"{self.title}: {self.part:4.0%}", f"took {self.took}", self.rate, run, self.state]
        while width is not None and len(SPACE.join(parts)) > width and len(parts) > 2:
            parts.pop()
        self._print(parts)

    @property
    def _run_part(self) -> float:
        return self.images / self.schedule.total_images

    def _print(self, parts: list[str]) -> None:
        self.console.print(SPACE.join(part for part in parts if part), soft_wrap=True)
