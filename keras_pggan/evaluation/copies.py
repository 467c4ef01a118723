"""Whether a model learned its pictures by heart."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import NamedTuple

import numpy as np

from keras_pggan.data.images import Images
from keras_pggan.evaluation.fakes import samples_beside
from keras_pggan.evaluation.reals import open_pictures
from keras_pggan.files import as_path
from keras_pggan.metrics import Extractor
from keras_pggan.metrics.neighbour_sheet import neighbour_sheet
from keras_pggan.metrics.neighbours import Memorisation, Shrunk, memorisation
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.run_directory import RunDirectory

SAMPLES = 128

log = logging.getLogger(__name__)


class Copies(NamedTuple):
    """Samples against training pictures: by pixels, then, with an extractor, by features.

    `sheet` is uint8 (height, width, channels): the first 16 samples, each beside its nearest.
    `of_others` tells that a run was trained with other pictures than these.
    """

    samples: np.ndarray
    found: tuple[Memorisation, ...]
    sheet: np.ndarray
    of_others: bool = False


def find_copies(
    model: Path | str,
    data: Path | str | Images,
    *,
    count: int = SAMPLES,
    seed: int = 0,
    mirror: bool = False,
    extractor: Extractor | None = None,
) -> Copies:
    """The nearest training pictures of samples.

    Args:
        model: a run, a .keras file or a SavedModel, or pictures: an .npz, or a folder of shards or
            of files.
        data: what it was trained with, an .npz or a folder of shards or of files; or that opened.
        count: how many samples are compared.
        seed: of the samples, and of the training pictures that are held against each other.
        mirror: whether training pictures count mirrored, too; a run that mirrored them need not
            be told so.
        extractor: of features; without one, pixels alone are compared.

    Raises:
        InputError: the pictures are of other sizes or channels, or too few.
    """
    images = data if isinstance(data, Images) else open_pictures(data)
    images, samples = samples_beside(images, model, count, seed=seed)
    height, width = samples.shape[1:3]
    images.check_fits(height, width)
    pictures = Shrunk(images.pictures.images, height, width)
    config = _config_of(as_path(model))
    of_others = bool(config and config.data_sha256 and config.data_sha256 != images.sha256)
    if of_others:
        log.warning(
            "%s: these are not the pictures that %s was trained with, so that a copy of one of "
            "those is not found",
            images.source,
            model,
        )
    mirror = mirror or bool(config and config.mirror)
    found = tuple(
        memorisation(samples, pictures, extractor=each, mirror=mirror, seed=seed)
        for each in ([None] if extractor is None else [None, extractor])
    )
    sheet = neighbour_sheet(samples, pictures, found)
    return Copies(samples, found, sheet, of_others)


def _config_of(model: Path) -> TrainConfig | None:
    """What a run was started with; None of what is none."""
    return RunDirectory(model, writes=False).started_with() if model.is_dir() else None
