"""Growing, a blur that fades, and neither, against each other in equal time on one core each.

    python examples/benchmarks/roads.py emoji.npz --out roads --minutes 15

Pictures are of 64x64. All have the moving average and the batch of the recipe `short`, and its
loss. Networks that do not grow have a rate and a penalty of their own, since their weights are not
equalized: of rates 1e-4 to 1e-3 and penalties of 0.02 to 1, tried for four minutes each, these were
best. `blur-source` has the source's own loss, rate and batch.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from equal_time import compare

import keras_pggan as pg
from keras_pggan.runs.config import TrainConfig
from keras_pggan.training.options import Options
from keras_pggan.training.resolving import resolve

GROWING = {"filters_base": 512, "filters_max": 64, "latent_dim": 64}
BLUR = {"filters": 16, "latent_dim": 64}
RATE, PENALTY, SOURCE_RATE = 3e-4, 0.1, 1e-4
BATCH, SOURCE_BATCH = 16, 64
SHORT = 3_200  # images of each phase before the last
# Of the networks, what is not as in BLUR.
NETWORKS: dict[str, dict[str, Any]] = {
    "progressive": {},
    "blur-pixel": {"normalization": "pixel"},
    "blur-batch": {"normalization": "batch"},
    "blur-layer": {"normalization": "layer"},
    "blur-none": {"normalization": "none"},
    "plain-pixel": {"normalization": "pixel", "first_blur": 0.0},
    "blur-source": {"normalization": "pixel"},
}


def configured(name: str, seed: int, images: pg.data.Images, short: int) -> TrainConfig:
    """The configuration of a road."""
    given: dict[str, Any] = {"recipe": "short", "batch_size": BATCH, "phase_images": short}
    if name == "progressive":
        given |= GROWING
    else:
        given |= {"family": "blur", "learning_rate": RATE}
    if name == "blur-source":
        given |= {"batch_size": SOURCE_BATCH, "learning_rate": SOURCE_RATE}
    config = resolve(Options(resolution=64, seed=seed, **given).also(label_count=0), images)
    if name == "progressive":
        return config
    network = dataclasses.replace(config.network, **BLUR, **NETWORKS[name])
    losses = pg.losses.named_losses()
    if name == "blur-source":
        loss = losses["binary-cross-entropy"]()
    else:
        loss = losses["non-saturating-r1"](penalty_weight=PENALTY, penalty_every=4)
    return dataclasses.replace(config, network=network, loss=loss)


if __name__ == "__main__":
    compare(__doc__.splitlines()[0], tuple(NETWORKS), configured, short=SHORT)
