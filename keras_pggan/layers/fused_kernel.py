"""The kernel that convolves and resamples in one."""

import numpy as np
from keras import ops


def fused_kernel(kernel, scale: float = 1.0, *, flipped: bool = False):
    """The sum of a kernel's four copies, shifted by 0 or 1 pixel down and right, times a scale.

    A convolution with it equals the convolution with the kernel, followed by sums over 2x2 pixels.

    Args:
        kernel: (size, size, channels in, channels out).
        scale: what the sum is multiplied by.
        flipped: whether height and width are reversed, as a transposed convolution needs it.

    Returns:
        (size + 1, size + 1, channels in, channels out).
    """
    size = kernel.shape[0]
    shifts = np.eye(size + 1, size) + np.eye(size + 1, size, -1)
    sums = scale * np.kron(shifts, shifts)
    # One product with a constant: gradients of slices and sums cost more than the convolution.
    fused = ops.matmul(
        ops.cast(sums[::-1] if flipped else sums, kernel.dtype),
        ops.reshape(kernel, (size * size, -1)),
    )
    return ops.reshape(fused, (size + 1, size + 1, *kernel.shape[2:]))
