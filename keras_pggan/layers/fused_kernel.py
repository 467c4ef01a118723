"""The kernel that convolves and resamples in one."""

from keras import ops


def fused_kernel(kernel):
    """The sum of a kernel's four copies, shifted by 0 or 1 pixel down and right.

    A convolution with it equals the convolution with the kernel, followed by sums over 2x2 pixels.

    Args:
        kernel: (height, width, channels in, channels out).

    Returns:
        (height + 1, width + 1, channels in, channels out).
    """
    padded = ops.pad(kernel, ((1, 1), (1, 1), (0, 0), (0, 0)))
    return padded[1:, 1:] + padded[1:, :-1] + padded[:-1, 1:] + padded[:-1, :-1]
