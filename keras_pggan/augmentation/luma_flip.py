"""Light and dark in each other's place."""

from __future__ import annotations

import dataclasses

from keras import ops

from keras_pggan.augmentation.colour import Colour, grey_of, of_pictures
from keras_pggan.augmentation.numbers import where_drawn


@dataclasses.dataclass(frozen=True)
class LumaFlip(Colour):
    """Turns the mean m of each pixel's channels into -m, hues kept: `x - 2 m`; every second one of
    the pictures that are drawn.

    Source: Karras et al. 2020 (arXiv 2006.06676), appendix B.
    """

    name = "luma-flip"
    needs = 2

    def recoloured(self, images, strength, numbers):
        coin = ops.where(numbers[:, 1] < 0.5, 0.0, 2.0)
        return images - of_pictures(where_drawn(numbers, strength, coin)) * grey_of(images)
