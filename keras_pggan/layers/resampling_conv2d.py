"""What the convolutions that change the size of their maps share."""

import math

from keras_pggan.layers.equalized_conv2d import EqualizedConv2D


class ResamplingConv2D(EqualizedConv2D):
    """Base of convolutions that can be fused with the change of size; not for use by itself."""

    def __init__(self, filters: int, kernel_size: int, *, fused: bool = False, **kwargs):
        super().__init__(filters, kernel_size, **kwargs)
        if fused and kernel_size % 2 == 0:
            raise ValueError(f"a fused kernel_size must be odd, got {kernel_size}")
        self.fused = bool(fused)

    def multiply_adds(self, inputs, outputs) -> int:
        """Multiplications, each with an addition, for one image of such shapes without the batch.

        It convolves at the larger of its two sizes; fused, at the smaller, with a larger kernel.
        """
        pixels = sorted((math.prod(inputs[:-1]), math.prod(outputs[:-1])))
        height, width, *channels = self.kernel.shape
        if self.fused:
            return pixels[0] * (height + 1) * (width + 1) * math.prod(channels)
        return pixels[1] * math.prod(self.kernel.shape)

    def numbers_between(self, inputs, outputs) -> int:
        """Numbers that it computes for one image before its output: maps at the larger size."""
        before, after = math.prod(inputs[:-1]), math.prod(outputs[:-1])
        if self.fused or before == after:
            return 0
        return after * inputs[-1] if before < after else before * outputs[-1]

    def get_config(self):
        return {**super().get_config(), "fused": self.fused}
