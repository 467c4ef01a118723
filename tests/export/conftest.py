"""What the tests of the page share: two models, and their site."""

import keras
import pytest
from site_visits import PRETRAINED

import keras_pggan as pg
from keras_pggan.export import write_site


@pytest.fixture(scope="package")
def colours():
    """A model in colour, of 8x12 pixels, that was never trained: its file."""
    keras.utils.set_random_seed(5)
    config = pg.NetworkConfig(
        resolution=8, base_shape=(4, 6), filters_base=64, filters_max=16, latent_dim=6
    )
    return pg.GrowingGenerator(config)


@pytest.fixture(scope="package")
def site(colours, tmp_path_factory):
    """A site of the pretrained model and of `colours`. Nothing may change it."""
    folder = tmp_path_factory.mktemp("sites") / "site"
    assert write_site([PRETRAINED, colours], folder).difference < 1e-4
    return folder
