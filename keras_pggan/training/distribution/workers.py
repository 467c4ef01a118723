"""The processes that train one GAN together; most runs have one."""

from __future__ import annotations

import contextlib
import itertools
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import tensorflow as tf

from keras_pggan.errors import InputError, TrainingError
from keras_pggan.training.interrupts import StoppedError, StopRequest, stop_requests

CALLS_PER_AGREEMENT = 4
SIGNAL_SECONDS = 5.0  # by which a signal to all workers may reach one later than another
# What TensorFlow raises where a worker is gone; InternalError where one left in a collective.
LOST = (
    tf.errors.UnavailableError,
    tf.errors.AbortedError,
    tf.errors.CancelledError,
    tf.errors.DeadlineExceededError,
    tf.errors.InternalError,
)


class Workers:
    """What the workers of a run agree on, and which of them writes.

    All methods but the properties are collective where there are several workers: all of them must
    call, in the same order.

    Args:
        strategy: of the GAN; None for one device.
    """

    def __init__(self, strategy: tf.distribute.Strategy | None):
        self.strategy: Any = strategy or tf.distribute.get_strategy()
        self.many = isinstance(strategy, tf.distribute.MultiWorkerMirroredStrategy)
        self.index, self.count = 0, 1
        if isinstance(strategy, tf.distribute.MultiWorkerMirroredStrategy):
            resolver = strategy.cluster_resolver
            self.index = resolver.task_id or 0
            self.count = sum(len(tasks) for tasks in resolver.cluster_spec().as_dict().values())
            if resolver.task_type == "worker" and "chief" in resolver.cluster_spec().jobs:
                self.index += 1

    @property
    def is_chief(self) -> bool:
        """Whether this worker writes files; exactly one does."""
        return self.index == 0

    def total(self, value: float) -> float:
        """The sum of what the workers give."""
        if not self.many:
            return value
        local = self.strategy.num_replicas_in_sync // self.count
        return float(_summed(self.strategy, tf.constant(value, tf.float64))) / local

    def of_chief(self, value: float) -> float:
        """What the chief gives."""
        return self.total(value if self.is_chief else 0.0)

    def any(self, flag: bool) -> bool:
        """Whether any worker gives True."""
        return self.total(float(flag)) > 0 if self.many else flag

    def on_chief(self, action: Callable[[], object]) -> None:
        """Does something on the chief; the others wait for it, and end if it fails."""
        failure: Exception | None = None
        if self.is_chief:
            try:
                action()
            except Exception as error:  # of whatever kind: the others must not wait for ever
                failure = error
        if self.any(failure is not None):
            raise failure or InputError("the chief worker cannot go on; its message says why")

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Gives a clear error where another worker ends while they work together.

        A scheduler that stops a run tells all its workers, and one may be gone before another has
        heard of it. So signals are collected throughout: raised in the middle of what TensorFlow
        says of a lost worker, they would be told by neither.

        Raises:
            StoppedError: another worker is gone, and this one was asked to stop, too.
            TrainingError: TensorFlow lost another worker.
        """
        if not self.many:
            yield
            return
        with stop_requests() as stop:
            try:
                yield
            except LOST as error:
                self._tell(error, stop)

    def _tell(self, error: tf.errors.OpError, stop: StopRequest) -> NoReturn:
        deadline = time.monotonic() + SIGNAL_SECONDS
        while (number := stop.asked()) is None and time.monotonic() < deadline:
            time.sleep(0.05)
        if number is not None:
            raise StoppedError(number, saved=False) from error
        raise TrainingError(
            "another worker ended or cannot be reached any more; start all workers again, the run "
            f"continues from its last checkpoint ({str(error.message).splitlines()[0]})"
        ) from error

    def agreed(self, asked: Callable[[], int | None]) -> Callable[[], int | None]:
        """A function that gives the signal that stops the run, if any worker had one.

        With several workers it is up to a few calls late, since it costs them time to agree.

        Args:
            asked: the signal that this worker had.
        """
        if not self.many:
            return asked
        calls = itertools.count()

        def any_asked() -> int | None:
            if next(calls) % CALLS_PER_AGREEMENT or not self.any(asked() is not None):
                return None
            return asked() or signal.SIGTERM

        return any_asked

    def check_agreement(self, value: int, complaint: str) -> None:
        """Raises InputError with a complaint, on all workers, unless all have the same value.

        The value must be below 2^53, so that it survives as a float.
        """
        if self.any(value != self.of_chief(float(value))):
            raise InputError(complaint)

    def share(self, dataset: Callable[..., tf.data.Dataset]) -> Any:
        """What `fit` is given: the data set, or this worker's parts of its batches.

        Args:
            dataset: makes the data set; takes `replicas` and `parts` as `Images.dataset` does.
        """
        replicas = self.strategy.num_replicas_in_sync
        if not self.many:
            return dataset(replicas=replicas)
        local = replicas // self.count
        own = range(self.index * local, (self.index + 1) * local)
        return self.strategy.distribute_datasets_from_function(
            lambda context: dataset(replicas=replicas, parts=own)
        )


@tf.function(autograph=False)
def _summed(strategy: tf.distribute.Strategy, value: tf.Tensor) -> tf.Tensor:
    def add(one: tf.Tensor) -> tf.Tensor:
        # What is reduced must lie on the replica's device, so it is computed there.
        here = tf.identity(one)
        return tf.distribute.get_replica_context().all_reduce(tf.distribute.ReduceOp.SUM, here)

    return strategy.experimental_local_results(strategy.run(add, args=(value,)))[0]
