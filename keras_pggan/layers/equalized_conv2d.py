"""Convolution with an equalized learning rate."""

import keras

from keras_pggan.layers.convolving import convolved
from keras_pggan.layers.equalized import HE_GAIN, Equalized


@keras.saving.register_keras_serializable(package="keras_pggan")
class EqualizedConv2D(Equalized):
    """A stride-1 convolution with "same" padding and an equalized learning rate.

    `y = conv(x, kernel * gain / sqrt(fan_in)) + bias`, `fan_in = kernel_size^2 * channels in`,
    the kernel drawn from N(0, 1) and the bias from 0.

    Args:
        filters: channels of the output.
        kernel_size: height and width of the kernel, in pixels.
        gain: sqrt(2) by default; 1 for a linear layer such as toRGB.
        use_bias: whether to add a bias.
        **kwargs: `equalized=False` for a kernel without run-time scale, `scaled_bias=True` for a
            bias with it; those of a Keras layer.

    Input: (batch, height, width, channels). Output: (batch, height, width, filters).

    Raises:
        ValueError: filters or kernel_size is below 1.

    >>> EqualizedConv2D(8, 3)(np.zeros((1, 4, 4, 2))).shape
    TensorShape([1, 4, 4, 8])

    Source: Karras et al. 2018 (arXiv 1710.10196), section 4.1.
    """

    def __init__(
        self,
        filters: int,
        kernel_size: int,
        *,
        gain: float = HE_GAIN,
        use_bias: bool = True,
        **kwargs,
    ):
        super().__init__(filters, gain, use_bias, **kwargs)
        if kernel_size < 1:
            raise ValueError(f"kernel_size must be 1 or more, got {kernel_size}")
        self.filters = int(filters)
        self.kernel_size = int(kernel_size)

    def build(self, input_shape):
        size = self.kernel_size
        self._add_weights((size, size, input_shape[-1], self.filters))

    def call(self, inputs):
        return self._add_bias(convolved(*self._scaled(inputs)))

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.filters)

    def get_config(self):
        return {**super().get_config(), "filters": self.filters, "kernel_size": self.kernel_size}
