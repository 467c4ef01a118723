"""Which levels compute convolution and resampling as one."""

from __future__ import annotations

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


def with_chosen_levels(network: NetworkConfig, like: NetworkConfig | None = None) -> NetworkConfig:
    """The same network with its fused levels chosen, if they are not.

    Args:
        network: whose `fused_levels` may be None.
        like: a network whose choice is taken for the levels that it has; None for the faster ones.
    """
    if network.fused_levels is not None:
        return network
    chosen = faster_levels(network)
    if like is not None and like.fused_levels is not None:
        new = [level for level in chosen if level >= like.level_count]
        chosen = (*(level for level in like.fused_levels if level < network.level_count), *new)
    return dataclasses.replace(network, fused_levels=chosen)
