"""Brighter and darker."""

from __future__ import annotations

import dataclasses

from keras_pggan.augmentation.colour import Colour, of_pictures
from keras_pggan.augmentation.numbers import SPREADS, offset, where_drawn
from keras_pggan.options import described, option


@described
@dataclasses.dataclass(frozen=True)
class Brightness(Colour):
    """Adds one number to all of a picture: `x + b`.

    Source: Zhao et al. 2020 (arXiv 2006.10738), section 3.2 (even, 0.5); Karras et al. 2020 (arXiv
    2006.06676), appendix B (normal, 0.2).
    """

    name = "brightness"
    needs = 2

    spread: float = option(0.5, "Of b: its largest value, or its deviation.", least=0)
    law: str = option("even", "How b is distributed.", choices=SPREADS)

    def recoloured(self, images, strength, numbers):
        moved = offset(numbers[:, 1], self.spread, self.law)
        return images + of_pictures(where_drawn(numbers, strength, moved))
