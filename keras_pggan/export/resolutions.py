"""Which resolutions of a model are exported."""

from __future__ import annotations

import dataclasses
import os
from typing import Any

from keras_pggan.generators.generation import Generator
from keras_pggan.generators.levels import (
    found_network,
    generator_at,
    named_after,
    resolutions,
)
from keras_pggan.generators.loading import load_generator

ALL = "all"


def at_place(model: Any, resolution: int | str | None = None) -> Generator:
    """The generator of a model, at one of its resolutions; at the largest by default.

    Args:
        model: what `load_generator` takes.
        resolution: height of the pictures; or `all`, for the largest with those `lower`, where
            there are any.

    Raises:
        InputError: it has no such resolution; as `load_generator`.
    """
    if resolution == ALL:
        return _with_lower(model)
    return generator_at(model, resolution, others=ALL)  # type: ignore[arg-type]


def _with_lower(model: Any) -> Generator:
    generator = load_generator(model)  # which tells how far a run is
    network: Any = found_network(model)
    heights = resolutions(network) if network is not None else []
    if generator.image_shape[0] not in heights:
        return generator
    last = heights.index(generator.image_shape[0])
    if isinstance(model, str | os.PathLike):  # one set of weights, not one of each file
        generator = named_after(network.straight_through(last), model)
    lower = tuple(named_after(network.straight_through(level), model) for level in range(last))
    return dataclasses.replace(generator, lower=lower)
