"""Whether a model learned its pictures by heart."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from keras_pggan.data.images import open_images
from keras_pggan.evaluation.fakes import sample_pictures
from keras_pggan.metrics import Extractor
from keras_pggan.metrics.neighbour_sheet import neighbour_sheet
from keras_pggan.metrics.neighbours import Memorisation, Shrunk, memorisation
from keras_pggan.runs.run_directory import RunDirectory

SAMPLES = 128


class Copies(NamedTuple):
    """Samples against training pictures: by pixels, then, with an extractor, by features.

    `sheet` is uint8 (height, width, channels): the first 16 samples, each beside its nearest.
    """

    samples: np.ndarray
    found: tuple[Memorisation, ...]
    sheet: np.ndarray


def find_copies(
    model: Path | str,
    data: Path | str,
    *,
    count: int = SAMPLES,
    seed: int = 0,
    mirror: bool = False,
    extractor: Extractor | None = None,
) -> Copies:
    """The nearest training pictures of samples.

    Args:
        model: a run, a .keras file or a SavedModel, or pictures: an .npz, or a folder of shards.
        data: what it was trained with, an .npz or a folder of shards.
        count: how many samples are compared.
        seed: of the samples, and of the training pictures that are held against each other.
        mirror: whether training pictures count mirrored, too; a run that mirrored them need not
            be told so.
        extractor: of features; without one, pixels alone are compared.

    Raises:
        InputError: the pictures are of other sizes or channels, or too few.
    """
    images = open_images(data)
    samples = sample_pictures(model, count, seed=seed)
    height, width = samples.shape[1:3]
    images.check_fits(height, width)
    pictures = Shrunk(images.pictures.images, height, width)
    mirror = mirror or _mirrored(Path(model))
    found = tuple(
        memorisation(samples, pictures, extractor=each, mirror=mirror, seed=seed)
        for each in ([None] if extractor is None else [None, extractor])
    )
    return Copies(samples, found, neighbour_sheet(samples, pictures, found))


def _mirrored(model: Path) -> bool:
    """Whether it is a run that mirrored its pictures."""
    config = RunDirectory(model, writes=False).started_with() if model.is_dir() else None
    return config is not None and config.mirror
