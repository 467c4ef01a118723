"""Convolution whose result is halved in size."""

import keras
from keras import ops

from keras_pggan.layers.convolving import LAST, convolved
from keras_pggan.layers.fused_kernel import fused_kernel
from keras_pggan.layers.resampling_conv2d import ResamplingConv2D


@keras.saving.register_keras_serializable(package="keras_pggan")
class DownsampleConv2D(ResamplingConv2D):
    """Convolves as `EqualizedConv2D`, then halves height and width by 2x2 means.

    Fused, the same function of the same weights is one convolution of stride 2 with a kernel one
    larger: 16 instead of 36 multiplications per pixel and pair of channels for a 3x3 kernel.

    Args:
        filters: channels of the output.
        kernel_size: height and width of the kernel, in pixels; odd if fused.
        fused: how it is computed; results differ by rounding only.
        **kwargs: those of `EqualizedConv2D`.

    Input: (batch, height, width, channels), height and width even.
    Output: (batch, height / 2, width / 2, filters).

    Raises:
        ValueError: as `EqualizedConv2D`, or a fused kernel of even size.

    >>> DownsampleConv2D(8, 3, fused=True)(np.zeros((1, 4, 4, 2))).shape
    TensorShape([1, 2, 2, 8])

    Source: Karras et al. 2018 (arXiv 1710.10196), appendix A, for the layers; the kernel follows
    from writing out the mean over neighbouring pixels.
    """

    def call(self, inputs):
        if self.fused:
            kernel = fused_kernel(self.kernel, 0.25 * self.scale)
            return self._add_bias(convolved(inputs, kernel, strides=2))
        # The mean of a sum with a bias is the sum of the mean with it.
        maps = convolved(*self._scaled(inputs))
        return self._add_bias(ops.average_pool(maps, 2, strides=2, data_format=LAST))

    def compute_output_shape(self, input_shape):
        batch, height, width, _ = input_shape
        halved = (None if side is None else side // 2 for side in (height, width))
        return (batch, *halved, self.filters)
