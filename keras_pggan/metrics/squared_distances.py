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
    squares = np.square(points).sum(axis=1)[:, None] + np.square(others).sum(axis=1)
    return np.maximum(squares - 2 * (points @ others.T), 0)
