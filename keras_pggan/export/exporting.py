"""A generator, written in a format and held against itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.export.export_format import ExportFormat, named_formats
from keras_pggan.export.units import to_unit
from keras_pggan.files import as_path, check_new_folder, check_writable, written_whole
from keras_pggan.generators.generation import Generator, latents
from keras_pggan.generators.loading import load_generator
from keras_pggan.kinds import as_kind
from keras_pggan.words import shortened

PARITY_SAMPLES = 4


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
    wanted = format_of(format)
    out = check_place(out, wanted)
    generator = load_generator(generator)
    if not isinstance(generator.model, keras.Model):
        raise InputError(f"{generator.source}: this is a SavedModel already; copy its folder")
    with written_whole(out) as temporary:
        wanted.write(generator, temporary)
        difference = _difference(generator, wanted.drawer(temporary))
        if not difference <= wanted.tolerance:
            raise InputError(
                f"the {wanted.told}'s pictures differ by {difference:.2g} from the model's, "
                f"more than {wanted.tolerance}; nothing was written"
            )
    return difference


def _difference(generator: Generator, drawer) -> float:
    batch = latents(PARITY_SAMPLES, generator.latent_dim)
    inputs = [batch, generator.labels(PARITY_SAMPLES)] if generator.label_count else [batch]
    own = keras.ops.convert_to_numpy(to_unit(generator.call(*inputs)))
    return float(np.abs(drawer(*inputs) - own).max())
