"""The Fréchet distance, as a measure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from keras_pggan.evaluation.measure import VALUE, TwoSetMeasure

if TYPE_CHECKING:
    from keras_pggan.metrics.features import FeatureSet


class FrechetDistance(TwoSetMeasure):
    """FID, where the features are Inception's: see `frechet_distance`."""

    name, label = "fid", "Fréchet distance"
    explanation = "the Fréchet distance of features. Less is better."
    limits = 0, math.inf
    of_features = True

    def compare(self, reals: FeatureSet, fakes: FeatureSet, *, seed: int) -> dict[str, float]:
        """The squared distance."""
        from keras_pggan.metrics.frechet import frechet_distance

        return {VALUE: frechet_distance(reals.statistics(), fakes.statistics())}
