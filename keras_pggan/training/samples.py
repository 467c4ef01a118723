"""Samples of a GAN in training, from the same latents throughout."""

from __future__ import annotations

import keras
import numpy as np

from keras_pggan.generation import latents
from keras_pggan.models.pggan import ProgressiveGAN


def draw_samples(gan: ProgressiveGAN, count: int) -> np.ndarray:
    """Pictures of the averaged generator in the phase that a GAN is in.

    Drawn in batches of the size of training, for which there is memory; all at once may take more.

    Returns:
        floats meant for [-1, 1], (count, height, width, channels).
    """
    stage = gan.stage
    inputs = gan.sample_inputs(latents(count, gan.generator.config.latent_dim, seed=gan.seed))
    size = max(1, stage.phase.batch_size // gan.distribute_strategy.num_replicas_in_sync)
    arrays = inputs if isinstance(inputs, list) else [inputs]
    made = []
    for first in range(0, count, size):
        part = [array[first : first + size] for array in arrays]
        pictures = stage.averaged_generator(part if len(part) > 1 else part[0], training=False)
        made.append(keras.ops.convert_to_numpy(pictures))
    return np.concatenate(made)
