"""A folder of generated pictures, with a page on which a person marks the good and the bad."""

from __future__ import annotations

import hashlib
import html
import importlib.resources
import json
import os
import shlex
from pathlib import Path
from typing import Any

import numpy as np

from keras_pggan.files import as_path, check_new_folder, written_whole
from keras_pggan.generators.found_latents import FoundLatents
from keras_pggan.generators.generating import generate_from, seeded
from keras_pggan.generators.loading import load_generator
from keras_pggan.pictures import write_png
from keras_pggan.pictures.data_uris import picture_uri

PAGE, LATENTS, LABELS = "label.html", "latents.npz", "labels.csv"
TEMPLATE = "label_page.html"
LARGEST, MOST_PNG = 512, 50_000  # pixels of a side, and bytes, so that 500 fit on a telephone
DIGITS = 16  # of the checksum that tells sets apart


def write_label_page(
    generator: Any,
    out: Path | str,
    count: int = 500,
    *,
    seed: int = 0,
    label: int | str | None = None,
) -> FoundLatents:
    """Writes a folder of pictures, and a page on which a person marks each as good or bad.

    The folder has the pictures of true size, `0000.png` and so on; `label.html`, which holds them,
    too, so that it needs no other file and no network; and `latents.npz`, by which the pictures
    lead to a direction (see `find_direction`). From the page, `labels.csv` is downloaded:
    `file,good`, and on each further line the name of a picture and 1 or 0.

    Args:
        generator, count, seed, label: as for `generate`.
        out: a new or empty folder.

    Returns:
        Latents, labels and names of the pictures.

    Raises:
        InputError: as `generate`; or there is something at `out` already.
    """
    out = check_new_folder(out)
    generator = load_generator(generator)
    found = seeded(generator, count, seed, label)
    pictures = generate_from(generator, found)
    with written_whole(out) as temporary:
        for name, picture in zip(found.names, pictures, strict=True):
            write_png(temporary / name, picture)
        found.write(temporary / LATENTS)
        text = _page(generator.source, out, found.names, pictures)
        (temporary / PAGE).write_text(text, encoding="utf-8")
    return found


def train_command(out: Path | str) -> str:
    """The command that learns from the labels of a folder, wherever they were downloaded to."""
    place = shlex.quote(os.path.abspath(as_path(out)))
    return f"keras-pggan train-filter {LABELS} --pictures {place} --out filter.keras"


def _page(source: str, out: Path, names: tuple[str, ...], pictures: np.ndarray) -> str:
    content = {
        # What is marked is kept in the browser for these pictures, whatever the page is called.
        "id": hashlib.sha256(np.ascontiguousarray(pictures).data).hexdigest()[:DIGITS],
        "labels": LABELS,
        "files": names,
        "pictures": [picture_uri(each, LARGEST, most_png=MOST_PNG) for each in pictures],
    }
    template = importlib.resources.files(__package__).joinpath(TEMPLATE).read_text("utf-8")
    parts = {
        "{source}": html.escape(source),
        "{command}": html.escape(train_command(out)),
        "{content}": json.dumps(content).replace("<", "\\u003c"),
    }
    for mark, text in parts.items():
        template = template.replace(mark, text)
    return template
