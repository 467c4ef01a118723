"""Turns that take pixels to pixels."""

from __future__ import annotations

import dataclasses

from keras import ops

from keras_pggan.augmentation.geometric import Geometric, matrix
from keras_pggan.augmentation.numbers import where_drawn, whole


@dataclasses.dataclass(frozen=True)
class QuarterTurns(Geometric):
    """Turns pictures counter-clockwise by 0, 90, 180 or 270 degrees.

    Pictures that are not square are turned by 0 or 180 degrees.

    Source: Karras et al. 2020 (arXiv 2006.06676), appendix B.
    """

    name = "quarter-turns"
    needs = 2
    exact = True

    def sources(self, strength, numbers, height, width):
        turns = whole(numbers[:, 1], 0, 3) if height == width else 2.0 * whole(numbers[:, 1], 0, 1)
        turns = where_drawn(numbers, strength, turns)
        # Of whole turns, cosines and sines are whole.
        cosine, sine = ops.abs(turns - 2.0) - 1.0, 1.0 - ops.abs(turns - 1.0)
        return matrix(yy=cosine, yx=sine, xy=-sine, xx=cosine)
