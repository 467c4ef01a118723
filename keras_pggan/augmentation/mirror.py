"""Left and right."""

from __future__ import annotations

import dataclasses

from keras import ops

from keras_pggan.augmentation.geometric import Geometric, matrix
from keras_pggan.augmentation.numbers import where_drawn


@dataclasses.dataclass(frozen=True)
class Mirror(Geometric):
    """Turns pictures left to right, every second one of those that are drawn.

    Source: Karras et al. 2020 (arXiv 2006.06676), appendix B.
    """

    name = "mirror"
    needs = 2
    exact = True

    def sources(self, strength, numbers, height, width):
        coin = ops.where(numbers[:, 1] < 0.5, 1.0, -1.0)
        return matrix(xx=where_drawn(numbers, strength, coin, 1.0))
