"""Trains the same run on one device and on two, and prints how far their weights are apart.

The blur fades meanwhile. Small steps of plain gradient descent, and few of them: Adam would make
steps of the biases, whose gradients are nothing but rounding where statistics of the batch take
them out again, and such networks make more of any rounding from the fifth step on.
"""

import sys

import keras
import numpy as np
import tensorflow as tf
from skimage import data as photographs

import keras_pggan as pg
from keras_pggan.models.adversarial.optimizers import optimizer_table
from keras_pggan.models.building import build_gan
from keras_pggan.runs.config import TrainConfig
from keras_pggan.training.distribution.strategies import choose_strategy

BATCH, STEPS, SIDE = 8, 4, 32

cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
pieces = photographs.astronaut()[:256, :256].reshape(8, 32, 8, 32, 3).swapaxes(1, 2)
pictures = np.ascontiguousarray(pieces.reshape(64, 32, 32, 3))
images = pg.data.Images(pg.data.Pictures(pictures))
network = pg.BlurNetworkConfig(
    resolution=SIDE, filters=2, latent_dim=4, normalization=sys.argv[1], blurred_share=1.0
)
schedule = pg.Schedule.growing(network, images_per_phase=BATCH * STEPS, batch_size=BATCH)
plain = optimizer_table(keras.optimizers.SGD(0.01))
config = TrainConfig(
    family="blur",
    data="pieces",
    network=network,
    schedule=schedule,
    loss=pg.losses.BinaryCrossEntropy(),
    generator_optimizer=plain,
    discriminator_optimizer=plain,
    averaging=0.5,
)


def weights(gan):
    parts = (gan.generator, gan.discriminator, gan.averaged_generator)
    trained = [weight.numpy() for part in parts for weight in part.trainable_variables]
    return trained, [weight.numpy() for part in parts for weight in part.non_trainable_variables]


def trained(name):
    gan = build_gan(config, choose_strategy(name))
    start = weights(gan)
    with gan.distribute_strategy.scope():
        gan.enter(schedule[0])
        gan.compile()
    gan.fit(images, verbose=0)
    return gan, start, weights(gan)


_, start, one = trained("none")
gan, _, two = trained("mirrored")
statistics = gan.generator.non_trainable_variables
copies = [gan.distribute_strategy.experimental_local_results(each.value) for each in statistics]


def apart(some, others):
    return max(float(np.abs(a - b).max()) for a, b in zip(some, others, strict=True))


print(f"replicas={gan.distribute_strategy.num_replicas_in_sync}")
print(f"radius={float(gan.discriminator.blur.radius.numpy())}")
between = [float(np.abs(a.numpy() - b.numpy()).max()) for a, b in copies]
print(f"statistics={max(between, default=0.0)}")
print(f"difference={max(map(apart, one, two))}")
print(f"trained={apart(start[0], one[0])}")
