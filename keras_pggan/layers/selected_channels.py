"""Some of the channels of a tensor, in another order or more than once."""

from __future__ import annotations

from collections.abc import Sequence

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_pggan")
class SelectedChannels(keras.layers.Layer):
    """Takes channels by their indices: `y[..., i] = x[..., channels[i]]`.

    Args:
        channels: indices, from 0.

    Input: a tensor with channels on the last axis. Output: the same with `len(channels)` of them.

    Raises:
        ValueError: no channels, or a negative index; at the first call, an index past the last.

    >>> ops.convert_to_numpy(SelectedChannels([0, 0])(np.array([[1.0, 2.0]])))
    array([[1., 1.]], dtype=float32)
    """

    def __init__(self, channels: Sequence[int], **kwargs):
        super().__init__(**kwargs)
        self.channels = tuple(int(each) for each in channels)
        if not self.channels or min(self.channels) < 0:
            raise ValueError(f"channels must be indices from 0, got {self.channels}")

    def build(self, input_shape):
        if max(self.channels) >= input_shape[-1]:
            raise ValueError(
                f"channels must be below {input_shape[-1]}, which there are, got {self.channels}"
            )

    def call(self, inputs):
        return ops.take(inputs, self.channels, axis=-1)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], len(self.channels))

    def get_config(self):
        return {**super().get_config(), "channels": list(self.channels)}
