"""Trains the same run on one device and on two, and prints how far their weights are apart.

Argument: how many classes the pictures have; 0 for none. With classes, ADA augments, too.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np
import tensorflow as tf
from skimage import data as photographs

import keras_pggan as pg
from keras_pggan.models.building import build_gan
from keras_pggan.runs.config import TrainConfig
from keras_pggan.training.distribution.strategies import choose_strategy

BATCH, STEPS = 8, 10
label_count = int(sys.argv[1])

cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
pieces = photographs.astronaut()[:256, :256].reshape(8, 32, 8, 32, 3).swapaxes(1, 2)
pictures = np.ascontiguousarray(pieces.reshape(64, 32, 32, 3)[:, ::4, ::4])
labels = np.arange(64) % label_count if label_count else None
images = pg.data.Images(pg.data.Pictures(pictures, labels))
network = pg.NetworkConfig(
    resolution=8, filters_base=32, filters_max=8, latent_dim=8, label_count=label_count
)
schedule = pg.Schedule.growing(network, images_per_phase=BATCH * STEPS, batch_size=BATCH)
schedule = pg.Schedule(schedule.phases[:2])  # base level, then a fade-in
augment = pg.augmentation.ADA(initial=0.5, images=1000, target=0) if label_count else None
config = TrainConfig(
    data="pieces", network=network, schedule=schedule, mirror=True, augment=augment
)


def weights(gan):
    parts = (gan.generator, gan.discriminator, gan.averaged_generator)
    return [weight.numpy() for part in parts for weight in part.weights]


def trained(name, folder):
    gan = build_gan(config, choose_strategy(name))
    start = weights(gan)
    pg.train(gan, images, schedule, Path(folder, name))
    return gan, start, weights(gan)


with tempfile.TemporaryDirectory() as folder:
    single, start, one = trained("none", folder)
    gan, _, two = trained("mirrored", folder)
    for name, state in single.augment_state.items():
        assert abs(float(state) - float(gan.augment_state[name])) < 1e-6, name
        assert (
            len(
                {
                    float(each)
                    for each in gan.distribute_strategy.experimental_local_results(
                        gan.augment_state[name].value
                    )
                }
            )
            == 1
        ), name
    assert not augment or float(gan.augment_state["strength"]) != augment.initial
    assert pg.load_generator(Path(folder, "mirrored")).image_shape == (4, 4, 3)

pairs = list(zip(start, one, two, strict=True))
print(f"replicas={gan.distribute_strategy.num_replicas_in_sync}")
print(f"difference={max(float(np.abs(b - c).max()) for _, b, c in pairs)}")
print(f"trained={max(float(np.abs(a - b).max()) for a, b, _ in pairs)}")
