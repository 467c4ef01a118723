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
    extractor: Extractor | None = None,
) -> Copies:
    """The nearest training pictures of samples.

    Args:
        model: a run, a .keras file or a SavedModel, or pictures: an .npz, or a folder of shards.
        data: what it was trained with, an .npz or a folder of shards.
        count: how many samples are compared.
        seed: of the samples, and of the training pictures that are held against each other.
        extractor: of features; without one, pixels alone are compared.

    Raises:
        InputError: the pictures are of other sizes or channels, or too few.
    """
    images = open_images(data)
    samples = sample_pictures(model, count, seed=seed)
    height, width = samples.shape[1:3]
    images.check_fits(height, width)
    pictures = Shrunk(images.pictures.images, height, width)
    found = tuple(
        memorisation(samples, pictures, extractor=each, seed=seed)
        for each in ([None] if extractor is None else [None, extractor])
    )
    return Copies(samples, found, neighbour_sheet(samples, pictures, found))
