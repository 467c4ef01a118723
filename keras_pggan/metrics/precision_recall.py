"""How much of the fakes lies among the reals, and how much of the reals among the fakes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.metrics.features import FeatureSet, check_same_extractor
from keras_pggan.metrics.squared_distances import squared_distances

NEIGHBOURS = 3  # of the paper below
ROWS = 1024  # worked on at once


class PrecisionRecall(NamedTuple):
    """Both from 0 to 1: how good the fakes are, and how much of the reals' variation they have."""

    precision: float
    recall: float


def precision_recall(reals: FeatureSet, fakes: FeatureSet) -> PrecisionRecall:
    """Improved precision and recall.

    Precision is the share of fakes that lie in the ball around some real that reaches to its third
    nearest neighbour among the reals; recall is the same with reals and fakes exchanged.

    Memory: for 1,024 distances to all others, three times, and for both sets in double precision.

    Args:
        reals, fakes: four pictures each, or more.

    Raises:
        InputError: fewer pictures, or features of different extractors.

    Source: Kynkäänniemi et al., Improved precision and recall metric for assessing generative
    models, 2019 (arXiv 1904.06991).
    """
    check_same_extractor(reals, fakes)
    fewest = min(len(reals), len(fakes))
    if fewest <= NEIGHBOURS:
        raise InputError(
            f"precision and recall need {NEIGHBOURS + 1} pictures or more, got {fewest}"
        )
    return PrecisionRecall(
        _covered(fakes.values, reals.values), _covered(reals.values, fakes.values)
    )


def _covered(points: np.ndarray, others: np.ndarray) -> float:
    """The share of points in the ball of some other."""
    radii = np.concatenate(
        # The nearest of all is the point itself.
        [
            np.partition(block, NEIGHBOURS, axis=1)[:, NEIGHBOURS]
            for block in _blocks(others, others)
        ]
    )
    return float(
        np.mean(np.concatenate([(b <= radii).any(axis=1) for b in _blocks(points, others)]))
    )


def _blocks(points: np.ndarray, others: np.ndarray) -> Iterator[np.ndarray]:
    """Squared distances of some points at a time to all others, float64 (some, others)."""
    for start in range(0, len(points), ROWS):
        yield squared_distances(points[start : start + ROWS], others)
