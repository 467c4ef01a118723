"""Reals while a level fades in."""

from keras import ops

from keras_pggan.layers.convolving import LAST


def blended(reals, alpha):
    """`(1 - alpha) * upsampled(pooled(reals)) + alpha * reals`, as a fade-in blends the fakes."""
    half = ops.average_pool(reals, 2, strides=2, data_format=LAST)
    half = ops.repeat(ops.repeat(half, 2, axis=1), 2, axis=2)
    return (1.0 - alpha) * half + alpha * reals
