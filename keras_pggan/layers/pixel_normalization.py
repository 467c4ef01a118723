"""Feature vectors of unit length in every pixel."""

import keras
from keras import ops

# Below this, a square root's argument would round to zero in float16 (smallest normal 6e-5).
HALF_PRECISION_EPSILON = 1e-4


@keras.saving.register_keras_serializable(package="keras_pggan")
class PixelNormalization(keras.layers.Layer):
    """Normalizes the feature vector of every pixel to unit mean square.

    `y = x / sqrt(mean over channels of x^2 + epsilon)`, with channels on the last axis. It works
    on latents (batch, channels) as well as on maps (batch, height, width, channels).

    Args:
        epsilon: added to the mean square; 1e-8 in the paper. In float16, where that is zero,
            the larger of `epsilon` and 1e-4 is used, as in the authors' program.

    Input and output: a tensor of rank 2 or more, shape unchanged.

    Raises:
        ValueError: epsilon is not positive.

    >>> ops.convert_to_numpy(PixelNormalization()(np.array([[3.0, 3.0, 3.0]]))).round(3)
    array([[1., 1., 1.]], dtype=float32)

    Source: Karras et al. 2018 (arXiv 1710.10196), section 4.2.
    """

    def __init__(self, epsilon: float = 1e-8, **kwargs):
        super().__init__(**kwargs)
        if not epsilon > 0:
            raise ValueError(f"epsilon must be positive, got {epsilon}")
        self.epsilon = float(epsilon)

    def call(self, inputs):
        half = self.compute_dtype == "float16"
        epsilon = max(self.epsilon, HALF_PRECISION_EPSILON) if half else self.epsilon
        return inputs * ops.rsqrt(ops.mean(ops.square(inputs), axis=-1, keepdims=True) + epsilon)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "epsilon": self.epsilon}
