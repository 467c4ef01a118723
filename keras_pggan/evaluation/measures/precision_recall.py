"""Precision and recall, as a measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_pggan.evaluation.measure import Better, TwoSetMeasure

if TYPE_CHECKING:
    from keras_pggan.metrics.features import FeatureSet


class PrecisionAndRecall(TwoSetMeasure):
    """Of features: see `precision_recall`."""

    name, label = "pr", "precision and recall"
    explanation = (
        "precision (how many fakes lie among the reals) and recall (how many reals among the "
        "fakes). More is better."
    )
    better = Better.MORE
    limits = 0, 1
    least = 4  # each picture has three neighbours
    of_features = True

    def compare(self, reals: FeatureSet, fakes: FeatureSet, *, seed: int) -> dict[str, float]:
        """`precision` and `recall`."""
        from keras_pggan.metrics.precision_recall import precision_recall

        return precision_recall(reals, fakes)._asdict()
