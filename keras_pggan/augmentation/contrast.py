"""More and less contrast."""

from __future__ import annotations

import dataclasses

from keras import ops

from keras_pggan.augmentation.colour import Colour, of_pictures
from keras_pggan.augmentation.numbers import SPREADS, gain, where_drawn
from keras_pggan.options import described, option


@described
@dataclasses.dataclass(frozen=True)
class Contrast(Colour):
    """Spreads a picture around its mean, or around grey (0): `m + c (x - m)`.

    Source: Zhao et al. 2020 (arXiv 2006.10738), section 3.2 (even, 0.5, around the mean); Karras et
    al. 2020 (arXiv 2006.06676), appendix B (normal, 0.5, around grey).
    """

    name = "contrast"
    needs = 2

    spread: float = option(
        0.5, "Even: c is up to as far from 1. Normal: the deviation of log2(c).", least=0
    )
    law: str = option("even", "How c is distributed.", choices=SPREADS)
    around_mean: bool = option(True, "Around the mean of all its pixels and colours, or grey.")

    def recoloured(self, images, strength, numbers):
        more = where_drawn(numbers, strength, gain(numbers[:, 1], self.spread, self.law))
        middle = ops.mean(images, axis=(1, 2, 3), keepdims=True) if self.around_mean else 0.0
        return images + of_pictures(more) * (images - middle)
