"""Random numbers and results under `tf.distribute`."""

from collections.abc import Callable

import keras
import tensorflow as tf


def draw(
    distribution: Callable,
    shape: tuple,
    seed: keras.random.SeedGenerator,
    strategy: tf.distribute.Strategy,
):
    """Random numbers (samples, ...) for the samples of this replica.

    All replicas have the same seed, so each draws the numbers of the whole global batch and takes
    every n-th of them (n the number of replicas): together they have the numbers that a single
    device would have drawn, and the groups of the minibatch standard deviation, whose members are
    the same distance apart, are the same.

    Args:
        distribution: such as `keras.random.normal`.
        shape: of the numbers; the first axis counts the samples of this replica.
        seed: its state moves by one draw.
        strategy: in whose replica context this is called.
    """
    replicas = strategy.num_replicas_in_sync
    if replicas == 1:
        return distribution(shape, dtype="float32", seed=seed)
    numbers = distribution((shape[0] * replicas, *shape[1:]), dtype="float32", seed=seed)
    return numbers[tf.distribute.get_replica_context().replica_id_in_sync_group :: replicas]


def mean_of(value, strategy: tf.distribute.Strategy):
    """The mean over replicas of a number of each."""
    if strategy.num_replicas_in_sync == 1:
        return value
    context = tf.distribute.get_replica_context()
    return context.all_reduce(tf.distribute.ReduceOp.MEAN, value)


def loggable(value, strategy: tf.distribute.Strategy):
    """A result of a step in the shape that Keras can gather from several workers: (1,) there."""
    many = isinstance(strategy, tf.distribute.MultiWorkerMirroredStrategy)
    return tf.reshape(value, (1,)) if many else value
