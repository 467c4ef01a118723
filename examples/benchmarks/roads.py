"""Growing, a blur that fades, and neither, against each other in equal time on one core each.

    python examples/benchmarks/roads.py emoji.npz --out roads --minutes 15

Pictures are of 64x64. All have the moving average and the batch of the recipe `short`, and its
loss. Networks that do not grow have a rate and a penalty of their own, since their weights are not
equalized: of rates 1e-4 to 1e-3 and penalties of 0.02 to 1, tried for four minutes each, these were
best. `blur-source` has the source's own loss, rate and batch, as the family has them.
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
RATE, PENALTY, BATCH = 3e-4, 0.1, 16
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
    given: dict[str, Any] = {"recipe": "short", "phase_images": short}
    if name == "progressive":
        given |= {**GROWING, "batch_size": BATCH}
    else:
        given |= {"family": "blur"}
    own = name not in ("progressive", "blur-source")
    if own:
        given |= {"batch_size": BATCH, "learning_rate": RATE}
    config = resolve(Options(resolution=64, seed=seed, **given).also(label_count=0), images)
    if name != "progressive":
        network = dataclasses.replace(config.network, **BLUR, **NETWORKS[name])
        config = dataclasses.replace(config, network=network)
    if own:
        loss = pg.losses.NonSaturatingR1(penalty_weight=PENALTY, penalty_every=4)
        config = dataclasses.replace(config, loss=loss)
    return config


if __name__ == "__main__":
    compare(__doc__.splitlines()[0], tuple(NETWORKS), configured)
