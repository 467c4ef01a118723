"""What tests of layers share."""

import numpy as np
import pytest


@pytest.fixture
def maps() -> np.ndarray:
    """Random maps (8, 4, 6, 5), float32."""
    return np.random.default_rng(0).standard_normal((8, 4, 6, 5)).astype("float32")
