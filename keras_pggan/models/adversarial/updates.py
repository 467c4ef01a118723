"""Updates of weights that are made as a whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf


def all_finite(gradients: Sequence[Any]) -> tf.Tensor:
    """Whether no number of some gradients is NaN or infinite, on any replica.

    All replicas get the same answer: one of them alone would make the sum over all useless.

    Args:
        gradients: of one replica; None for a weight that has none.
    """
    finite = [tf.reduce_all(tf.math.is_finite(each)) for each in gradients if each is not None]
    here = tf.reduce_all(tf.stack(finite))
    if tf.distribute.get_strategy().num_replicas_in_sync == 1:
        return here
    broken = tf.distribute.get_replica_context().all_reduce(
        tf.distribute.ReduceOp.SUM, tf.cast(tf.logical_not(here), tf.float32)
    )
    return tf.equal(broken, 0.0)


def where(finite: tf.Tensor, update: Callable[..., None], *given: Any) -> None:
    """Makes an update where a condition holds that is the same on all replicas; else, nothing.

    Args:
        finite: the condition.
        update: changes weights; called in the context of a replica.
        *given: what it is called with, tensors of the replica, nested or not.
    """
    if tf.__internal__.distribute.strategy_supports_no_merge_call() or (
        tf.distribute.get_strategy().num_replicas_in_sync == 1
    ):
        tf.cond(finite, lambda: _done(update, given), lambda: False)
        return

    # Weights that lie on several devices are changed by all together, for which replicas meet; they
    # cannot meet inside of a condition, so the condition is one of all of them.
    def together(strategy: tf.distribute.Strategy, finite: Any, given: tuple) -> None:
        def on_each() -> bool:
            strategy.extended.call_for_each_replica(update, args=given)
            return True

        tf.cond(strategy.experimental_local_results(finite)[0], on_each, lambda: False)

    tf.distribute.get_replica_context().merge_call(together, args=(finite, given))


def _done(update: Callable[..., None], given: tuple) -> bool:
    update(*given)
    return True
