"""Dense layer with an equalized learning rate."""

import keras
from keras import ops

from keras_pggan.layers.equalized import HE_GAIN, Equalized


@keras.saving.register_keras_serializable(package="keras_pggan")
class EqualizedDense(Equalized):
    """A dense layer with an equalized learning rate.

    `y = x @ (kernel * gain / sqrt(fan_in)) + bias`, `fan_in` the channels of x, the kernel drawn
    from N(0, 1) and the bias from 0.

    Args:
        units: channels of the output.
        gain: sqrt(2) by default; the paper has sqrt(2) / 4 for the generator's first dense layer
            and 1 for the discriminator's last.
        use_bias: whether to add a bias.
        **kwargs: `equalized=False` for a kernel without run-time scale, `scaled_bias=True` for a
            bias with it; those of a Keras layer.

    Input: (batch, channels). Output: (batch, units).

    Raises:
        ValueError: units is below 1.

    >>> EqualizedDense(8)(np.zeros((1, 2))).shape
    TensorShape([1, 8])

    Source: Karras et al. 2018 (arXiv 1710.10196), section 4.1.
    """

    def __init__(self, units: int, *, gain: float = HE_GAIN, use_bias: bool = True, **kwargs):
        super().__init__(units, gain, use_bias, **kwargs)
        self.units = int(units)

    def build(self, input_shape):
        self._add_weights((input_shape[-1], self.units))

    def call(self, inputs):
        return self._add_bias(ops.matmul(*self._scaled(inputs)))

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.units)

    def get_config(self):
        return {**super().get_config(), "units": self.units}
