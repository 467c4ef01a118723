"""Multi-scale structural similarity, as a measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_pggan.evaluation.measure import VALUE, Better, OneSetMeasure

if TYPE_CHECKING:
    from keras_pggan.data.images import PictureArray


class MultiScaleSimilarity(OneSetMeasure):
    """Of pairs of one set: see `ms_ssim`."""

    name, label = "ms-ssim", "multi-scale structural similarity"
    explanation = (
        "how alike the pictures of one set are, 0 to 1. More than that of the reals is too little "
        "variation."
    )
    better = Better.AS_REALS
    limits = 0, 1
    smallest = 16

    def of(self, fakes: PictureArray, *, seed: int) -> dict[str, float]:
        """The mean over the pairs."""
        from keras_pggan.metrics.ms_ssim import ms_ssim

        return {VALUE: ms_ssim(fakes).mean}
