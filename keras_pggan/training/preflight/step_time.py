"""How long a training step takes, by arithmetic and by what was measured."""

from __future__ import annotations

import dataclasses
import functools
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from keras_pggan.training.preflight.costs import NetworkCost

# Fitted to steps of 4x4 to 64x64, straight through and fading in, with 16 to 128 filters and
# batches of 8 and 16, on two cores of a Xeon with TensorFlow 2.21.
SECONDS_PER_CALL = 2.4e-4  # of a layer, its gradients and penalty with it
STEP_BY_PRODUCT = 0.74  # seconds of a step's multiplications, to those of a plain matrix product
PASSES = 16  # how often a step reads or writes what its layers give
COMPILING, COMPILING_PER_CALL = 0.3, 0.13  # seconds
PRODUCT_SIDE = 1024
PASS_NUMBERS = 2**23
PROBE_SECONDS = 0.1  # of each measurement
CENTRE = 0.1  # how much all parts are taken to be equally far off, to one measurement


class Speed(NamedTuple):
    """What the device does in a second: floating-point operations, and bytes read or written."""

    operations: float
    bytes: float

    @classmethod
    @functools.cache
    def here(cls) -> Speed:
        """Of this machine, measured once a process, in a quarter of a second."""
        square = tf.ones((PRODUCT_SIDE, PRODUCT_SIDE))
        numbers = tf.ones((PASS_NUMBERS,))
        product = _least(lambda: tf.matmul(square, square))
        moved = _least(lambda: numbers * 1.5)
        return cls(2 * PRODUCT_SIDE**3 / product, 2 * PASS_NUMBERS * 4 / moved)


def _least(action: Callable[[], tf.Tensor]) -> float:
    """The least seconds that something takes, waiting for the device."""
    found: list[float] = []
    end = time.perf_counter() + PROBE_SECONDS
    while len(found) < 3 or time.perf_counter() < end:
        start = time.perf_counter()
        action()[:1].numpy()
        found.append(time.perf_counter() - start)
    return min(found[1:])  # the first sets things up


@dataclasses.dataclass(frozen=True)
class StepTime:
    """Seconds of a training step, in two parts.

    Args:
        overhead: of starting its operations, however large the batch is.
        work: of the arithmetic, and of memory.
        compiling: seconds before the first step, which come once a phase.
    """

    overhead: float
    work: float
    compiling: float = 0.0

    @property
    def seconds(self) -> float:
        """Of a step."""
        return self.overhead + self.work


class Scales(NamedTuple):
    """How many times longer the parts of a step take than was estimated."""

    overhead: float = 1.0
    work: float = 1.0

    def seconds(self, step: StepTime) -> float:
        """Of a step, then."""
        return self.overhead * step.overhead + self.work * step.work


def estimated_step(
    costs: Sequence[NetworkCost], flops: float, batch: int, *, speed: Speed, replicas: int = 1
) -> StepTime:
    """A training step by arithmetic.

        0.24 ms * calls + 0.74 * operations / speed.operations + 16 * outputs / speed.bytes

    On the machine that it was fitted to, idle, 27 steps from 4 to 1730 ms took 0.8 to 1.4 times
    that; on a busy one up to twice, and what `Speed.here` measures varies more there. It was not
    held against GPUs. Compiling is 0.3 s and 0.13 s a call: phases of the recipes from 4x4 to 64x64
    took 0.8 to 2 times that in seconds of one busy core.

    Args:
        costs: of both networks of a phase.
        flops: operations of a step, for each image.
        batch: images, of all devices together.
        speed: of a device.
        replicas: devices that share a batch.
    """
    calls = sum(cost.calls for cost in costs)
    images = batch / replicas
    outputs = sum(cost.activation_bytes for cost in costs)
    work = STEP_BY_PRODUCT * flops / speed.operations + PASSES * outputs / speed.bytes
    return StepTime(
        overhead=SECONDS_PER_CALL * calls,
        work=images * work,
        compiling=COMPILING + COMPILING_PER_CALL * calls,
    )


def fitted(measured: Sequence[tuple[StepTime, float]]) -> Scales:
    """What estimates must be multiplied with, by steps whose seconds were measured.

    The least relative error squared, with both parts held together by a little: what one part alone
    was measured of, such as the overhead at 4x4, is the best guess for the other.

    >>> fitted([])
    Scales(overhead=1.0, work=1.0)
    >>> fitted([(StepTime(1.0, 1.0), 6.0)])
    Scales(overhead=3.0, work=3.0)
    """
    if not measured:
        return Scales()
    parts = np.array([(step.overhead, step.work) for step, _ in measured])
    seconds = np.array([found for _, found in measured])
    common = float(np.exp(np.mean(np.log(seconds / parts.sum(axis=1)))))
    rows = np.vstack([common * parts / seconds[:, None], np.sqrt(CENTRE) * np.eye(2)])
    wanted = np.concatenate([np.ones(len(seconds)), np.full(2, np.sqrt(CENTRE))])
    found = np.linalg.lstsq(rows, wanted, rcond=None)[0]
    # Neither part comes for nothing, however the noise of a measurement has it.
    overhead, work = (round(float(common * max(each, 0.1)), 9) for each in found)
    return Scales(overhead, work)
