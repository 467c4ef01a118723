"""Distances between vectors."""

from __future__ import annotations

import numpy as np


def squared_distances(points: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Squared Euclidean distances, float64 (points, others); exact for whole numbers.

    Args:
        points: (points, values).
        others: (others, values).
    """
    points, others = points.astype(np.float64), others.astype(np.float64)
    squares = (np.einsum("ij,ij->i", each, each) for each in (points, others))
    found = points @ others.T
    found *= -2
    found += next(squares)[:, None]
    found += next(squares)
    return np.maximum(found, 0, out=found)
