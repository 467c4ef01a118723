"""Trains a tiny run, as one worker of those that TF_CONFIG names or alone.

Arguments: the folder of the run, the strategy, images per phase.
"""

import sys

import numpy as np
from skimage import data as photographs

from keras_pggan.training.distribution.strategies import choose_strategy

folder, name, images_per_phase = sys.argv[1], sys.argv[2], int(sys.argv[3])
strategy = choose_strategy(name)  # before anything else touches TensorFlow

import keras_pggan as pg  # noqa: E402
from keras_pggan.models.building import build_gan  # noqa: E402
from keras_pggan.runs.config import RunOptions, TrainConfig  # noqa: E402

pieces = photographs.astronaut()[:256, :256].reshape(8, 32, 8, 32, 3).swapaxes(1, 2)
pictures = np.ascontiguousarray(pieces.reshape(64, 32, 32, 3)[:, ::4, ::4])
images = pg.data.Images(pg.data.Pictures(pictures), "pieces")
network = pg.NetworkConfig(resolution=8, filters_base=32, filters_max=8, latent_dim=8)
schedule = pg.Schedule.growing(network, images_per_phase=images_per_phase, batch_size=8)
schedule = pg.Schedule(schedule.phases[:2])  # base level, then a fade-in
config = TrainConfig(data="pieces", network=network, schedule=schedule, mirror=True)
options = RunOptions(checkpoint_images=40)

pg.train(build_gan(config, strategy), images, schedule, folder, options=options)
