"""Recipes against each other in equal time, on one core each: one line of a CSV a run.

    python examples/benchmarks/recipes.py pictures.npz --out comparison --minutes 10
    python examples/benchmarks/recipes.py few.npz --reals all.npz --out few --recipes paper,ada

Pictures are of 32x32 or more. Networks are of one size in all runs; each run is as long as it can
be in the time, which a few measured steps of each phase tell; the minutes that it took are told
beside. Give two cores a process each, say with `taskset -c 0` and `taskset -c 1`: programs that
share cores, or memory, slow each other down. A run that is there is not repeated.
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
import os
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
os.environ.setdefault("TF_NUM_INTEROP_THREADS", "1")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

import keras_pggan as pg
from keras_pggan.evaluation.copies import find_copies
from keras_pggan.evaluation.options import EvaluationOptions
from keras_pggan.models.building import build_gan
from keras_pggan.pictures import grid, write_png
from keras_pggan.runs.config import TrainConfig
from keras_pggan.training.options import Options
from keras_pggan.training.preflight.preflight import preflight
from keras_pggan.training.resolving import resolve

NETWORK = {"resolution": 32, "filters_base": 512, "filters_max": 64, "latent_dim": 64}
BATCH, SHORT = 16, 3_200  # images of each phase before the last
LEAST = 3_200  # images of the last one, however slow
FLAT = {"learning_rate": 0.003}
AVERAGED = {"averaging_half_life": 10_000.0}
LAZY_R1 = {"name": "non-saturating-r1", "penalty_weight": 1.0, "penalty_every": 4}
# What differs from the paper's loss, rate and average, as a file of a run says it.
RECIPES: dict[str, dict[str, Any]] = {
    "paper": {},
    "paper-0.003": {**FLAT, **AVERAGED},
    "paper-0.003-final": {**FLAT, **AVERAGED, "loss": {"gradients_at": "final"}},
    "logistic": {**FLAT, **AVERAGED, "loss": LAZY_R1},
    "relativistic": {"recipe": "relativistic"},
    "relativistic-diffaugment": {"recipe": "relativistic", "augment": "diffaugment"},
    "paper-diffaugment": {**FLAT, **AVERAGED, "augment": "diffaugment"},
    "paper-ada": {**FLAT, **AVERAGED, "augment": "ada"},
    "few-pictures": {"recipe": "few-pictures"},  # logistic, with diffaugment
    "logistic-ada": {**FLAT, **AVERAGED, "loss": LAZY_R1, "augment": "ada"},
}
COLUMNS = (
    *("recipe", "seed", "pictures", "minutes", "images", "swd", "swd_floor", "ms_ssim"),
    *("ms_ssim_reals", "copies", "copies_of_reals"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--reals", type=Path, help="what is measured against; default: the data")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--recipes", default=",".join(RECIPES))
    parser.add_argument("--seeds", default="0")
    given = parser.parse_args()
    for seed in map(int, given.seeds.split(",")):
        for name in given.recipes.split(","):
            run = given.out / f"{name}-{seed}"
            if (run / "generator.keras").is_file():
                continue
            row = trained(name, seed, given.data, run, given.minutes)
            row |= measured(run, given.data, given.reals or given.data)
            write(given.out / f"{given.data.stem}.csv", row)
            print({key: row[key] for key in COLUMNS}, flush=True)


def trained(name: str, seed: int, data: Path, run: Path, minutes: float) -> dict[str, Any]:
    """Trains by a recipe for about so many minutes."""
    images = pg.data.open(data)
    config = planned(name, seed, images, 60 * minutes)
    start = time.monotonic()
    gan = build_gan(config)
    pg.train(gan, images, config.schedule, run, options=config.run_options())
    return {
        "recipe": name,
        "seed": seed,
        "pictures": len(images),
        "minutes": round((time.monotonic() - start) / 60, 2),
        "images": config.schedule.total_images,
    }


def planned(name: str, seed: int, images: pg.data.Images, seconds: float) -> TrainConfig:
    """The run of a recipe that takes so long, by a few steps of its phases."""
    config = configured(name, seed, images)
    found = preflight(config, images, on_measured=lambda *_: None)
    *_, last = found.phases
    others = found.seconds - last.seconds + last.expected.compiling
    length = max(LEAST, int((seconds - others) / last.seconds_per_image))
    *first, end = config.schedule
    schedule = pg.Schedule((*first, dataclasses.replace(end, images=length)))
    return dataclasses.replace(config, schedule=schedule)


def configured(name: str, seed: int, images: pg.data.Images) -> TrainConfig:
    """The configuration of a recipe, of phases of one length."""
    values = dict(RECIPES[name])
    loss, augment = values.pop("loss", {}), values.pop("augment", None)
    options = Options(**NETWORK, phase_images=SHORT, batch_size=BATCH, seed=seed, **values)
    config = resolve(options.also(label_count=0, augment=augment), images)
    if loss:
        kind = type(config.loss)
        named = dict(loss)
        if wanted := named.pop("name", None):
            kind = pg.losses.named_losses()[wanted]
        config = dataclasses.replace(config, loss=kind(**named))
    return config


def measured(run: Path, data: Path, reals: Path) -> dict[str, Any]:
    """How near its pictures are to the reals, how they vary, and whether they are copies."""
    options = EvaluationOptions(metrics=("swd", "ms-ssim"), count=2_000, repeats=1)
    found = pg.evaluation.evaluate(run, reals, options).whole
    (swd, *_), (ssim, *_) = (found.of(name) for name in options.metrics)
    (copies,) = find_copies(run, data).found
    write_png(run / "pictures.png", grid(pg.generate(run, 64), least_height=256))
    return {
        "swd": round(swd.value, 3),
        "swd_floor": round(swd.reals, 3),
        "ms_ssim": round(ssim.value, 4),
        "ms_ssim_reals": round(ssim.reals, 4),
        "copies": round(copies.samples_median, 2),
        "copies_of_reals": round(copies.reals_median, 2),
    }


def write(path: Path, row: dict[str, Any]) -> None:
    new = not path.is_file()
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        if new:
            writer.writeheader()
        writer.writerow(row)


if __name__ == "__main__":
    main()
