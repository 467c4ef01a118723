"""What the convolutions that change the size of their maps share."""

from keras_pggan.layers.equalized_conv2d import EqualizedConv2D


class ResamplingConv2D(EqualizedConv2D):
    """Base of convolutions that can be fused with the change of size; not for use by itself."""

    def __init__(self, filters: int, kernel_size: int, *, fused: bool = False, **kwargs):
        super().__init__(filters, kernel_size, **kwargs)
        if fused and kernel_size % 2 == 0:
            raise ValueError(f"a fused kernel_size must be odd, got {kernel_size}")
        self.fused = bool(fused)

    def get_config(self):
        return {**super().get_config(), "fused": self.fused}
