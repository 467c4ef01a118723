"""The models of a GAN whose pictures are looked at."""

from __future__ import annotations

from typing import Any

from keras_pggan.models.adversarial.network_shape import NetworkShape
from keras_pggan.models.adversarial.stage import Stage
from keras_pggan.schedule import Phase


def last_stage(gan: Any) -> Stage:
    """Those of the phase that a GAN is in; of its last level, straight through, where in none."""
    if gan.is_in_phase:
        return gan.stage
    network = gan.network
    return gan.stage_of(straight_phase(network, network.level_count - 1))


def straight_phase(network: NetworkShape, level: int) -> Phase:
    """The shortest phase that trains a level straight through: for its models."""
    height, width, _ = network.image_shape(level)
    group = network.group_size
    return Phase(
        level=level, height=height, width=width, fade_in=False, images=group, batch_size=group
    )
