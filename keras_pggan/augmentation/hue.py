"""Other hues."""

from __future__ import annotations

import dataclasses
import math

from keras import ops

from keras_pggan.augmentation.colour import Colour, grey_of, of_pictures
from keras_pggan.augmentation.numbers import even, where_drawn
from keras_pggan.options import described, option


@described
@dataclasses.dataclass(frozen=True)
class Hue(Colour):
    """Turns colours around the axis of greys, evenly by up to `degrees` either way; nothing to
    grey.

    With m the mean of a pixel's channels and k the unit vector along (1, 1, 1), it is
    `m + cos(a) (x - m) + sin(a) (k cross x)`, by Rodrigues.

    Source: Karras et al. 2020 (arXiv 2006.06676), appendix B.
    """

    name = "hue"
    needs = 2
    of_hues = True

    degrees: float = option(180.0, "The largest angle.", least=0, most=180)

    def recoloured(self, images, strength, numbers):
        angle = even(numbers[:, 1], math.radians(self.degrees))
        angle = where_drawn(numbers, strength, angle)
        # (1, 1, 1) cross (r, g, b) is (b - g, r - b, g - r).
        across = (ops.roll(images, 1, axis=-1) - ops.roll(images, -1, axis=-1)) / math.sqrt(3.0)
        less = of_pictures(ops.cos(angle) - 1.0)
        return images + less * (images - grey_of(images)) + of_pictures(ops.sin(angle)) * across
