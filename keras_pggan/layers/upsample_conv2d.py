"""Convolution of a picture at twice its size."""

import keras
from keras import ops

from keras_pggan.layers.convolving import LAST
from keras_pggan.layers.fused_kernel import fused_kernel
from keras_pggan.layers.resampling_conv2d import ResamplingConv2D


@keras.saving.register_keras_serializable(package="keras_pggan")
class UpsampleConv2D(ResamplingConv2D):
    """Doubles height and width by repetition, then convolves as `EqualizedConv2D`.

    Fused, the same function of the same weights is one transposed convolution of stride 2 with a
    kernel one larger: 16 instead of 36 multiplications per pixel and pair of channels for a 3x3
    kernel. Which is faster depends on the device and on the size of the maps.

    Args:
        filters: channels of the output.
        kernel_size: height and width of the kernel, in pixels; odd if fused.
        fused: how it is computed; results differ by rounding only.
        **kwargs: those of `EqualizedConv2D`.

    Input: (batch, height, width, channels). Output: (batch, 2 height, 2 width, filters).

    Raises:
        ValueError: as `EqualizedConv2D`, or a fused kernel of even size.

    >>> UpsampleConv2D(8, 3, fused=True)(np.zeros((1, 4, 4, 2))).shape
    TensorShape([1, 8, 8, 8])

    Source: Karras et al. 2018 (arXiv 1710.10196), appendix A, for the layers; the kernel follows
    from writing out the sum over repeated pixels.
    """

    def call(self, inputs):
        if not self.fused:
            doubled = ops.repeat(ops.repeat(inputs, 2, axis=1), 2, axis=2)
            return super().call(doubled)
        # A transposed convolution adds kernel[d] * x[i] at 2 i + d: turned around against a
        # convolution, and with the channels of output and input in the other order.
        kernel = fused_kernel(self.kernel, self.scale, flipped=True)
        kernel = ops.transpose(kernel, (0, 1, 3, 2))
        maps = ops.conv_transpose(inputs, kernel, strides=2, padding="same", data_format=LAST)
        return self._add_bias(maps)

    def compute_output_shape(self, input_shape):
        batch, height, width, _ = input_shape
        doubled = (None if side is None else 2 * side for side in (height, width))
        return (batch, *doubled, self.filters)
