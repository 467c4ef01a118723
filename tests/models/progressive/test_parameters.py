"""Parameters by arithmetic, against networks that were built."""

import pytest

import keras_pggan as pg
from keras_pggan.models.progressive.parameters import (
    discriminator_parameters,
    generator_parameters,
)

TINY = {"filters_base": 32, "filters_max": 8, "latent_dim": 5}


@pytest.mark.parametrize(
    "options",
    [
        {"resolution": 4},
        {"resolution": 16, "fused_levels": (1, 2)},
        {"resolution": 8, "channels": 1, "label_count": 3, "minibatch_stdev": False},
        {"resolution": 12, "base_shape": (6, 4), "channels": 4, "pool_before_activation": False},
        {"resolution": 8, "pixel_normalization": False, "equalized_learning_rate": False},
        {"resolution": 16, "level_filters": (7, 5, 6), "dense_filters": 9},
        {"resolution": 8, "conventions": {"first_bias": "unit", "scaled_bias": True}},
    ],
)
def test_parameters_are_those_of_networks_that_were_built(options):
    config = pg.NetworkConfig(**TINY, **options)
    for count, kind in (
        (generator_parameters, pg.GrowingGenerator),
        (discriminator_parameters, pg.GrowingDiscriminator),
    ):
        network = kind(config)
        assert count(config) == sum(
            weight.value.numpy().size for weight in network.trainable_weights
        )


def test_the_paper_has_23_million_in_each():
    config = pg.NetworkConfig(resolution=1024)
    # Table 2 of the paper: 23.1 million each, which leaves out heads of other levels.
    assert generator_parameters(config) == pytest.approx(23.1e6, rel=0.01)
    assert discriminator_parameters(config) == pytest.approx(23.1e6, rel=0.01)
