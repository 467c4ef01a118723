"""Scores with known gradients."""

import numpy as np
import pytest
from keras import ops


@pytest.fixture
def smooth_score():
    """A score whose gradient is known: half the squared length of each picture."""
    return lambda images: ops.sum(ops.square(images), axis=(1, 2, 3)) / 2


@pytest.fixture
def pictures() -> np.ndarray:
    random = np.random.default_rng(0)
    return random.standard_normal((4, 3, 3, 2)).astype("float32")
