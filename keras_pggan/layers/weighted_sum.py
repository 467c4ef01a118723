"""The cross-fade between two resolutions."""

import keras
from keras import ops

from keras_pggan.layers.moved_number import moved_number


@keras.saving.register_keras_serializable(package="keras_pggan")
class WeightedSum(keras.layers.Layer):
    """Cross-fades two tensors of one shape: `(1 - alpha) * old + alpha * new`.

    Alpha is a non-trainable float32 weight, not a Python number, so that a compiled training
    step can move it, a checkpoint holds it, and a replica under `tf.distribute` reads it.
    Both ends are exact: alpha 0 returns `old` and alpha 1 returns `new` to the last bit.

    Args:
        alpha: the weight of `new` at the start, between 0 and 1. The attribute `alpha` is the
            weight itself; move it with `layer.alpha.assign(value)`.

    Input: a list `[old, new]` of two tensors of the same shape.
    Output: a tensor of that shape.

    Raises:
        ValueError: alpha is outside [0, 1], or the inputs are not two tensors of one shape.

    >>> layer = WeightedSum(alpha=0.25)
    >>> float(layer([np.zeros((1, 1)), np.ones((1, 1))])[0, 0])
    0.25

    Source: Karras et al. 2018 (arXiv 1710.10196), section 2 and figure 2.
    """

    def __init__(self, alpha: float = 0.0, **kwargs):
        super().__init__(**kwargs)
        if not 0.0 <= alpha <= 1.0:
            raise ValueError(f"alpha must be between 0 and 1, got {alpha}")
        self.initial_alpha = float(alpha)
        self.alpha = moved_number(self, "alpha", self.initial_alpha)

    def build(self, input_shape):
        if len(input_shape) != 2 or tuple(input_shape[0]) != tuple(input_shape[1]):
            raise ValueError(
                f"WeightedSum expects [old, new] of one shape, got shapes {input_shape}"
            )

    def call(self, inputs):
        old, new = inputs
        alpha = ops.cast(self.alpha, self.compute_dtype)
        # Not new + (old - new) * (1 - alpha): that form is exact at one end only.
        return (1.0 - alpha) * old + alpha * new

    def compute_output_shape(self, input_shape):
        return input_shape[0]

    def get_config(self):
        return {**super().get_config(), "alpha": self.initial_alpha}
