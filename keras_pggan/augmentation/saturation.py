"""More and less colour."""

from __future__ import annotations

import dataclasses

from keras_pggan.augmentation.colour import Colour, grey_of, of_pictures
from keras_pggan.augmentation.numbers import SPREADS, gain, where_drawn
from keras_pggan.options import described, option


@described
@dataclasses.dataclass(frozen=True)
class Saturation(Colour):
    """Spreads the colours of each pixel around their mean: `m + s (x - m)`; nothing to grey.

    Source: Zhao et al. 2020 (arXiv 2006.10738), section 3.2 (even, 1); Karras et al. 2020 (arXiv
    2006.06676), appendix B (normal, 1).
    """

    name = "saturation"
    needs = 2
    of_hues = True

    spread: float = option(
        1.0, "Even: s is up to as far from 1. Normal: the deviation of log2(s).", least=0
    )
    law: str = option("even", "How s is distributed.", choices=SPREADS)

    def recoloured(self, images, strength, numbers):
        more = where_drawn(numbers, strength, gain(numbers[:, 1], self.spread, self.law))
        return images + of_pictures(more) * (images - grey_of(images))
