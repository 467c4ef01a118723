"""Which levels compute convolution and resampling as one."""

import dataclasses

import tensorflow as tf

from keras_pggan.models.progressive.network_config import NetworkConfig

# Smallest height at which the fused form is used. On CPUs it was faster at every size tried, 8 to
# 64 pixels (docs/benchmarks.md); for GPUs this is what the authors' later program does.
SMALLEST_ON_CPU, SMALLEST_ON_GPU = 8, 128


def faster_levels(network: NetworkConfig) -> tuple[int, ...]:
    """The levels of a network whose fused form is taken to be the faster one on this machine."""
    smallest = SMALLEST_ON_GPU if tf.config.list_physical_devices("GPU") else SMALLEST_ON_CPU
    levels = range(1, network.level_count)
    return tuple(level for level in levels if network.image_shape(level)[0] >= smallest)


def with_faster_levels(network: NetworkConfig) -> NetworkConfig:
    """The same network, each level in the faster form."""
    return dataclasses.replace(network, fused_levels=faster_levels(network))
