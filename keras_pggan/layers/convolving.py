"""Convolution of maps with channels on the last axis, whatever Keras takes by default."""

from keras import ops

LAST = "channels_last"
LAST_AXIS = -1


def convolved(inputs, kernel, *, strides: int = 1):
    """(batch, height, width, channels) with a kernel of the same type, "same" padding."""
    return ops.conv(inputs, kernel, strides=strides, padding="same", data_format=LAST)
