"""A generator, written in a format and held against itself."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from typing import Any

import keras
import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.export.export_format import ExportFormat, named_formats
from keras_pggan.export.units import to_unit
from keras_pggan.files import as_path, check_new_folder, check_writable, written_whole
from keras_pggan.generators.generation import Generator, latents
from keras_pggan.generators.levels import at_resolution
from keras_pggan.generators.loading import load_generator
from keras_pggan.kinds import as_kind
from keras_pggan.words import shortened

PARITY_SAMPLES = 4
# Least peak signal to noise of weights that were rounded, in dB: below it, the difference can be
# seen. Measured on trained networks: float16 50 and more, dynamic-int8 32 to 37.
LEAST_DECIBELS = {"float16": 40.0, "dynamic-int8": 25.0}


@dataclasses.dataclass(frozen=True)
class Parity:
    """How far the pictures of an export are from those of its generator.

    Args:
        difference: the largest of a value, of pictures in [0, 1].
        decibels: peak signal to noise of all of them; infinite where they are the same.
    """

    difference: float
    decibels: float

    def __str__(self) -> str:
        return f"{self.difference:.1e} ({self.decibels:.0f} dB)"


def format_of(name: str) -> ExportFormat:
    """The format of a name.

    Raises:
        InputError: there is none.
    """
    known = named_formats()
    if not isinstance(name, str) or name not in known:
        raise InputError(f"format must be one of {', '.join(sorted(known))}, got {shortened(name)}")
    return known[name]()


def check_place(out: Path | str, wanted: ExportFormat) -> Path:
    """Raises InputError where an export could not be written; gives its place."""
    out = as_kind("out", out, Path | str)
    if not wanted.suffix:
        return check_new_folder(out)
    out = as_path(out)
    if out.suffix != wanted.suffix or out.is_dir():
        raise InputError(f"{out}: a file name that ends in {wanted.suffix} is expected")
    check_writable(out)
    return out


def export(generator: Any, out: Path | str, *, format: str = "saved-model") -> float:
    """Writes a generator for programs without this package, and checks it against itself.

    Args:
        generator: what `load_generator` loaded from a run or a .keras file, or what it takes: a
            run, a path, a model.
        out: where: a folder that does not exist yet, or an empty one; or a file.
        format: one of `named_formats`.

    Returns:
        the largest difference between a picture of the export and one of the generator, in [0, 1].

    Raises:
        InputError: there is no such format, the place cannot be written to, the generator is itself
            an export, or the two differ by more than the format's tolerance (nothing is left
            behind then).
    """
    return export_model(generator, out, format=format).difference


def export_model(
    model: Any,
    out: Path | str,
    *,
    format: str = "saved-model",
    precision: str = "float32",
    resolution: int | None = None,
) -> Parity:
    """Writes a generator for programs without this package, and holds it against itself.

    What was written is run by its own runtime, on the same latents as the Keras model.

    Args:
        model: what `load_generator` takes: a run, a preset, a path, a Keras model.
        out: where: a folder that does not exist yet, or an empty one; or a file.
        format: one of `named_formats`.
        precision: of the weights that are written; what a format has is in its `precisions`.
        resolution: height of the pictures; by default, the largest. A lower one needs a growing
            network: a run with its `preset/`, a preset, or a `GrowingGenerator`.

    Returns:
        how far the two are from each other.

    Raises:
        InputError: as `export`; or the format has no such precision, the model no such resolution.
    """
    wanted = format_of(format)
    if precision not in wanted.precisions:
        known = " or ".join(wanted.precisions)
        raise InputError(f"precision of {format} must be {known}, got {shortened(precision)}")
    out = check_place(out, wanted)
    generator = at_place(model, resolution)
    if not isinstance(generator.model, keras.Model):
        raise InputError(f"{generator.source}: this is a SavedModel already; copy its folder")
    with written_whole(out) as temporary:
        wanted.write(generator, temporary, precision)
        parity = _parity(generator, wanted.drawer(temporary))
        _check(parity, wanted, precision)
    return parity


def at_place(model: Any, resolution: int | None = None) -> Generator:
    """The generator of a model, at one of its resolutions; at the largest by default."""
    if resolution is None:
        return load_generator(model)
    generator = load_generator(at_resolution(model, resolution))
    return dataclasses.replace(generator, source=str(model))


def _check(parity: Parity, wanted: ExportFormat, precision: str) -> None:
    """Raises InputError where pictures are another's; NaN are."""
    least = LEAST_DECIBELS.get(precision)
    if least is None and not parity.difference <= wanted.tolerance:
        raise InputError(
            f"the {wanted.told}'s pictures differ by {parity.difference:.2g} from the model's, "
            f"more than {wanted.tolerance}; nothing was written"
        )
    if least is not None and not parity.decibels >= least:
        raise InputError(
            f"the {wanted.told}'s pictures in {precision} are {parity.decibels:.0f} dB from the "
            f"model's, {least:.0f} are expected; nothing was written"
        )


def _parity(generator: Generator, drawer) -> Parity:
    batch = latents(PARITY_SAMPLES, generator.latent_dim)
    inputs = [batch, generator.labels(PARITY_SAMPLES)] if generator.label_count else [batch]
    own = keras.ops.convert_to_numpy(to_unit(generator.call(*inputs)))
    away = np.asarray(drawer(*inputs), np.float64) - own
    square = float(np.square(away).mean())
    decibels = math.inf if square == 0 else -10 * math.log10(square) if square > 0 else math.nan
    return Parity(float(np.abs(away).max()), decibels)
