"""What comparisons in equal time share: a run of so many minutes, measured, a line of a CSV."""

from __future__ import annotations

import argparse
import csv
import dataclasses
import os
import time
from collections.abc import Callable, Sequence
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
from keras_pggan.training.preflight.preflight import preflight

SHORT = 3_200  # images of each phase before the last
LEAST = 3_200  # images of the last one, however slow
COLUMNS = (
    *("data", "recipe", "seed", "pictures", "minutes", "cpu_minutes", "images"),
    *("swd", "swd_floor", "swd_finest", "ms_ssim", "ms_ssim_reals"),
    *("frechet", "frechet_floor", "precision", "recall", "copies", "copies_of_reals"),
    *("swd_levels", "swd_levels_floor", "generator", "discriminator"),
)
# Of a name, a seed, the pictures and the images of each earlier phase.
Configure = Callable[[str, int, pg.data.Images, int], TrainConfig]


def compare(told: str, names: Sequence[str], configure: Configure) -> None:
    """The command of a comparison: trains by each name, measures, and writes a line of each."""
    parser = argparse.ArgumentParser(description=told)
    parser.add_argument("data", type=Path)
    parser.add_argument("--reals", type=Path, help="what is measured against; default: the data")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--recipes", default=",".join(names), help="those to compare")
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
                images = pg.data.open(given.data)
                config = configure(name, seed, images, given.short)
                write(given, run, {"recipe": name, **trained(config, run, images, given.minutes)})
    for each in filter(None, given.made.split(",")):
        name, _, path = each.partition("=")
        write(given, Path(path), {"recipe": name, "pictures": len(pg.data.open(given.data))})


def trained(
    config: TrainConfig, run: Path, images: pg.data.Images, minutes: float
) -> dict[str, Any]:
    """Trains for about so many minutes."""
    config = planned(config, images, 60 * minutes)
    start, used = time.monotonic(), time.process_time()
    gan = build_gan(config)
    pg.train(gan, images, config.schedule, run, options=config.run_options())
    return {
        "seed": config.seed,
        "pictures": len(images),
        "minutes": round((time.monotonic() - start) / 60, 2),
        "cpu_minutes": round((time.process_time() - used) / 60, 2),
        "images": config.schedule.total_images,
        "generator": gan.generator.count_params(),
        "discriminator": gan.discriminator.count_params(),
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


def measured(model: Path, given: argparse.Namespace) -> dict[str, Any]:
    """How near its pictures are to the reals, how they vary, and whether they are copies."""
    metrics = ("swd", "ms-ssim", *(("fid", "pr") if given.extractor else ()))
    options = EvaluationOptions(metrics=metrics, count=2_000, repeats=1, extractor=given.extractor)
    found = pg.evaluation.evaluate(model, given.reals or given.data, options).whole
    (*levels, swd), (ssim, *_), *rest = (found.of(name) for name in metrics)
    (copies,) = find_copies(model, given.data).found
    row = {
        "swd": round(swd.value, 2),
        "swd_floor": round(swd.reals, 2),
        "swd_finest": round(levels[0].value, 2),
        "swd_levels": " ".join(f"{level.value:.2f}" for level in levels),
        "swd_levels_floor": " ".join(f"{level.reals:.2f}" for level in levels),
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
