"""Generators as the files that a page reads."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from keras_pggan.export.litert import LiteRT
from keras_pggan.files import sha256_of, write_json
from keras_pggan.generators.generation import Call, Generator
from keras_pggan.runs.names import GENERATOR
from keras_pggan.stderr import stderr_kept_back

LIST = "models.json"
FOLDER = "models"
OF_A_FILE = re.compile(r"[^\w.-]+", re.ASCII)  # what names of files on a web server are without


def write_site_models(
    generators: Sequence[Generator], folder: Path, precision: str = "float32"
) -> None:
    """Writes `models.json`, and a LiteRT file of each resolution of each generator.

    Args:
        generators: with those `lower` that are written, too.
        folder: which there is.
        precision: of the weights.
    """
    told: list[dict[str, Any]] = []
    for generator in generators:
        name = _free(_name_of(generator), [each["name"] for each in told])
        place = (
            folder
            / FOLDER
            / _free(OF_A_FILE.sub("_", name), [path.name for path in (folder / FOLDER).glob("*")])
        )
        place.mkdir(parents=True)
        told.append(
            {
                "name": name,
                "latent_dim": generator.latent_dim,
                "label_count": generator.label_count,
                "class_names": list(generator.class_names),
                "levels": [
                    _written(each, folder, place, precision)
                    for each in generator.of_each_resolution
                ],
            }
        )
    write_json(folder / LIST, {"models": told})


def _written(generator: Generator, folder: Path, place: Path, precision: str) -> dict[str, Any]:
    height, width, channels = generator.image_shape
    path = place / f"{height}.tflite"
    # In browsers, the runtime takes no batch whose size is open.
    with stderr_kept_back():
        LiteRT(batch=1).write(generator, path, precision)
    return {
        "height": height,
        "width": width,
        "channels": channels,
        "file": path.relative_to(folder).as_posix(),
        "bytes": path.stat().st_size,
        "sha256": sha256_of(path),
    }


def _name_of(generator: Generator) -> str:
    """What a model is called: as its run or preset; a file that is not a run's by its own name."""
    path = Path(generator.source)
    if path.name == GENERATOR:
        path = path.parent
    return path.resolve().name if path.name in ("", "..") else path.name.removesuffix(".keras")


def _free(name: str, taken: Sequence[str]) -> str:
    """The name, numbered where it is taken."""
    names = (name if number == 1 else f"{name}-{number}" for number in range(1, len(taken) + 2))
    return next(each for each in names if each not in taken)


def site_drawers(folder: Path) -> list[Call]:
    """All models of a site, of each its resolutions from the smallest on, run by LiteRT."""
    models = json.loads((folder / LIST).read_text(encoding="utf-8"))["models"]
    return [
        _one_at_a_time(LiteRT(batch=1).drawer(folder / level["file"]))
        for model in models
        for level in model["levels"]
    ]


def _one_at_a_time(draw: Call) -> Call:
    def draw_each(*inputs: np.ndarray) -> np.ndarray:
        parts = [draw(*(each[one : one + 1] for each in inputs)) for one in range(len(inputs[0]))]
        return np.concatenate(parts)

    return draw_each


def drawers_of_files(files: dict[str, bytes]) -> list[Call]:
    """As `site_drawers`, of files that are not on a disk, by their names."""
    folder = tempfile.TemporaryDirectory()
    for name, content in files.items():
        path = Path(folder.name) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    # `owner` keeps the files, which the runtime reads when it is asked to draw.
    return [
        lambda *inputs, draw=draw, owner=folder: draw(*inputs)
        for draw in site_drawers(Path(folder.name))
    ]
