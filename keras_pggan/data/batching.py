"""Batches of a training set, in their order, for TensorFlow.

None of the functions needs AutoGraph, which would write a source file of each.
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf


def shared(batches: tf.data.Dataset, replicas: int, parts: range | None) -> tf.data.Dataset:
    """Batches in the order of the replicas' parts; or some parts alone, each as a batch."""

    @tf.autograph.experimental.do_not_convert
    def shares(indices: tf.Tensor) -> tf.Tensor:
        by_part = tf.transpose(tf.reshape(indices, (-1, replicas)))
        return tf.reshape(by_part, (-1,)) if parts is None else tf.gather(by_part, list(parts))

    found = batches.map(shares)
    return found if parts is None else found.unbatch()


def gathered(array: Any, dtype: tf.DType, indices: tf.Tensor, size: int) -> tf.Tensor:
    """What lies at `size` indices, out of the array itself: a tensor of it would be in memory."""
    batch = tf.numpy_function(array.__getitem__, [indices], dtype, stateful=False)
    return tf.ensure_shape(batch, (size, *array.shape[1:]))


def order_from(count: int, seed: int, first: int) -> tf.data.Dataset:
    """Numbers of pictures from position `first` on, without an end."""

    @tf.autograph.experimental.do_not_convert
    def epoch(number: tf.Tensor) -> tf.data.Dataset:
        order = tf.random.experimental.stateless_shuffle(
            tf.range(count, dtype=tf.int64), seed=tf.stack([tf.cast(seed, tf.int64), number])
        )
        return tf.data.Dataset.from_tensor_slices(order)

    epochs = tf.data.Dataset.range(first // count, 2**62)
    return epochs.flat_map(epoch).skip(first % count)
