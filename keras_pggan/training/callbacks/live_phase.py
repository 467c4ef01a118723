"""A phase on a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from rich.progress import BarColumn, Progress, TextColumn
from rich.text import Text

from keras_pggan.training.callbacks.phase_display import PhaseDisplay

# What stands beside a bar: `phase 17/17 1024x1024-fade-in`, ` 45%`, `1,234 images/s`, `23 h 59 min
# left`, and spaces.
BESIDE = 70
LEAST_BAR, LARGEST_BAR = 8, 40


class LivePhase(PhaseDisplay):
    """A bar of the phase, one of the whole run, and a line of what moves and of the losses.

    They fit into 80 columns, and give way to one plain line when the phase ends.
    """

    def on_train_begin(self, logs=None):
        width = min(LARGEST_BAR, max(LEAST_BAR, self.console.width - BESIDE))
        self._bars = _Bars(
            TextColumn("{task.description}"),
            BarColumn(bar_width=width),
            TextColumn("{task.percentage:3.0f}%"),
            TextColumn("{task.fields[rate]}"),
            TextColumn("{task.fields[left]}"),
            console=self.console,
            transient=True,
        )
        run = f"whole run, {self.schedule.total_images:,} images"
        self._phase = self._bars.add_task(self.title, total=self.phase.steps, rate="", left="")
        self._run = self._bars.add_task(run, total=self.schedule.total_images, rate="", left="")
        super().on_train_begin(logs)
        self._bars.start()

    def show(self) -> None:
        """Moves the bars."""
        waiting = "compiling" if self.step == self.done else ""
        bars = self._bars
        rate = self.rate or waiting
        bars.update(self._phase, completed=self.step, rate=rate, left=self.left)
        bars.update(self._run, completed=self.images, left=self.run_left)
        bars.line = self.state

    def close(self) -> None:
        """Takes the bars away, and leaves a line."""
        if self.pace is None:
            return
        self._bars.stop()
        if self.step > self.done:
            self.print_end(width=self.console.width)


class _Bars(Progress):
    """Bars, and a line below."""

    line = ""

    def get_renderables(self) -> Iterable[RenderableType]:
        """What Rich draws, several times a second."""
        yield self.make_tasks_table(self.tasks)
        yield Text(self.line, no_wrap=True, overflow="ellipsis")
