"""Two devices train what one does."""

from pathlib import Path

import pytest
from printed_numbers import printed_numbers

import keras_pggan as pg
from keras_pggan.runs.config import TrainConfig
from keras_pggan.training.checks import check_run
from keras_pggan.training.distribution.strategies import choose_strategy


@pytest.mark.parametrize(
    ("label_count", "most"), [(0, 1e-5), pytest.param(3, 1e-4, marks=pytest.mark.slow)]
)
def test_two_replicas_give_the_weights_of_one_in_all_phases(label_count, most):
    """In a process of its own, because devices are chosen before TensorFlow starts.

    With classes, ADA augments, too: there are more sums, and 4e-5 was measured.
    """
    numbers = printed_numbers(Path(__file__).with_name("two_replicas.py"), label_count)
    assert numbers["replicas"] == "2"
    # Ten steps each of a base level and a fade-in; float32 sums in another order.
    assert float(numbers["difference"]) < most
    assert float(numbers["trained"]) > 1e-2
    # And where they start from trained weights, with a level that is frozen.
    assert label_count or float(numbers["started_difference"]) < 1e-5
    # Where one of them has no finite gradients, neither changes anything.
    assert numbers["kept"] == "True"


def test_one_device_needs_no_strategy():
    assert choose_strategy("none") is choose_strategy("auto") is None


def test_another_name_is_refused():
    with pytest.raises(pg.InputError, match="auto, none, mirrored, multiworker, got horovod"):
        choose_strategy("horovod")


def test_float16_on_several_devices_is_refused(real_pictures):
    network = pg.NetworkConfig(resolution=4, filters_base=16, latent_dim=4)
    schedule = pg.Schedule.growing(network, images_per_phase=8, batch_size=8)
    config = TrainConfig(data="x", network=network, schedule=schedule, precision="float16")
    images = pg.data.Images(pg.data.Pictures(real_pictures))
    check_run(config, images)
    with pytest.raises(pg.InputError, match=r"one device, there are 2: .*\(--strategy none\)"):
        check_run(config, images, replicas=2)


@pytest.mark.parametrize(("batch", "fits"), [(8, True), (4, False), (12, False)])
def test_groups_of_the_minibatch_stdev_stay_inside_a_replica(batch, fits):
    config = pg.NetworkConfig(resolution=4)
    phase = pg.Phase(level=0, height=4, width=4, fade_in=False, images=8, batch_size=batch)
    if fits:
        config.check_phase(phase, replicas=2)
    else:
        with pytest.raises(pg.InputError, match=f"on each of 2 devices .*, got {batch} at"):
            config.check_phase(phase, replicas=2)
