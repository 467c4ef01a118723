"""Pictures of a generator, wherever it is."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.generators.accepting import Accept, generate_accepted
from keras_pggan.generators.between import slerp
from keras_pggan.generators.found_latents import FoundLatents, latents_for
from keras_pggan.generators.generation import (
    FEWER,
    Generator,
    draw,
    latents,
    picture_names,
    share,
    whole,
)
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
    accept: Accept | None = None,
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
        accept: which of them are kept, until there are `count`; see `generate_accepted`, which also
            tells how many were tried.

    Raises:
        InputError: a number out of range, no such class of the generator, or one that returns NaN;
            as `load_generator`.
    """
    generator = load_generator(generator)
    if accept is not None:
        return generate_accepted(
            generator,
            count,
            accept,
            seed=seed,
            label=label,
            truncation=truncation,
            batch_size=batch_size,
        ).pictures
    found = seeded(generator, count, seed, label, truncation)
    return _pictures(generator, found, batch_size)


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
    generator = load_generator(generator)
    return _pictures(generator, moved(generator, latents, label, truncation), batch_size)


def seeded(
    generator: Generator,
    count: int,
    seed: int = 0,
    label: int | str | None = None,
    truncation: float = 1.0,
) -> FoundLatents:
    """What `generate` draws: latents, labels, and the names that the pictures get in a folder.

    Args:
        generator, count, seed, label, truncation: as for `generate`.

    Raises:
        InputError: as `generate`.
    """
    count = whole("count", count, least=1)
    check_room(counted(count, "picture"), count * math.prod(generator.image_shape), FEWER)
    values = latents(count, generator.latent_dim, seed=seed, truncation=truncation)
    return FoundLatents(values, generator.labels(count, label), picture_names(count))


def moved(
    generator: Generator,
    latents: FoundLatents | np.ndarray | Path | str,
    label: int | str | None = None,
    truncation: float = 1.0,
) -> FoundLatents:
    """What `generate_from` draws: latents, labels, and names of pictures, as `seeded`.

    Args:
        generator, latents, label, truncation: as for `generate_from`.

    Raises:
        InputError: as `generate_from`.
    """
    truncation = share("truncation", truncation)
    found = latents_for(generator, latents)
    if not len(found):
        raise InputError("one latent or more is expected, got 0")
    check_room(counted(len(found), "picture"), len(found) * math.prod(generator.image_shape), FEWER)
    values = found.values if truncation == 1 else slerp(found.values[:1], found.values, truncation)
    return FoundLatents(values, found.labels_for(generator, label), picture_names(len(found)))


def _pictures(generator: Generator, found: FoundLatents, batch_size: int) -> np.ndarray:
    batch_size = whole("batch_size", batch_size, least=1)
    drawn = draw(generator, found.values, found.labels, batch_size=batch_size)
    return np.concatenate(list(drawn))
