"""How many numbers networks learn, by arithmetic, before anything of them is built."""

from __future__ import annotations

from keras_pggan.models.progressive.conventions import UNIT
from keras_pggan.models.progressive.network_config import NetworkConfig

KERNEL = 3 * 3  # of all convolutions but those from and to pictures


def generator_parameters(config: NetworkConfig) -> int:
    """Of all levels of a `GrowingGenerator`.

    >>> generator_parameters(NetworkConfig(resolution=8, filters_base=64, filters_max=8))
    67350
    """
    (height, width), first = config.base_shape, config.filters(0)
    latents = config.latent_dim + config.label_count
    units = height * width * first
    biases = units if config.conventions.first_bias == UNIT else first
    count = latents * units + biases + _convolution(first, first)
    for level in range(config.level_count):
        filters = config.filters(level)
        if level:
            below = config.filters(level - 1)
            count += _convolution(below, filters) + _convolution(filters, filters)
        count += (filters + 1) * config.channels
    return count


def discriminator_parameters(config: NetworkConfig) -> int:
    """Of all levels of a `GrowingDiscriminator`.

    >>> discriminator_parameters(NetworkConfig(resolution=8, filters_base=64, filters_max=8))
    2929
    """
    (height, width), first, dense = config.base_shape, config.filters(0), config.filters(-1)
    deviation = 1 if config.minibatch_stdev else 0
    count = _convolution(first + deviation, first) + (height * width * first + 1) * dense
    count += (dense + 1) * (1 + config.label_count)
    for level in range(config.level_count):
        filters = config.filters(level)
        if level:
            below = config.filters(level - 1)
            count += _convolution(filters, filters) + _convolution(filters, below)
        count += (config.channels + 1) * filters
    return count


def _convolution(inputs: int, filters: int) -> int:
    return (KERNEL * inputs + 1) * filters
