"""Wider and lower, or the reverse."""

from __future__ import annotations

import dataclasses

from keras_pggan.augmentation.geometric import Geometric, matrix
from keras_pggan.augmentation.numbers import normal, where_drawn
from keras_pggan.options import described, option


@described
@dataclasses.dataclass(frozen=True)
class Stretching(Geometric):
    """Makes pictures wider by `2^(deviation * N(0, 1))`, and lower by as much.

    Source: Karras et al. 2020 (arXiv 2006.06676), appendix B.
    """

    name = "stretching"
    needs = 2

    deviation: float = option(0.2, "Of the logarithm to base 2 of the factor.", least=0)

    def sources(self, strength, numbers, height, width):
        power = where_drawn(numbers, strength, normal(numbers[:, 1], self.deviation))
        return matrix(yy=2.0**power, xx=2.0**-power)
