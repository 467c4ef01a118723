"""Every metric in one form: figures of fakes, and of reals in their place."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from typing import NamedTuple

from keras_pggan.data.images import PictureArray
from keras_pggan.metrics import (
    Extractor,
    FeatureSet,
    frechet_distance,
    inception_score,
    kernel_distance,
    ms_ssim,
    precision_recall,
    sliced_wasserstein,
)
from keras_pggan.metrics.inception_score import SPLITS
from keras_pggan.metrics.precision_recall import NEIGHBOURS

VALUE = "value"  # the name of a figure that is the only one of its metric


@dataclasses.dataclass(frozen=True)
class Sets:
    """What is compared: as many reals as other reals and fakes.

    Args:
        reals, others: disjoint.
        fakes: of the size of the reals.
        seed: of what a metric draws.
        extractor: of features; None where no metric needs them.
    """

    reals: PictureArray
    others: PictureArray
    fakes: PictureArray
    seed: int
    extractor: Extractor | None

    @functools.cached_property
    def features(self) -> tuple[FeatureSet, FeatureSet, FeatureSet]:
        """Of reals, others and fakes."""
        if self.extractor is None:
            raise ValueError("an extractor is needed")
        reals, others, fakes = map(self.extractor.features, (self.reals, self.others, self.fakes))
        return reals, others, fakes


class Figures(NamedTuple):
    """What a metric says of fakes, and of reals in their place, by name."""

    fakes: dict[str, float]
    reals: dict[str, float]


def _swd(sets: Sets) -> Figures:
    fakes, floor = (
        sliced_wasserstein(sets.reals, each, seed=sets.seed).as_dict()
        for each in (sets.fakes, sets.others)
    )
    return Figures(fakes, floor)


def _ms_ssim(sets: Sets) -> Figures:
    return Figures({VALUE: ms_ssim(sets.fakes).mean}, {VALUE: ms_ssim(sets.reals).mean})


def _fid(sets: Sets) -> Figures:
    reals, others, fakes = (each.statistics() for each in sets.features)
    return Figures(
        {VALUE: frechet_distance(reals, fakes)}, {VALUE: frechet_distance(reals, others)}
    )


def _kid(sets: Sets) -> Figures:
    reals, others, fakes = sets.features
    return Figures(
        {VALUE: kernel_distance(reals, fakes, seed=sets.seed).mean},
        {VALUE: kernel_distance(reals, others, seed=sets.seed).mean},
    )


def _is(sets: Sets) -> Figures:
    reals, _, fakes = sets.features
    return Figures({VALUE: inception_score(fakes).mean}, {VALUE: inception_score(reals).mean})


def _pr(sets: Sets) -> Figures:
    reals, others, fakes = sets.features
    found, floor = (precision_recall(reals, each)._asdict() for each in (fakes, others))
    return Figures(found, floor)


MEASURES: dict[str, Callable[[Sets], Figures]] = {
    "swd": _swd,
    "ms-ssim": _ms_ssim,
    "fid": _fid,
    "kid": _kid,
    "is": _is,
    "pr": _pr,
}
# Pictures that a metric needs in each set, where it needs more than two.
LEAST = {"is": SPLITS, "pr": NEIGHBOURS + 1}
