"""What the tests of data share."""

import numpy as np
import pytest

from keras_pggan.data.npz import Pictures


@pytest.fixture(scope="session")
def labelled(real_pictures) -> Pictures:
    """Ten different pictures of 32x32 with labels and names."""
    labels = np.array([2, 0, 1, 1, 2, 0, 0, 2, 1, 0])
    names = np.array([f"größe/{number}.jpg" for number in range(10)])
    return Pictures(real_pictures[10:20], labels, names, np.array(["cat", "dog", "写真"]))
