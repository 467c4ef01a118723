"""What the tests of filters share: a generator, half of whose pictures are corrupted."""

import pytest
from discs import DIM, SIDE, drawn, write_labelled

from keras_pggan.filtering.training_filter import train_filter
from keras_pggan.generators.generation import Generator, latents


@pytest.fixture(scope="session")
def generator():
    return Generator(DIM, (SIDE, SIDE, 3), drawn, None, "discs")


@pytest.fixture(scope="session")
def labelled(tmp_path_factory):
    """A folder of its pictures, and the labels of a person who sees which are corrupted."""
    folder = tmp_path_factory.mktemp("labelled")
    return write_labelled(folder, latents(120, DIM, seed=1))


@pytest.fixture(scope="session")
def trained(labelled):
    """A filter that was trained with them, and its figures."""
    out = labelled / "filter.keras"
    return out, train_filter(labelled / "labels.csv", out)
