"""Layers taken out of a foreign file, to their places in our networks."""

from __future__ import annotations

import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.zoo.foreign.found_network import HEAD, Arrays, Place
from keras_pggan.zoo.foreign.permuting import BASE, from_maps, from_torch


class Taking:
    """Weights by their places, of layers by their names in a file.

    Args:
        arrays: of the file: `NAME/weight` and `NAME/bias` for each layer.
        separator: between the name of a layer and that of a weight.
        outputs_first: whether kernels begin with the channels out, as those of PyTorch do.
    """

    def __init__(self, arrays: Arrays, *, separator: str = "/", outputs_first: bool = False):
        self.arrays = arrays
        self.separator = separator
        self.outputs_first = outputs_first
        self.weights: dict[Place, np.ndarray] = {}

    def has(self, name: str) -> bool:
        """Whether the file has a layer."""
        return f"{name}{self.separator}weight" in self.arrays

    def kernel(self, name: str, *sides: int | None) -> np.ndarray:
        """The kernel of a layer, as the file has it."""
        return self.arrays.take(f"{name}{self.separator}weight", *sides)

    def bias(self, name: str, units: int) -> np.ndarray:
        """The bias of a layer."""
        return self.arrays.take(f"{name}{self.separator}bias", units)

    def convolution(
        self, name: str, level: int, layer: str = HEAD, *, size: int = 3
    ) -> tuple[int, int]:
        """Takes kernel and bias; gives the channels in and out."""
        if self.outputs_first:
            kernel = from_torch(self.kernel(name, None, None, size, size))
        else:
            kernel = self.kernel(name, size, size, None, None)
        self.put(level, layer, kernel, self.bias(name, kernel.shape[3]))
        return kernel.shape[2], kernel.shape[3]

    def dense(self, name: str, layer: str, inputs: int) -> int:
        """Takes kernel and bias of a dense layer of level 0; gives its units."""
        if self.outputs_first:
            kernel = self.kernel(name, None, inputs).T
        else:
            kernel = self.kernel(name, inputs, None)
        self.put(0, layer, kernel, self.bias(name, kernel.shape[1]))
        return kernel.shape[1]

    def dense_behind_maps(self, name: str, layer: str, channels: int) -> int:
        """The same of one whose inputs are maps of the base in channel, height, width order."""
        units = self.dense(name, layer, channels * BASE**2)
        self.weights[0, layer, "kernel"] = from_maps(self.weights[0, layer, "kernel"])
        return units

    def dense_before_maps(self, name: str) -> np.ndarray:
        """The kernel (inputs, units) of one whose units are maps of the base, as the file has it.

        Raises:
            InputError: they are none.
        """
        kernel = self.kernel(name, None, None)
        kernel = kernel.T if self.outputs_first else kernel
        if kernel.shape[1] % BASE**2:
            raise InputError(
                f"{self.arrays.where}: {name} has {kernel.shape[1]:,} units, a multiple of "
                f"{BASE**2} is expected, for maps of {BASE}x{BASE}"
            )
        return kernel

    def put(self, level: int, layer: str, kernel: np.ndarray, bias: np.ndarray) -> None:
        """Puts both at their place."""
        self.weights[level, layer, "kernel"] = kernel
        self.weights[level, layer, "bias"] = bias
