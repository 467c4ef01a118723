"""Pictures on their way to a file, a few at a time."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import IO

import numpy as np


@dataclasses.dataclass(frozen=True)
class Chunks:
    """Pictures that need not be in memory at once to be written.

    Args:
        shape: that of all pictures, (count, height, width, channels).
        arrays: uint8, the pictures in order, some in each.

    >>> import io
    >>> file = io.BytesIO()
    >>> white = np.full((1, 2, 2, 3), 255, np.uint8)
    >>> Chunks((3, 2, 2, 3), iter([white, white, white])).write(file)
    >>> _ = file.seek(0)
    >>> np.load(file).mean(axis=(1, 2, 3)).tolist()
    [255.0, 255.0, 255.0]
    """

    shape: tuple[int, int, int, int]
    arrays: Iterable[np.ndarray]

    @property
    def stand_in(self) -> np.ndarray:
        """An array of the shape and type of all pictures, which takes no memory."""
        return np.broadcast_to(np.uint8(0), self.shape)

    def write(self, file: IO[bytes]) -> None:
        """Writes all pictures as one .npy.

        Raises:
            ValueError: the arrays do not make up the shape.
        """
        header = {"descr": "|u1", "fortran_order": False, "shape": self.shape}
        np.lib.format.write_array_header_1_0(file, header)
        count = 0
        for array in self.arrays:
            if array.dtype != np.uint8 or array.shape[1:] != self.shape[1:]:
                raise ValueError(f"{array.dtype} {array.shape} is no part of uint8 {self.shape}")
            file.write(np.ascontiguousarray(array).data)
            count += len(array)
        if count != self.shape[0]:
            raise ValueError(f"{self.shape[0]} pictures were announced, {count} came")
