"""Pictures of a generator, wherever it is."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from keras_pggan.generators.generation import FEWER, draw, latents, whole
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
