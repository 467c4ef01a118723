"""A phase in a log file."""

from __future__ import annotations

import time

from keras_pggan.training.callbacks.phase_display import PhaseDisplay
from keras_pggan.words import counted

EVERY = 60.0  # seconds between two lines
SOON = 10.0  # seconds to the end of a phase, which has a line of its own


class PlainPhase(PhaseDisplay):
    """Plain lines: one as it begins, one once the rate is settled, one a minute, one at the end."""

    _next: float | None = None

    def on_train_begin(self, logs=None):
        left = (self.phase.steps - self.done) * self.phase.batch_size
        self.console.print(f"{self.title}: {counted(left, 'image')}", soft_wrap=True)
        super().on_train_begin(logs)

    def show(self) -> None:
        """Prints a line, where one is due."""
        now = time.monotonic()
        left = self.seconds_left
        if left is None or left < SOON or now < (self._next or now):
            return
        self._next = now + EVERY
        if not self.verbose:
            self.print_line()

    def close(self) -> None:
        """Prints the last line."""
        if self.step > self.done:
            self.print_end()
