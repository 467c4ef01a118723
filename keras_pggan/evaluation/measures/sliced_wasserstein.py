"""The sliced Wasserstein distance, as a measure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from keras_pggan.evaluation.measure import TwoSetMeasure

if TYPE_CHECKING:
    from keras_pggan.data.images import PictureArray


class SlicedWassersteinDistance(TwoSetMeasure):
    """Of patches of every level, and their average: see `sliced_wasserstein`."""

    name, label = "swd", "sliced Wasserstein distance"
    explanation = (
        "sliced Wasserstein distance between patches, times 1000, for each level of a Laplacian "
        "pyramid, halved down to 16 pixels while both sides are even: the paper's own measure. "
        "Less is better."
    )
    unit = "times 1000"
    limits = 0, math.inf
    smallest = 16

    def compare(self, reals: PictureArray, fakes: PictureArray, *, seed: int) -> dict[str, float]:
        """By the shorter side of the level's pictures, and `average`."""
        from keras_pggan.metrics.sliced_wasserstein import sliced_wasserstein

        return sliced_wasserstein(reals, fakes, seed=seed).as_dict()
