"""The inception score, as a measure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from keras_pggan.evaluation.measure import VALUE, Better, OneSetMeasure

if TYPE_CHECKING:
    from keras_pggan.metrics.features import FeatureSet


class InceptionScore(OneSetMeasure):
    """Of a classifier's probabilities: see `inception_score`."""

    name, label = "is", "inception score"
    explanation = "the inception score. More is better, up to that of the reals."
    better = Better.MORE
    limits = 1, math.inf
    least = 10  # it is taken of ten parts
    of_features = of_probabilities = True

    def of(self, fakes: FeatureSet, *, seed: int) -> dict[str, float]:
        """The mean over the parts."""
        from keras_pggan.metrics.inception_score import inception_score

        return {VALUE: inception_score(fakes).mean}
