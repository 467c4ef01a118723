"""A generator at one of the resolutions that it was grown through."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import Any

from keras_pggan.errors import InputError
from keras_pggan.generators.generation import Generator
from keras_pggan.generators.loading import load_generator
from keras_pggan.runs.names import PRESET
from keras_pggan.words import brief
from keras_pggan.zoo.artefact import is_artefact
from keras_pggan.zoo.places import folder_of


def found_network(model: Any) -> Any | None:
    """The network of all resolutions behind a model: of a run its preset, of a GAN its average.

    Returns:
        None where there is none: a .keras file or a SavedModel has one resolution.

    Raises:
        InputError: its preset is damaged.
    """
    if isinstance(model, str | os.PathLike):
        from keras_pggan.zoo.reading import from_preset

        path = Path(folder_of(os.fspath(model)))
        folder = path if is_artefact(path) else path / PRESET
        found = from_preset(folder) if is_artefact(folder) else None
    else:
        found = getattr(model, "averaged_generator", model)
    return found if hasattr(found, "straight_through") else None


def growing_network(model: Any) -> Any:
    """What `found_network` finds.

    Raises:
        InputError: it finds none.
    """
    found = found_network(model)
    if found is None:
        told = model if isinstance(model, str | os.PathLike) else brief(model)
        raise InputError(
            f"{told}: it has one resolution; lower ones are those of a growing network: a run with "
            f"its {PRESET}/, a preset, or a pg.GrowingGenerator"
        )
    return found


def resolutions(network: Any) -> list[int]:
    """The heights of the pictures of a growing network, from the smallest on."""
    levels = range(network.config.level_count)
    return [network.config.image_shape(level)[0] for level in levels]


def at_resolution(model: Any, resolution: int, *, others: str = "") -> Any:
    """The Keras model of pictures of one height.

    Args:
        model: what `growing_network` takes.
        resolution: height of the pictures in pixels.
        others: what else may be asked for, for the message.

    Raises:
        InputError: it has no such resolution.
    """
    network = growing_network(model)
    known = resolutions(network)
    if resolution not in known:
        *lower, last = map(str, known)
        told = f"{', '.join(lower)} or {last}" if lower else last
        told += f", or {others}" if others else ""
        raise InputError(f"resolution must be {told}, got {brief(resolution)}")
    return network.straight_through(known.index(resolution))


def generator_at(model: Any, resolution: int | None = None, *, others: str = "") -> Generator:
    """The generator of pictures of one height: by default, of the largest.

    Args:
        model: what `load_generator` takes; for a height, what `growing_network` takes.
        resolution: as `at_resolution`.
        others: as `at_resolution`.

    Raises:
        InputError: as `at_resolution` and `load_generator`.
    """
    if resolution is None:
        return load_generator(model)
    return named_after(at_resolution(model, resolution, others=others), model)


def named_after(network: Any, model: Any) -> Generator:
    """The generator of a network, which messages call as the model that it is of."""
    return dataclasses.replace(load_generator(network), source=str(model))
