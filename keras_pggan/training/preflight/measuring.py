"""How fast phases train, measured on random pictures for as long as a person waits."""

from __future__ import annotations

import itertools
import math
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.schedule import Phase
from keras_pggan.training.distribution.workers import Workers
from keras_pggan.training.execution import enter
from keras_pggan.training.preflight.step_time import Scales, StepTime, fitted

BUDGET = 50.0  # seconds in all; a last phase may take longer than was thought
EXECUTION = 0.5  # seconds between two returns to Python, where more than one step is run
LONG = 3.0  # seconds of a step, of which one is enough
WORTH = 0.01  # of the whole; what takes less need not be measured

OnMeasured = Callable[[int, float, float], None]


class Measured(NamedTuple):
    """Seconds of a step, and those before the first."""

    step: float
    compiling: float


def measure_phases(
    gan: AdversarialGAN,
    phases: Sequence[Phase],
    steps: Sequence[StepTime],
    on_measured: OnMeasured,
) -> dict[int, Measured]:
    """Trains a few steps of some phases: of all, if that takes less than a minute.

    Otherwise large phases come before small ones, which matter less, and straight ones before
    fade-ins, which hardly differ from them.

    Args:
        gan: trained by these steps; not one that is still needed.
        phases: of a run.
        steps: what is estimated of each; the times of several workers are those of their chief.
        on_measured: told the index of a phase, seconds of a step and those of compiling, as soon as
            they are known.

    Returns:
        what was measured, by the index of the phase; nothing where one step takes too long.
    """
    workers, start = Workers(gan.distribute_strategy), time.monotonic()
    found: dict[int, Measured] = {}
    while True:
        left = BUDGET - workers.of_chief(time.monotonic() - start)
        chosen = _worth_measuring(gan, phases, steps, found, left)
        if not chosen:
            return found
        # The smallest first: it tells how far off the estimates are.
        index = min(chosen)
        expected = scales_of(steps, found).seconds(steps[index])
        one = measured_step(gan, phases[index], expected)
        found[index] = Measured(*(workers.of_chief(part) for part in one))
        on_measured(index, *found[index])


def scales_of(steps: Sequence[StepTime], found: dict[int, Measured]) -> Scales:
    """How far off the estimates are, by what was measured."""
    return fitted([(steps[index], one.step) for index, one in found.items()])


def compiling_scale(steps: Sequence[StepTime], found: dict[int, Measured]) -> float:
    """How many times longer compiling takes than was estimated; 1 where nothing was measured."""
    if not found:
        return 1.0
    estimated = sum(steps[index].compiling for index in found)
    return sum(one.compiling for one in found.values()) / estimated


def _worth_measuring(
    gan: AdversarialGAN,
    phases: Sequence[Phase],
    steps: Sequence[StepTime],
    found: dict[int, Measured],
    left: float,
) -> list[int]:
    """Indices of phases that can still be measured in so many seconds."""
    scales, compiling = scales_of(steps, found), compiling_scale(steps, found)
    seconds = [scales.seconds(step) for step in steps]
    lengths = [one * phase.steps for one, phase in zip(seconds, phases, strict=True)]
    order = sorted(range(len(phases)), key=lambda index: (phases[index].fade_in, -index))
    cycle, chosen = _cycle(gan), []
    for index in order:
        if index in found or (index and lengths[index] < WORTH * sum(lengths)):
            continue
        costs = compiling * steps[index].compiling + (1 + cycle) * seconds[index] + 3 * EXECUTION
        if costs <= left:
            chosen.append(index)
            left -= costs
    return chosen


def measured_step(gan: AdversarialGAN, phase: Phase, expected: float) -> Measured:
    """Trains a few steps of a phase on random pictures: the median, and what came before.

    Where a penalty is due in every k-th step, they are k steps, or a multiple: with too few, the
    step that it makes longer would be left out or count too much.

    Args:
        gan: trained by these steps.
        phase: the phase, which the GAN enters and leaves.
        expected: about how many seconds a step takes, which decides how many there are.
    """
    steps = enter(gan, phase, most=max(1, int(EXECUTION / expected)))
    shape = (phase.batch_size, phase.height, phase.width, gan.network.channels)
    pictures = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    data: Any = pictures
    if label_count := gan.network.label_count:
        data = pictures, np.arange(phase.batch_size) % label_count
    # The first compiles, the second fills caches.
    untimed, spans = (1, 1) if expected > LONG else (2, 3)
    cycle = _cycle(gan)
    executions = cycle // math.gcd(cycle, steps)  # of a span
    if executions > 1 and expected > EXECUTION:
        spans = 1
    batches = tf.data.Dataset.from_tensors(data).repeat((untimed + spans * executions) * steps)
    clock = _Clock()
    start = time.perf_counter()
    gan.fit(batches, callbacks=[clock], verbose=0)
    gan.leave()
    ends = clock.ends[untimed - 1 :: executions]
    step = statistics.median(after - one for one, after in itertools.pairwise(ends))
    step /= executions * steps
    return Measured(step, max(0.0, clock.ends[0] - start - steps * step))


def _cycle(gan: AdversarialGAN) -> int:
    """After how many steps the same penalties are due again."""
    return math.lcm(*(penalty.every for penalty in gan.adversarial_loss.penalties))


class _Clock(keras.callbacks.Callback):
    """Notes when steps end."""

    def __init__(self):
        super().__init__()
        self.ends: list[float] = []

    def on_train_batch_end(self, batch, logs=None):
        for value in (logs or {}).values():
            np.asarray(value)  # waits for the device
        self.ends.append(time.perf_counter())
