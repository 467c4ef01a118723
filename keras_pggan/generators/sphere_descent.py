"""Steps downhill on a sphere."""

from __future__ import annotations

import math

import numpy as np

# Of Adam: Kingma and Ba 2015 (arXiv 1412.6980).
MEAN_KEPT, SQUARE_KEPT, LEAST_ROOT = 0.9, 0.999, 1e-8


class SphereDescent:
    """Points on a sphere of the radius sqrt(dimensions) that go down given slopes, by Adam.

    The learning rate falls along a half cosine: at step t of T it is rate (1 + cos(pi t / T)) / 2.
    After each step the points return to the sphere, on which the numbers of a point are about 1 in
    size, so that a rate is the share of it that a step changes.

    Args:
        points: (count, dimensions), none of them 0; each on a way of its own.
        steps: how many there will be.
        rate: the first learning rate.

    >>> descent = SphereDescent(np.array([[1.0, 1.0]]), steps=100, rate=0.1)
    >>> for _ in range(100):
    ...     descent.step(np.array([[-1.0, 0.0]]))  # rising to the left
    >>> descent.points.round(1)
    array([[1.4, 0. ]])
    """

    def __init__(self, points: np.ndarray, *, steps: int, rate: float):
        self.points = on_sphere(points)
        self.steps, self.rate, self.done = steps, rate, 0
        self._mean, self._square = np.zeros_like(self.points), np.zeros_like(self.points)

    def step(self, slopes: np.ndarray) -> None:
        """Goes a step down the slopes (count, dimensions) at the points."""
        rate = self.rate * (1 + math.cos(math.pi * self.done / self.steps)) / 2
        self.done += 1
        self._mean += (1 - MEAN_KEPT) * (slopes - self._mean)
        self._square += (1 - SQUARE_KEPT) * (np.square(slopes) - self._square)
        mean = self._mean / (1 - MEAN_KEPT**self.done)
        root = np.sqrt(self._square / (1 - SQUARE_KEPT**self.done))
        self.points = on_sphere(self.points - rate * mean / (root + LEAST_ROOT))


def on_sphere(points: np.ndarray) -> np.ndarray:
    """Points (count, dimensions) at the length sqrt(dimensions), float64."""
    points = np.asarray(points, np.float64)
    lengths = np.linalg.norm(points, axis=-1, keepdims=True)
    return math.sqrt(points.shape[-1]) * points / lengths
