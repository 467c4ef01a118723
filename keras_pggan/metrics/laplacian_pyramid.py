"""A picture as differences between its resolutions."""

from __future__ import annotations

import numpy as np
import tensorflow as tf

BINOMIAL = np.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1]).astype(np.float32) / 256
SMALLEST = 16  # pixels of the shorter side of the last level


def level_shapes(
    height: int, width: int, *, smallest: int = SMALLEST
) -> tuple[tuple[int, int], ...]:
    """(height, width) of each level: halved while both sides are even and leave 16 pixels.

    Args:
        height, width: of the pictures, in pixels.
        smallest: pixels that the shorter side of the last level has at least, 2 or more.

    >>> level_shapes(64, 128)
    ((64, 128), (32, 64), (16, 32))
    >>> level_shapes(8, 8, smallest=4)
    ((8, 8), (4, 4))
    >>> level_shapes(15, 30)
    ()
    """
    shapes = []
    while min(height, width) >= smallest:
        shapes.append((height, width))
        if height % 2 or width % 2:
            break
        height, width = height // 2, width // 2
    return tuple(shapes)


def laplacian_level(pictures: tf.Tensor, level: int, count: int) -> tf.Tensor:
    """One level of the Laplacian pyramid of pictures.

    Level k is the picture shrunk k times, less what the next smaller one, enlarged, has of it; the
    last level is the shrunk picture itself. Shrinking blurs with the 5x5 binomial kernel and takes
    every second pixel; enlarging puts zeros between pixels and blurs with four times the kernel.
    Pictures and what was enlarged are mirrored at the centres of their outermost pixels.

    Args:
        pictures: float32 (batch, height, width, channels).
        level: 0 is the full size.
        count: how many levels there are.

    Source: Burt and Adelson, The Laplacian pyramid as a compact image code, 1983; Karras et al.
    2018 (arXiv 1710.10196), section 5.
    """
    for _ in range(level):
        pictures = shrunk(pictures)
    return pictures if level == count - 1 else pictures - enlarged(shrunk(pictures))


def shrunk(pictures: tf.Tensor) -> tf.Tensor:
    """Half the size."""
    return _blurred(pictures, 1.0, stride=2)


def enlarged(pictures: tf.Tensor) -> tf.Tensor:
    """Twice the size."""
    _, height, width, channels = pictures.shape
    spread = tf.stack([pictures, tf.zeros_like(pictures)], axis=3)  # beside each pixel a zero
    spread = tf.reshape(spread, (-1, height, 1, 2 * width, channels))
    spread = tf.concat([spread, tf.zeros_like(spread)], axis=2)  # below each row, zeros
    spread = tf.reshape(spread, (-1, 2 * height, 2 * width, channels))
    return _blurred(spread, 4.0, stride=1)


def _blurred(pictures: tf.Tensor, weight: float, *, stride: int) -> tf.Tensor:
    """Blurred with the kernel times `weight`; every `stride`-th pixel of both sides is kept."""
    padded = tf.pad(pictures, [[0, 0], [2, 2], [2, 2], [0, 0]], mode="REFLECT")
    kernel = np.repeat(weight * BINOMIAL[..., None, None], pictures.shape[-1], axis=2)
    return tf.nn.depthwise_conv2d(padded, kernel, [1, stride, stride, 1], "VALID")
