"""Networks that are too large are told of before they are made."""

import pytest

import keras_pggan as pg
from keras_pggan.runs.config import TrainConfig
from keras_pggan.training.preflight.weights import check_weights


@pytest.fixture
def config():
    network = pg.NetworkConfig(resolution=8, filters_base=64, filters_max=8)
    return TrainConfig(data="", network=network, schedule=pg.Schedule.paper(network))


def test_weights_that_fit_are_accepted_to_the_byte(config):
    check_weights(config, 4 * (2 * 67_350 + 2_929))
    with pytest.raises(pg.InputError) as told:
        check_weights(config, 4 * (2 * 67_350 + 2_929) - 1)
    assert str(told.value) == (
        "the networks would have 67,350 and 2,929 parameters, 0.5 MiB of weights, and this "
        "machine has 0.5 MiB; take a smaller --filters-max or --latent-dim"
    )
