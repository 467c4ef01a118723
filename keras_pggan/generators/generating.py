"""Pictures of a generator, wherever it is."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.generators.between import slerp
from keras_pggan.generators.found_latents import FoundLatents, latents_for
from keras_pggan.generators.generation import FEWER, draw, latents, share, whole
from keras_pggan.generators.loading import load_generator
from keras_pggan.memory import check_room
from keras_pggan.words import counted


def generate(
    generator: Any,
    count: int,
    *,
    seed: int = 0,
    label: int | str | None = None,
    truncation: float = 1.0,
    batch_size: int = 32,
) -> np.ndarray:
    """Pictures of seeded latents, uint8 (count, height, width, channels).

    Args:
        generator: what `load_generator` returned, or whatever it takes: a run, a path, a model.
        count: how many pictures.
        seed: of the latents.
        label: the class to draw, as its number or name; by default all of them in turn.
        truncation: of variety, 0 to 1; less draws pictures nearer to the first one of the seed (of
            each class). See `latents`.
        batch_size: pictures made at a time.

    Raises:
        InputError: a number out of range, no such class of the generator, or one that returns NaN;
            as `load_generator`.
    """
    count, batch_size = whole("count", count, least=1), whole("batch_size", batch_size, least=1)
    generator = load_generator(generator)
    check_room(counted(count, "picture"), count * math.prod(generator.image_shape), FEWER)
    drawn = latents(count, generator.latent_dim, seed=seed, truncation=truncation)
    labels = generator.labels(count, label)
    return np.concatenate(list(draw(generator, drawn, labels, batch_size=batch_size)))


def generate_from(
    generator: Any,
    latents: FoundLatents | np.ndarray | Path | str,
    *,
    label: int | str | None = None,
    truncation: float = 1.0,
    batch_size: int = 32,
) -> np.ndarray:
    """Pictures of given latents, uint8 (count, height, width, channels).

    Args:
        generator: as for `generate`.
        latents: (count, latent_dim), or the file of some, such as `project` writes.
        label: the class to draw, as its number or name; by default that of each in the file, else
            all of them in turn.
        truncation: the share of the way from the first latent that is left, 0 to 1.
        batch_size: pictures made at a time.

    Raises:
        InputError: latents of another length; as `generate`.
    """
    batch_size, truncation = (
        whole("batch_size", batch_size, least=1),
        share("truncation", truncation),
    )
    generator = load_generator(generator)
    found = latents_for(generator, latents)
    if not len(found):
        raise InputError("one latent or more is expected, got 0")
    check_room(counted(len(found), "picture"), len(found) * math.prod(generator.image_shape), FEWER)
    drawn = found.values if truncation == 1 else slerp(found.values[:1], found.values, truncation)
    labels = found.labels_for(generator, label)
    return np.concatenate(list(draw(generator, drawn, labels, batch_size=batch_size)))
