"""The curves of a run: one row a tick, and the table of them."""

from __future__ import annotations

import csv
import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np

from keras_pggan.errors import TrainingError
from keras_pggan.files import full_disk_named, written_whole
from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.runs.history_rows import read_history
from keras_pggan.schedule import Phase

TICKS_PER_PHASE = 50
# Steps in turn without finite gradients that end a run of float16. Each halves the loss scale,
# which begins at 2^15; what is not finite at 2^-15 is so at any scale.
MOST_SKIPPED_OF_HALF = 30
# Of other precisions, where the next step has no better prospects but for its pictures.
MOST_SKIPPED = 5
# `skipped_steps` counts, since the phase began, steps without finite gradients.
# The sliced Wasserstein distance of the samples, and that of as many reals from others.
DISTANCE = "swd", "swd_floor"
FIRST_COLUMNS = "images_seen", "phase", "images_per_second"

Row = dict[str, Any]
Sink = Callable[[Row], None]


def history_columns(gan: AdversarialGAN) -> tuple[str, ...]:
    """The columns of a GAN's history: its metrics among those that all have."""
    return (*FIRST_COLUMNS, *gan.metric_names, "skipped_steps", *DISTANCE)


def tick_steps(phase: Phase) -> int:
    """Steps between two rows of a phase's history."""
    return max(1, phase.steps // TICKS_PER_PHASE)


class History(keras.callbacks.Callback):
    """Gives a row of metrics to its sinks at every tick of a phase.

    A tick is a fiftieth of the phase. Metrics are means over the tick, that of what the schedule
    moves, too. There is no gradient norm of a tick in which its penalty was not computed. Where a
    metric is NaN or infinite, or gradients are in several steps in turn, training stops with a
    `TrainingError` before anything is saved.

    Args:
        phase: the phase that is trained.
        images_before: images shown in earlier phases.
        sinks: functions that take a row (a dictionary with keys of `history_columns`), in turn; the
            first may add to it what the others then get.
        done: steps of the phase that were done before.
        last_good: names the checkpoint to go back to, for the error.
    """

    def __init__(
        self,
        phase: Phase,
        images_before: int,
        sinks: list[Sink],
        *,
        done: int = 0,
        last_good: Callable[[], str] = lambda: "nothing was saved since",
    ):
        super().__init__()
        self.last_good = last_good
        self.phase, self.images_before, self.sinks, self.done = phase, images_before, sinks, done
        self.interval = tick_steps(phase)

    def on_train_begin(self, logs=None):
        self._next = (self.done // self.interval + 1) * self.interval
        self._last_step, self._last_time = self.done, time.monotonic()
        self._last_skipped, self._in_vain = self.model.skipped_steps, 0

    def on_train_batch_end(self, batch, logs=None):
        step = self.phase.step_after(self.done, batch)
        if step < self._next and step < self.phase.steps:
            return
        values = {name: float(np.mean(value)) for name, value in (logs or {}).items()}
        skipped = self.model.skipped_steps
        self._check(values, skipped, step)
        for name in self.model.metrics_without_value(range(self._last_step, step)):
            del values[name]
        now = time.monotonic()
        shown = (step - self._last_step) * self.phase.batch_size
        row: Row = {
            "images_seen": self.images_before + step * self.phase.batch_size,
            "phase": self.phase.name,
            "images_per_second": round(shown / max(now - self._last_time, 1e-9), 2),
            **values,
            "skipped_steps": skipped,
        }
        for sink in self.sinks:
            sink(row)
        self.model.reset_metrics()
        self._next, self._last_step = step + self.interval, step
        self._last_time = time.monotonic()  # without the sinks, one of which may measure samples
        self._last_skipped = skipped

    def _check(self, values: dict[str, float], skipped: int, step: int) -> None:
        """Raises TrainingError where training came to nothing."""
        where = f"in {self.phase.name}, at step {step} of {self.phase.steps}; {self.last_good()}"
        broken = [name for name, value in values.items() if not math.isfinite(value)]
        if broken:
            raise TrainingError(f"{broken[0]} became {values[broken[0]]} {where}")
        steps = step - self._last_step
        all_skipped = skipped - self._last_skipped >= steps > 0
        self._in_vain = self._in_vain + steps if all_skipped else 0
        half = self.model.generator.compute_dtype == "float16"
        # A phase that is shorter must not end as if it had been trained.
        most = MOST_SKIPPED_OF_HALF if half else min(MOST_SKIPPED, self.phase.steps)
        if self._in_vain >= most:
            of_half = " of float16" if half else ""
            raise TrainingError(
                f"no finite gradients in the last {self._in_vain} steps{of_half}, {where}"
            )


class CsvTable:
    """Appends rows to a CSV file; rows of images that are to be trained again are dropped.

    Args:
        path: the file; made if it is missing.
        images_seen: where training continues; later rows are from work that was lost.
        columns: of the file; others that are in it already stay.
    """

    def __init__(self, path: Path, images_seen: int, columns: Sequence[str]):
        kept = [row for row in read_history(path) if int(row["images_seen"]) <= images_seen]
        self.path, self.columns = path, list(dict.fromkeys([*(kept[0] if kept else ()), *columns]))
        with written_whole(path) as temporary, temporary.open("w", newline="") as file:
            writer = csv.DictWriter(file, self.columns)
            writer.writeheader()
            writer.writerows(kept)

    def __call__(self, row: Row) -> None:
        with (
            full_disk_named(self.path),
            self.path.open("a", newline="", encoding="utf-8") as file,
        ):
            csv.DictWriter(file, self.columns).writerow(row)
