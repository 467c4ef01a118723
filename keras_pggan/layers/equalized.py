"""What the layers with an equalized learning rate share."""

import math

import keras

# He et al. 2015: keeps the variance through a rectifier. The paper's default gain.
HE_GAIN = math.sqrt(2.0)


class Equalized(keras.layers.Layer):
    """Base of layers whose kernel is drawn from N(0, 1) and scaled at run time.

    `effective kernel = kernel * gain / sqrt(fan_in)`. Because an adaptive optimizer's step does
    not depend on a weight's scale, equal scales give all weights an equal learning rate. The
    bias starts at 0 and is not scaled.

    With `equalized=False`, for comparison, the kernel itself is drawn from
    N(0, (gain / sqrt(fan_in))^2) and used as it is. With `scaled_bias=True`, which weights of some
    other programs need, the bias is multiplied by what the kernel is.

    Source: Karras et al. 2018 (arXiv 1710.10196), section 4.1.
    """

    def __init__(
        self,
        units: int,
        gain: float,
        use_bias: bool,
        *,
        equalized: bool = True,
        scaled_bias: bool = False,
        **kwargs,
    ):
        super().__init__(**kwargs)
        if units < 1:
            raise ValueError(f"{type(self).__name__} needs 1 output channel or more, got {units}")
        self.gain = float(gain)
        self.use_bias = bool(use_bias)
        self.equalized = bool(equalized)
        self.scaled_bias = bool(scaled_bias)
        self._output_channels = int(units)

    def _add_weights(self, kernel_shape):
        deviation = 1.0 if self.equalized else self._he_deviation(kernel_shape)
        self.kernel = self.add_weight(
            name="kernel",
            shape=kernel_shape,
            initializer=keras.initializers.RandomNormal(0.0, deviation),
        )
        if self.use_bias:
            self.bias = self.add_weight(
                name="bias", shape=(self._output_channels,), initializer="zeros"
            )

    @property
    def scale(self) -> float:
        """What the kernel is multiplied by: `gain / sqrt(fan_in)`; 1 if it is not equalized.

        fan_in counts the inputs of one output number.
        """
        return self._he_deviation(self.kernel.shape) if self.equalized else 1.0

    def _he_deviation(self, kernel_shape) -> float:
        return self.gain / math.sqrt(math.prod(kernel_shape[:-1]))

    def _scaled(self, inputs):
        """Inputs and kernel, the smaller of them scaled: products with either are the same."""
        if math.prod(side or 1 for side in inputs.shape) < math.prod(self.kernel.shape):
            return inputs * self.scale, self.kernel
        return inputs, self.kernel * self.scale

    def _add_bias(self, x):
        if not self.use_bias:
            return x
        return x + (self.bias * self.scale if self.scaled_bias else self.bias)

    def get_config(self):
        return {
            **super().get_config(),
            "gain": self.gain,
            "use_bias": self.use_bias,
            "equalized": self.equalized,
            "scaled_bias": self.scaled_bias,
        }
