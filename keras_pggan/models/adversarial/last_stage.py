"""The models of a GAN whose pictures are looked at."""

from __future__ import annotations

from typing import Any

from keras_pggan.models.adversarial.stage import Stage
from keras_pggan.schedule import Phase


def last_stage(gan: Any) -> Stage:
    """Those of the phase that a GAN is in; of its last level, straight through, where in none."""
    if gan.is_in_phase:
        return gan.stage
    network = gan.network
    level = network.level_count - 1
    height, width, _ = network.image_shape(level)
    group = network.group_size
    phase = Phase(
        level=level, height=height, width=width, fade_in=False, images=group, batch_size=group
    )
    return gan.stage_of(phase)
