"""The Fréchet distance between two sets of features: FID, where Inception made them."""

from __future__ import annotations

import warnings

import numpy as np

from keras_pggan.metrics.features import FeatureStatistics, check_same_extractor


def frechet_distance(one: FeatureStatistics, other: FeatureStatistics) -> float:
    """The squared Fréchet distance between Gaussians of the two sets' moments.

        |m1 - m2|^2 + trace(C1 + C2 - 2 (C1^(1/2) C2 C1^(1/2))^(1/2))

    It falls with the number of pictures, and is of little worth where there are fewer of them than
    features, of which it warns: both sets need the same number.

    Raises:
        InputError: the features are of different extractors.

    Source: Heusel et al., GANs trained by a two time-scale update rule converge to a local Nash
    equilibrium, 2017 (arXiv 1706.08500).
    """
    check_same_extractor(one, other)
    fewest, features = min(one.count, other.count), len(one.mean)
    if fewest < features:
        warnings.warn(
            f"the Fréchet distance of {features} features needs more pictures than {fewest}; "
            "few make it too large",
            stacklevel=2,
        )
    # The root of a product of covariances has the trace of the root of a symmetric matrix, whose
    # eigenvalues are real; those that rounding made negative count as 0.
    values, vectors = np.linalg.eigh(one.covariance)
    root = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    common = np.sqrt(np.maximum(np.linalg.eigvalsh(root @ other.covariance @ root), 0)).sum()
    apart = np.square(one.mean - other.mean).sum()
    return float(apart + np.trace(one.covariance) + np.trace(other.covariance) - 2 * common)
