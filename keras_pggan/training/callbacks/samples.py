"""Samples of a GAN in training, from the same latents throughout."""

from __future__ import annotations

from collections.abc import Iterator

import keras
import numpy as np

from keras_pggan.generators.generation import latents
from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.pictures import to_bytes


def draw_samples(gan: AdversarialGAN, count: int) -> np.ndarray:
    """Pictures of the averaged generator in the phase that a GAN is in.

    Returns:
        floats meant for [-1, 1], (count, height, width, channels).
    """
    return np.concatenate(list(_drawn(gan, count)))


def draw_bytes(gan: AdversarialGAN, count: int, labels: np.ndarray | None = None) -> np.ndarray:
    """The same pictures, uint8; of classes that take turns, or of some labels, int64 (count,)."""
    return np.concatenate([to_bytes(pictures) for pictures in _drawn(gan, count, labels)])


def _drawn(
    gan: AdversarialGAN, count: int, labels: np.ndarray | None = None
) -> Iterator[np.ndarray]:
    """Batches of the size of training, for which there is memory; all at once may take more."""
    stage = gan.stage
    drawn = latents(count, gan.network.latent_dim, seed=gan.seed)
    inputs = gan.sample_inputs(drawn, labels)
    size = max(1, stage.phase.batch_size // gan.distribute_strategy.num_replicas_in_sync)
    arrays = inputs if isinstance(inputs, list) else [inputs]
    for first in range(0, count, size):
        part = [array[first : first + size] for array in arrays]
        pictures = stage.averaged_generator(part if len(part) > 1 else part[0], training=False)
        yield keras.ops.convert_to_numpy(pictures)
