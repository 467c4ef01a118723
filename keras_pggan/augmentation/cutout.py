"""Pictures with a hole."""

from __future__ import annotations

import dataclasses

import numpy as np
from keras import ops

from keras_pggan.augmentation.augmentation import Augmentation
from keras_pggan.augmentation.numbers import where_drawn, whole
from keras_pggan.options import described, option


@described
@dataclasses.dataclass(frozen=True)
class Cutout(Augmentation):
    """Makes a rectangle of each picture grey (0); its centre is evenly anywhere in the picture.

    Of a side of n pixels it covers `floor(share * n + 1/2)`, less where it lies over an edge.

    Source: Zhao et al. 2020 (arXiv 2006.10738), section 3.2.
    """

    name = "cutout"
    needs = 3

    share: float = option(0.5, "Of the side.", least=0, most=1)

    def apply(self, images, strength, numbers):
        _, height, width, _ = images.shape
        rows = self._covered(height, numbers[:, 1])[:, :, None, None]
        columns = self._covered(width, numbers[:, 2])[:, None, :, None]
        hole = ops.cast(ops.logical_and(rows, columns), images.dtype)
        drawn = where_drawn(numbers, strength, 1.0)[:, None, None, None]
        return images * (1.0 - hole * drawn)

    def _covered(self, side, number):
        """Which lines of an axis are covered, (batch, side)."""
        size = int(self.share * side + 0.5)
        # The first line may lie before the edge; of an even size, so may the last one behind it.
        first = whole(number, -(size // 2), side - size // 2 - size % 2)[:, None]
        line = np.arange(side, dtype="float32")[None]
        return ops.logical_and(line >= first, line < first + size)
