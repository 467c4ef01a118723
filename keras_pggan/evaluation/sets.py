"""The pictures that are compared."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # so that what can be measured is known without TensorFlow
    from keras_pggan.data.images import PictureArray
    from keras_pggan.metrics.extractor import Extractor
    from keras_pggan.metrics.features import FeatureSet


@dataclasses.dataclass(frozen=True)
class Sets:
    """What is compared: as many reals as other reals and fakes.

    Args:
        reals, others: disjoint.
        fakes: of the size of the reals.
        seed: of what a measure draws.
        extractor: of features; None where no measure needs them.
    """

    reals: PictureArray
    others: PictureArray
    fakes: PictureArray
    seed: int
    extractor: Extractor | None

    @property
    def pictures(self) -> tuple[PictureArray, PictureArray, PictureArray]:
        """Reals, others and fakes."""
        return self.reals, self.others, self.fakes

    @functools.cached_property
    def features(self) -> tuple[FeatureSet, FeatureSet, FeatureSet]:
        """Of reals, others and fakes."""
        if self.extractor is None:
            raise ValueError("an extractor is needed")
        reals, others, fakes = map(self.extractor.features, self.pictures)
        return reals, others, fakes
