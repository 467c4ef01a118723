"""Shifts by parts of pixels."""

from __future__ import annotations

import dataclasses

from keras_pggan.augmentation.geometric import Geometric, matrix
from keras_pggan.augmentation.numbers import normal, where_drawn
from keras_pggan.options import described, option


@described
@dataclasses.dataclass(frozen=True)
class FractionalShift(Geometric):
    """Moves pictures by any part of a pixel, normally distributed in both directions.

    Source: Karras et al. 2020 (arXiv 2006.06676), appendix B.
    """

    name = "fractional-shift"
    needs = 3

    deviation: float = option(0.125, "Of the shift, as a share of the side.", least=0)

    def sources(self, strength, numbers, height, width):
        y, x = (
            where_drawn(numbers, strength, normal(numbers[:, 1 + axis], self.deviation * side))
            for axis, side in enumerate((height, width))
        )
        return matrix(y=-y, x=-x)
