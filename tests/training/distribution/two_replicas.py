"""Trains the same run on one device and on two, and prints how far their weights are apart.

Argument: how many classes the pictures have; 0 for none. With classes, ADA augments, too.
"""

import dataclasses
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
moves = {"learning_rate": "cosine:0.001:0.0005"}
base, fade = schedule.phases[:2]
schedule = pg.Schedule((base, dataclasses.replace(fade, **moves)))
augment = pg.augmentation.ADA(initial=0.5, images=1000, target=0) if label_count else None
config = TrainConfig(
    data="pieces",
    network=network,
    schedule=schedule,
    mirror=True,
    augment=augment,
    loss=pg.losses.WassersteinGP(penalty_weight="linear:10:5"),
    averaging_half_life=40,
    beta_2="linear:0.95:0.99",
)


# One for all runs: a second one in a process reuses the keys of the first one's collectives.
strategies = {name: choose_strategy(name) for name in ("none", "mirrored")}


def weights(gan):
    parts = (gan.generator, gan.discriminator, gan.averaged_generator)
    return [weight.numpy() for part in parts for weight in part.weights]


def trained(name, folder):
    gan = build_gan(config, strategies[name])
    start = weights(gan)
    pg.train(gan, images, schedule, Path(folder, name))
    return gan, start, weights(gan)


def started_from(name, folder):
    """Weights, and the bytes of the first grid, of a run that starts from that of one device."""
    gan = build_gan(dataclasses.replace(config, seed=1), strategies[name])
    phases = pg.Schedule.growing(network, images_per_phase=BATCH * 2, batch_size=BATCH)
    start = pg.Start(Path(folder, "none"), freeze_levels=1)
    run = pg.train(gan, images, phases, Path(folder, f"{name}-from"), start=start)
    return weights(gan), min(run.samples.iterdir()).read_bytes()


with tempfile.TemporaryDirectory() as folder:
    single, start, one = trained("none", folder)
    gan, _, two = trained("mirrored", folder)
    strategy = gan.distribute_strategy
    for name, state in single.augment_state.items():
        copies = strategy.experimental_local_results(gan.augment_state[name].value)
        first, second = (float(each.numpy()) for each in copies)
        assert first == second, name
        assert abs(first - float(state)) < 1e-6, name
    assert not augment or float(single.augment_state["strength"]) != augment.initial
    assert pg.load_generator(Path(folder, "mirrored")).image_shape == (4, 4, 3)
    if not label_count:
        (single, first), (shared, again) = (started_from(n, folder) for n in ("none", "mirrored"))
        assert first == again
        far = max(float(np.abs(a - b).max()) for a, b in zip(single, shared, strict=True))
        sys.stdout.write(f"started_difference={far}\n")


class OneBreaks(pg.losses.Hinge):
    """The second device has no finite loss."""

    name = "one-breaks"

    def discriminator(self, real_scores, fake_scores):
        second = tf.distribute.get_replica_context().replica_id_in_sync_group == 1
        factor = tf.where(second, float("nan"), 1.0)
        return super().discriminator(real_scores, fake_scores) * factor


broken = build_gan(dataclasses.replace(config, loss=OneBreaks()), choose_strategy("mirrored"))
with broken.distribute_strategy.scope():
    broken.enter(schedule[0])
    broken.compile()
networks = broken.generator, broken.discriminator, broken.averaged_generator
states = [each for network in networks for each in network.trainable_variables]
states += broken.generator_optimizer.variables + broken.discriminator_optimizer.variables
before = [each.numpy() for each in states]
broken.fit(images, steps_per_epoch=2, verbose=0)
kept = all(np.array_equal(old, each.numpy()) for old, each in zip(before, states, strict=True))
print(f"kept={kept and broken.skipped_steps == 2}")

pairs = list(zip(start, one, two, strict=True))
print(f"replicas={gan.distribute_strategy.num_replicas_in_sync}")
print(f"difference={max(float(np.abs(b - c).max()) for _, b, c in pairs)}")
print(f"trained={max(float(np.abs(a - b).max()) for a, b, _ in pairs)}")
