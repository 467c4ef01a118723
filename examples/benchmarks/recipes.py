"""Recipes against each other in equal time, on one core each: one line of a CSV a run.

    python examples/benchmarks/recipes.py pictures.npz --out comparison --minutes 10
    python examples/benchmarks/recipes.py few.npz --reals all.npz --out few --recipes short

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

import numpy as np

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
COLUMNS = (
    *("data", "recipe", "seed", "pictures", "minutes", "cpu_minutes", "images"),
    *("swd", "swd_floor", "swd_finest", "ms_ssim", "ms_ssim_reals"),
    *("frechet", "frechet_floor", "precision", "recall", "copies", "copies_of_reals"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--reals", type=Path, help="what is measured against; default: the data")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--recipes", default=",".join(RECIPES))
    parser.add_argument("--seeds", default="0")
    parser.add_argument("--short", type=int, default=SHORT, help="images of each earlier phase")
    parser.add_argument("--extractor", type=Path, help="of features, for distance and precision")
    parser.add_argument("--made", default="", help="NAME=pictures.npz of others to measure, too")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    for seed in map(int, given.seeds.split(",")):
        for name in given.recipes.split(","):
            run = given.out / f"{name}-{seed}"
            if name and not (run / "generator.keras").is_file():
                write(given, run, trained(name, seed, run, given))
    for each in filter(None, given.made.split(",")):
        name, _, path = each.partition("=")
        write(given, Path(path), {"recipe": name, "pictures": len(pg.data.open(given.data))})


def trained(name: str, seed: int, run: Path, given: argparse.Namespace) -> dict[str, Any]:
    """Trains by a recipe for about so many minutes."""
    images = pg.data.open(given.data)
    config = planned(configured(name, seed, images, given.short), images, 60 * given.minutes)
    start, used = time.monotonic(), time.process_time()
    gan = build_gan(config)
    pg.train(gan, images, config.schedule, run, options=config.run_options())
    return {
        "recipe": name,
        "seed": seed,
        "pictures": len(images),
        "minutes": round((time.monotonic() - start) / 60, 2),
        "cpu_minutes": round((time.process_time() - used) / 60, 2),
        "images": config.schedule.total_images,
    }


def planned(config: TrainConfig, images: pg.data.Images, seconds: float) -> TrainConfig:
    """The run that takes so long, its last phase as long as a few steps of all phases tell."""
    found = preflight(config, images, on_measured=lambda *_: None)
    *_, last = found.phases
    others = found.seconds - last.seconds + last.expected.compiling
    length = max(LEAST, int((seconds - others) / last.seconds_per_image))
    *first, end = config.schedule
    schedule = pg.Schedule((*first, dataclasses.replace(end, images=length)))
    return dataclasses.replace(config, schedule=schedule)


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


def measured(model: Path, given: argparse.Namespace) -> dict[str, Any]:
    """How near its pictures are to the reals, how they vary, and whether they are copies."""
    metrics = ("swd", "ms-ssim", *(("fid", "pr") if given.extractor else ()))
    options = EvaluationOptions(metrics=metrics, count=2_000, repeats=1, extractor=given.extractor)
    found = pg.evaluation.evaluate(model, given.reals or given.data, options).whole
    (finest, *_, swd), (ssim, *_), *rest = (found.of(name) for name in metrics)
    (copies,) = find_copies(model, given.data).found
    row = {
        "swd": round(swd.value, 2),
        "swd_floor": round(swd.reals, 2),
        "swd_finest": round(finest.value, 2),
        "ms_ssim": round(ssim.value, 4),
        "ms_ssim_reals": round(ssim.reals, 4),
        "copies": round(copies.samples_median, 1),
        "copies_of_reals": round(copies.reals_median, 1),
    }
    if rest:
        (frechet, *_), (precision, recall) = rest
        row |= {"frechet": round(frechet.value, 2), "frechet_floor": round(frechet.reals, 2)}
        row |= {"precision": round(precision.value, 3), "recall": round(recall.value, 3)}
    return row


def write(given: argparse.Namespace, model: Path, row: dict[str, Any]) -> None:
    """Adds a row of what was made to the CSV of the data, and draws a sheet of it."""
    row = {"data": given.data.stem, **row, **measured(model, given)}
    sheet = model.with_suffix(".png") if model.is_file() else model / "pictures.png"
    shown = np.load(model)["images"][:64] if model.is_file() else pg.generate(model, 64)
    write_png(sheet, grid(shown, least_height=256))
    path = given.out / f"{given.data.stem}.csv"
    new = not path.is_file()
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        if new:
            writer.writeheader()
        writer.writerow(row)
    print({key: row.get(key) for key in COLUMNS}, flush=True)


if __name__ == "__main__":
    main()
