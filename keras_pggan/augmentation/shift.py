"""Shifts by whole pixels, or by any part of one."""

from __future__ import annotations

import dataclasses

from keras_pggan.augmentation.geometric import Geometric, matrix
from keras_pggan.augmentation.numbers import where_drawn, whole
from keras_pggan.augmentation.warping import PADDINGS, REFLECTED
from keras_pggan.options import described, option


@described
@dataclasses.dataclass(frozen=True)
class Shift(Geometric):
    """Moves pictures by whole pixels, up or down and left or right, evenly up to the share.

    Of a side of n pixels it is up to `floor(share * n + 1/2)`.

    Source: Zhao et al. 2020 (arXiv 2006.10738), section 3.2; Karras et al. 2020 (arXiv 2006.06676),
    appendix B.
    """

    name = "shift"
    needs = 3
    exact = True

    share: float = option(0.125, "Of the side.", least=0, most=1)
    padding: str = option(
        REFLECTED, "What comes in: the picture in a mirror, or zeros.", choices=PADDINGS
    )

    def sources(self, strength, numbers, height, width):
        limits = [int(self.share * side + 0.5) for side in (height, width)]
        y, x = (
            where_drawn(numbers, strength, whole(numbers[:, 1 + axis], -limit, limit))
            for axis, limit in enumerate(limits)
        )
        return matrix(y=-y, x=-x)
