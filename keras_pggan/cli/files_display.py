"""What a person sees while pictures are prepared."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from keras_pggan.words import counted, duration_in_words

if TYPE_CHECKING:
    from keras_pggan.preprocessing.pipeline import Progress as Position

SECONDS = 10.0  # between two plain lines, at least


class FilesDisplay:
    """A moving line on a terminal; a plain line now and then anywhere else; a context manager.

    Called with how far a run is, it shows files done, pictures a second, faces, rejects, and the
    time that is left.

    Args:
        console: where it is printed.
        noun: what is taken out of pictures, such as `face`.
    """

    def __init__(self, console: Console, *, noun: str):
        self.console, self.noun = console, noun
        self._bar = Progress(
            BarColumn(), TextColumn("{task.description}"), console=console, transient=True
        )
        self._task = self._bar.add_task("", total=None)
        self._first: tuple[int, float] | None = None
        self._told = time.monotonic()

    def __enter__(self) -> Self:
        if self.console.is_terminal:
            self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self.console.is_terminal:
            self._bar.stop()

    def __call__(self, now: Position) -> None:
        """Shows how far a run is."""
        moment = time.monotonic()
        if now.done > now.before and self._first is None:  # what came before is mostly loading
            self._first = now.done, moment
        if self.console.is_terminal:
            text = self._line(now, moment)
            self._bar.update(self._task, description=text, completed=now.done, total=now.total)
        elif moment - self._told >= SECONDS:
            self._told = moment
            self.console.print(self._line(now, moment), soft_wrap=True)

    def _line(self, now: Position, moment: float) -> str:
        parts = [f"{now.done:,} of {counted(now.total, 'file')}"]
        done, start = self._first or (now.done, moment)
        if now.done > done and moment > start:
            rate = (now.done - done) / (moment - start)
            parts.append(f"{rate:.1f} pictures/s")
        parts += [counted(now.faces, self.noun), counted(now.rejects, "reject")]
        if now.done > done and moment > start:
            parts.append(f"{duration_in_words((now.total - now.done) / rate)} left")
        return "  ".join(parts)
