"""The kernel distance between two sets of features: KID, where Inception made them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.metrics.features import FeatureSet, check_same_extractor

# Of the paper below.
SUBSETS, SUBSET = 100, 1000  # of pictures


class KernelDistance(NamedTuple):
    """The mean over subsets, which may be a little below 0, and its standard error.

    The error is that of drawing subsets, not pictures; NaN where all pictures are one subset.
    """

    mean: float
    error: float


def kernel_distance(one: FeatureSet, other: FeatureSet, *, seed: int = 0) -> KernelDistance:
    """The squared maximum mean discrepancy with the kernel (x y / features + 1)^3, unbiased.

    The mean over 100 pairs of subsets of 1,000 pictures, or of as many as the smaller set has; of
    two sets of equally many, 1,000 or fewer, that of all.

    Args:
        one, other: two pictures each, or more.
        seed: of the subsets.

    Raises:
        InputError: fewer pictures, or features of different extractors.

    Source: Binkowski et al., Demystifying MMD GANs, 2018 (arXiv 1801.01401).
    """
    check_same_extractor(one, other)
    count = min(len(one), len(other), SUBSET)
    if count < 2:
        raise InputError(f"the kernel distance needs 2 pictures or more, got {count}")
    if count == len(one) == len(other):  # every subset is all of them
        return KernelDistance(discrepancy(one.values, other.values), np.nan)
    random = np.random.default_rng(seed)
    found = [
        discrepancy(*(each.values[random.choice(len(each), count, False)] for each in (one, other)))
        for _ in range(SUBSETS)
    ]
    return KernelDistance(float(np.mean(found)), float(np.std(found, ddof=1) / np.sqrt(SUBSETS)))


def discrepancy(one: np.ndarray, other: np.ndarray) -> float:
    """The unbiased estimate for float (count, features) and as many others."""
    one, other = one.astype(np.float64), other.astype(np.float64)
    count, features = one.shape

    def kernel(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        product = left @ right.T / features + 1
        return np.asarray(product * product * product)  # many times faster than a power

    within = sum(
        (values.sum() - np.trace(values)) / (count * (count - 1))
        for values in (kernel(one, one), kernel(other, other))
    )
    return float(within - 2 * kernel(one, other).mean())
