"""Real pictures, and numbers as they are drawn."""

import numpy as np
import pytest


@pytest.fixture(scope="module")
def pictures(real_pictures):
    """Pieces of a photograph, float32 (6, 12, 10, 3) in [-1, 1]; not square."""
    return real_pictures[20:26, 4:16, 8:18].astype("float32") / 127.5 - 1.0


@pytest.fixture
def numbers():
    """Draws for six pictures, of which at strength 1/2 the first three are changed."""

    def drawn(needs, seed=0):
        rest = np.random.default_rng(seed).random((6, needs)).astype("float32")
        rest[:, 0] = [0.0, 0.2, 0.49, 0.5, 0.7, 0.99]
        return rest

    return drawn
