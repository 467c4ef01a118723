"""The kernel distance, as a measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_pggan.evaluation.measure import VALUE, TwoSetMeasure

if TYPE_CHECKING:
    from keras_pggan.metrics.features import FeatureSet


class KernelDistance(TwoSetMeasure):
    """KID, where the features are Inception's: see `kernel_distance`.

    It is unbiased: that of sets which are alike may be a little below 0.
    """

    name, label = "kid", "kernel distance"
    explanation = (
        "the kernel distance of features, as it is (some print it times 1000). Less is better."
    )
    of_features = True

    def compare(self, reals: FeatureSet, fakes: FeatureSet, *, seed: int) -> dict[str, float]:
        """The mean over subsets."""
        from keras_pggan.metrics.kernel import kernel_distance

        return {VALUE: kernel_distance(reals, fakes, seed=seed).mean}
