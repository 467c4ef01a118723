"""Kernels in the orders of other programs, in ours: height, width, channels in, channels out."""

from __future__ import annotations

import numpy as np

BASE = 4  # height and width of level 0, in every program that is read


def from_torch(kernel: np.ndarray) -> np.ndarray:
    """Of a convolution: channels out, channels in, height, width before."""
    return kernel.transpose(2, 3, 1, 0)


def to_maps(kernel: np.ndarray) -> np.ndarray:
    """Of a dense layer before maps: (inputs, units), the units in channel, height, width before."""
    inputs = len(kernel)
    maps = kernel.reshape(inputs, -1, BASE, BASE)
    return maps.transpose(0, 2, 3, 1).reshape(inputs, -1)


def from_maps(kernel: np.ndarray) -> np.ndarray:
    """Of a dense layer behind maps: (inputs, units), the inputs in that order before."""
    units = kernel.shape[1]
    maps = kernel.reshape(-1, BASE, BASE, units)
    return maps.transpose(1, 2, 0, 3).reshape(-1, units)


def from_upsampling(kernel: np.ndarray) -> np.ndarray:
    """Of a transposed convolution of stride 2, whose kernel stands for four shifted ones.

    (height, width, channels out, channels in) before. Upsampling by repetition and a convolution
    with the result is the same function.
    """
    return kernel[::-1, ::-1].transpose(0, 1, 3, 2)
