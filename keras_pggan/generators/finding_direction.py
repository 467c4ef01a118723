"""Directions among latents, found by pictures that a person told apart."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.generators.attribute_direction import AttributeDirection
from keras_pggan.generators.fitted_direction import fit_direction
from keras_pggan.generators.found_latents import FoundLatents, check_npz, latents_for
from keras_pggan.generators.generation import Generator
from keras_pggan.generators.labelled_pictures import LabelledPictures, read_labelled
from keras_pggan.generators.loading import load_generator
from keras_pggan.generators.projection_options import ProjectionOptions
from keras_pggan.words import brief, listed, shortened

SHOWN = 3  # names in a message
Latents = FoundLatents | np.ndarray | Path | str


def find_direction(
    generator: Any,
    labelled: Path | str | Sequence[Path | str] | np.ndarray,
    latents: Latents | None = None,
    options: ProjectionOptions | None = None,
    *,
    on_step: Callable[[str], None] | None = None,
) -> AttributeDirection:
    """The direction from latents of one kind of pictures to those of another; see `fit_direction`.

    Args:
        generator: what `load_generator` takes.
        labelled: pictures of two kinds: a pair of folders, towards the second; a folder that holds
            two; a CSV with the columns `file` and another; or for each of `latents`, in an array,
            whether it is of the second kind.
        latents: those of the pictures, which they are known in by their names, such as `generate
            --latents-out` writes. Without them, the pictures are projected, which takes seconds
            each.
        options: of `project`.
        on_step: is told, in words, what is done.

    Raises:
        InputError: pictures that have no latent or are of both kinds; fewer than five of a kind; as
            `load_generator` and `project`.

    Returns:
        whose `write` makes the file for `walk --direction`.
    """
    generator = load_generator(generator)
    if isinstance(labelled, np.ndarray):
        return fit_direction(*_given(generator, labelled, latents))
    places = [labelled] if isinstance(labelled, str | Path) else list(labelled)
    pictures = read_labelled(places)
    if latents is None:
        from keras_pggan.generators.projecting import project  # needs TensorFlow

        values = project(generator, pictures.paths, options, on_step=on_step).latents
        return fit_direction(values, pictures.second, kinds=pictures.kinds)
    found = latents_for(generator, latents)
    where = str(latents) if isinstance(latents, str | Path) else "latents"
    rows = _rows(found, pictures, where)
    return fit_direction(found.values[rows], pictures.second, kinds=pictures.kinds)


def write_direction(
    generator: Any,
    labelled: Path | str | Sequence[Path | str] | np.ndarray,
    out: Path | str,
    latents: Latents | None = None,
    options: ProjectionOptions | None = None,
    *,
    on_step: Callable[[str], None] | None = None,
) -> AttributeDirection:
    """Does `find_direction`, and writes an .npz for `walk --direction`.

    Args:
        generator, labelled, latents, options, on_step: as for `find_direction`.
        out: the .npz, which may be replaced.

    Raises:
        InputError: as `find_direction`; or `out` is no such file.
    """
    out = check_npz(out)
    found = find_direction(generator, labelled, latents, options, on_step=on_step)
    found.write(out)
    return dataclasses.replace(found, source=str(out))


def _given(
    generator: Generator, second: np.ndarray, latents: Latents | None
) -> tuple[np.ndarray, np.ndarray]:
    """The latents of an array of kinds, and that array."""
    if latents is None:
        raise InputError("latents must be given beside an array of kinds, one for each")
    found = latents_for(generator, latents)
    truths = second.dtype == bool or bool(np.isin(second, (0, 1)).all())
    if second.shape != (len(found),) or not truths:
        raise InputError(
            f"labelled must be {len(found)} times 0 or 1, one for each latent, got {brief(second)}"
        )
    return found.values, second.astype(bool)


def _rows(found: FoundLatents, pictures: LabelledPictures, where: str) -> np.ndarray:
    """The number of each picture's latent, by its name, or by that without folders."""
    if not found.names:
        raise InputError(
            f"{where}: an array `names` of pictures is expected beside the latents; `generate "
            "--latents-out` and `project` write one"
        )
    short = [PurePosixPath(name).name for name in found.names]
    once = [name for name, count in collections.Counter(short).items() if count == 1]
    numbers = {name: short.index(name) for name in once}
    numbers |= {name: number for number, name in enumerate(found.names)}
    names = [name if name in numbers else PurePosixPath(name).name for name in pictures.names]
    unknown = [shortened(name) for name in names if name not in numbers]
    if unknown:
        raise InputError(
            f"{where}: there is no latent of {listed(unknown, most=SHOWN)} of {pictures.source}; "
            "pictures keep the names that they were written by"
        )
    rows = np.array([numbers[name] for name in names])
    counts = np.bincount(rows)
    if counts.max() > 1:
        twice = found.names[int(counts.argmax())]
        raise InputError(
            f"{pictures.source}: {shortened(twice)} is there twice; a picture is of one kind"
        )
    return rows
