"""Gradients of scores with respect to pictures."""

from collections.abc import Callable

import tensorflow as tf
from keras import ops


def squared_gradient(score: Callable, images):
    """Squared length of the gradient of each picture's score, (batch,).

    Args:
        score: pictures (batch, height, width, channels) to scores (batch,).
        images: pictures.
    """
    with tf.GradientTape() as tape:
        tape.watch(images)
        total = ops.sum(score(images))
    return ops.sum(ops.square(tape.gradient(total, images)), axis=(1, 2, 3))


def gradient_norm(score: Callable, images):
    """Length of the gradient of each picture's score, (batch,).

    No epsilon is added to the value; where the length is exactly 0 its own gradient is taken to
    be 0 (that of a square root is infinite there and would turn training into NaN).
    """
    return guarded_root(squared_gradient(score, images))


def guarded_root(squared):
    """The square root, with a gradient of 0 at 0."""
    positive = squared > 0
    return ops.where(positive, ops.sqrt(ops.where(positive, squared, 1.0)), 0.0)
