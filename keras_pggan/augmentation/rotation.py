"""Turns by any angle."""

from __future__ import annotations

import dataclasses
import math

from keras import ops

from keras_pggan.augmentation.geometric import Geometric, matrix
from keras_pggan.augmentation.numbers import even, where_drawn
from keras_pggan.options import described, option


@described
@dataclasses.dataclass(frozen=True)
class Rotation(Geometric):
    """Turns pictures around their centre, evenly by up to `degrees` either way.

    Source: Karras et al. 2020 (arXiv 2006.06676), appendix B.
    """

    name = "rotation"
    needs = 2

    degrees: float = option(180.0, "The largest angle.", least=0, most=180)
    parts: int = option(
        1,
        "How many of these there are: each has the probability `1 - (1 - strength)^(1 / parts)`, "
        "so that the strength is that of any of them.",
        least=1,
    )

    def sources(self, strength, numbers, height, width):
        if self.parts > 1:
            strength = 1.0 - (1.0 - strength) ** (1.0 / self.parts)
        angle = even(numbers[:, 1], math.radians(self.degrees))
        angle = where_drawn(numbers, strength, angle)
        cosine, sine = ops.cos(angle), ops.sin(angle)
        return matrix(yy=cosine, yx=sine, xy=-sine, xx=cosine)
