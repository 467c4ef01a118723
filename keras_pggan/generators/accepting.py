"""Pictures of a generator that pass a test of the caller's, and how many were tried for them."""

from __future__ import annotations

import collections
import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.generators.found_latents import FoundLatents
from keras_pggan.generators.generation import (
    FEWER,
    Generator,
    draw,
    latents,
    picture_names,
    whole,
)
from keras_pggan.generators.loading import load_generator
from keras_pggan.memory import check_room
from keras_pggan.words import brief, counted, listed

FIRST = 1000  # pictures that are tried before it is told that too few pass
LEAST_SHARE = 0.01  # of those tried, that must pass
SHOWN = 5  # classes in a message
Accept = Callable[[np.ndarray], np.ndarray]


class Accepted(NamedTuple):
    """What `generate_accepted` drew.

    Args:
        pictures: uint8 (count, height, width, channels).
        found: their latents, labels, and names in a folder.
        tried: how many were drawn for them.
    """

    pictures: np.ndarray
    found: FoundLatents
    tried: int


def generate_accepted(
    generator: Any,
    count: int,
    accept: Accept,
    *,
    seed: int = 0,
    label: int | str | None = None,
    truncation: float = 1.0,
    batch_size: int = 32,
) -> Accepted:
    """The first pictures of a seed that pass a test.

    With classes there are as many of each as without a test: once a class has all that are wanted,
    the others are tried in turn.

    Args:
        generator, count, seed, label, truncation, batch_size: as for `generate`.
        accept: of pictures, uint8 (batch, height, width, channels), whether each passes,
            bool (batch,); such as `pg.load_filter(path).at_least(0.95)`.

    Raises:
        InputError: fewer than one in a hundred passes, of a thousand or more that were tried; as
            `generate`.
    """
    count, batch_size = whole("count", count, least=1), whole("batch_size", batch_size, least=1)
    generator = load_generator(generator)
    check_room(counted(count, "picture"), count * math.prod(generator.image_shape), FEWER)
    wanted = generator.labels(count, label)
    places = _Places(np.zeros(count, np.int64) if wanted is None else wanted)
    pictures = np.empty((count, *generator.image_shape), np.uint8)
    values = np.empty((count, generator.latent_dim), np.float32)
    stream = _Stream(generator.latent_dim, seed, truncation)
    tried = 0
    while places.open:
        some, kinds = stream.next(batch_size), places.in_turn(batch_size)
        labels = None if wanted is None else kinds
        (drawn,) = draw(generator, some, labels, batch_size=batch_size)
        for number in np.flatnonzero(_passing(accept, drawn)):
            place = places.take(int(kinds[number]))
            if place is not None:
                pictures[place], values[place] = drawn[number], some[number]
            if not places.open:
                tried += int(number) + 1
                break
        else:
            tried += batch_size
            missing = [] if wanted is None else _named(generator, sorted(places.open))
            _check_share(count - places.left, tried, count, missing)
    return Accepted(pictures, FoundLatents(values, wanted, picture_names(count)), tried)


class _Places:
    """Where pictures of each class are still wanted."""

    def __init__(self, labels: np.ndarray):
        self.open: dict[int, collections.deque[int]] = {}
        self._turn = 0
        for place, kind in enumerate(labels.tolist()):
            self.open.setdefault(kind, collections.deque()).append(place)

    @property
    def left(self) -> int:
        """How many are still wanted."""
        return sum(map(len, self.open.values()))

    def in_turn(self, count: int) -> np.ndarray:
        """The classes that are still wanted, one after the other."""
        turns = np.arange(self._turn, self._turn + count)
        self._turn += count
        return np.array(list(self.open), np.int64)[turns % len(self.open)]

    def take(self, kind: int) -> int | None:
        """The first place of a class; None where it has all."""
        if kind not in self.open:
            return None
        place = self.open[kind].popleft()
        if not self.open[kind]:
            del self.open[kind]
        return place


class _Stream:
    """The latents of a seed, one batch after the other."""

    def __init__(self, latent_dim: int, seed: int, truncation: float):
        self.latent_dim, self.seed, self.truncation = latent_dim, seed, truncation
        self.done, self.made = 0, np.empty((0, latent_dim), np.float32)

    def next(self, count: int) -> np.ndarray:
        """The next latents, float32 (count, latent_dim)."""
        end = self.done + count
        if end > len(self.made):  # those of a smaller count are the first of a larger one
            self.made = latents(
                2 * end, self.latent_dim, seed=self.seed, truncation=self.truncation
            )
        self.done = end
        return self.made[end - count : end]


def _passing(accept: Accept, pictures: np.ndarray) -> np.ndarray:
    passing = np.asarray(accept(pictures))
    if passing.shape != (len(pictures),) or passing.dtype != bool:
        raise InputError(
            f"accept must return bool ({len(pictures)},), one for each picture, got "
            f"{brief(passing)}"
        )
    return passing


def _named(generator: Generator, labels: list[int]) -> list[str]:
    """Classes by their names, or by their numbers."""
    return [(generator.class_names or list(map(str, range(1 + max(labels)))))[i] for i in labels]


def _check_share(kept: int, tried: int, count: int, missing: list[str]) -> None:
    if tried >= FIRST and kept < LEAST_SHARE * tried:
        classes = f" (missing: {listed(missing, most=SHOWN)})" if missing else ""
        raise InputError(
            f"{kept:,} of {counted(tried, 'picture')} passed, and {count:,} are wanted{classes}; "
            f"less than {100 * LEAST_SHARE:g} % is given up: let a lower score pass, or train the "
            "generator or the filter further" + (", or draw a class that passes" if missing else "")
        )
