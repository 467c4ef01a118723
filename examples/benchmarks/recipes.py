"""Recipes against each other in equal time, on one core each: one line of a CSV a run.

    python examples/benchmarks/recipes.py pictures.npz --out comparison --minutes 10
    python examples/benchmarks/recipes.py few.npz --reals all.npz --out few --recipes short

Pictures are of 32x32 or more. Networks are of one size in all runs; each run is as long as it can
be in the time, which a few measured steps of each phase tell; the minutes that it took are told
beside. Give two cores a process each, say with `taskset -c 0` and `taskset -c 1`: programs that
share cores, or memory, slow each other down. A run that is there is not repeated.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from equal_time import compare

import keras_pggan as pg
from keras_pggan.runs.config import TrainConfig
from keras_pggan.training.options import Options
from keras_pggan.training.resolving import resolve

NETWORK = {"resolution": 32, "filters_base": 512, "filters_max": 64, "latent_dim": 64}
BATCH = 16
PAPER_LOSS = {"loss": {"name": "wasserstein-gp"}}
# As a file of a run says it.
RECIPES: dict[str, dict[str, Any]] = {
    "paper": {"recipe": "paper"},
    "short": {"recipe": "short"},
    "short-ada": {"recipe": "short", "augment": "ada"},
    "few-pictures": {"recipe": "few-pictures"},
    "relativistic": {"recipe": "relativistic"},
    "relativistic-diffaugment": {"recipe": "relativistic", "augment": "diffaugment"},
    "paper-loss": {"recipe": "short", **PAPER_LOSS},
    "paper-loss-final": {
        "recipe": "short",
        "loss": {"name": "wasserstein-gp", "gradients_at": "final"},
    },
    "paper-loss-diffaugment": {"recipe": "few-pictures", **PAPER_LOSS},
    "paper-loss-ada": {"recipe": "short", **PAPER_LOSS, "augment": "ada"},
}


def configured(name: str, seed: int, images: pg.data.Images, short: int) -> TrainConfig:
    """The configuration of a recipe, of phases of one length."""
    values = dict(RECIPES[name])
    loss, augment = values.pop("loss", {}), values.pop("augment", None)
    options = Options(**NETWORK, phase_images=short, batch_size=BATCH, seed=seed, **values)
    config = resolve(options.also(label_count=0, augment=augment), images)
    if loss:
        named = dict(loss)
        kind = pg.losses.named_losses()[named.pop("name")]
        config = dataclasses.replace(config, loss=kind(**named))
    return config


if __name__ == "__main__":
    compare(__doc__.splitlines()[0], tuple(RECIPES), configured)
