"""A generator, written in a format and held against itself."""

from __future__ import annotations

import dataclasses
import numbers
from pathlib import Path
from typing import Any

import keras

from keras_pggan.errors import InputError
from keras_pggan.export.each_resolution import EachResolution
from keras_pggan.export.export_format import ExportFormat, named_formats
from keras_pggan.export.parity import PARITY_SAMPLES, Parity, check_parity, farthest
from keras_pggan.export.resolutions import ALL, at_place
from keras_pggan.export.runtimes import check_packages
from keras_pggan.files import as_path, check_new_folder, check_writable, written_whole
from keras_pggan.generators.generation import Generator
from keras_pggan.kinds import as_kind
from keras_pggan.words import shortened

DYNAMIC = "dynamic"  # a batch of any number


def format_of(
    name: str, resolution: int | str | None = None, batch: int | str | None = None
) -> ExportFormat:
    """The format of a name, for what is asked of it.

    Raises:
        InputError: there is none, or it cannot be written for a fixed batch.
    """
    known = named_formats()
    if not isinstance(name, str) or name not in known:
        raise InputError(f"format must be one of {', '.join(sorted(known))}, got {shortened(name)}")
    kind = known[name]
    fixed = None if batch in (None, DYNAMIC) else _batch(name, kind, batch)
    wanted = kind() if fixed is None else kind(batch=fixed)
    several = resolution == ALL and not wanted.every_resolution
    return EachResolution(wanted) if several else wanted


def _batch(name: str, kind: type[ExportFormat], batch: Any) -> int:
    expected = f"1 or more, or {DYNAMIC}" if kind.fixed_batch else f"{DYNAMIC} for {name}"
    whole = isinstance(batch, numbers.Integral) and not isinstance(batch, bool)
    if not kind.fixed_batch or not whole or batch < 1:
        raise InputError(f"batch must be {expected}, got {shortened(str(batch))}")
    return int(batch)


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
    resolution: int | str | None = None,
    batch: int | str = DYNAMIC,
) -> Parity:
    """Writes a generator for programs without this package, and holds it against itself.

    What was written is run by its own runtime, on the same latents as the Keras model.

    Args:
        model: what `load_generator` takes: a run, a preset, a path, a Keras model.
        out: where: a folder that does not exist yet, or an empty one; or a file.
        format: one of `named_formats`.
        precision: of the weights that are written; what a format has is in its `precisions`.
        resolution: height of the pictures; by default, the largest. A lower one needs a growing
            network: a run with its `preset/`, a preset, or a `GrowingGenerator`. `all` writes each
            that there is, into a folder; a SavedModel has them all by default.
        batch: how many pictures it makes at a time; `dynamic` for any number.

    Returns:
        how far the two are from each other, at the resolution where they are the farthest.

    Raises:
        InputError: as `export`; or the format has no such precision, the model no such resolution.
    """
    given: dict[str, Any] = {"precision": precision, "resolution": resolution, "batch": batch}
    return planned(model, out, format=format, **given).write()


@dataclasses.dataclass(frozen=True)
class Plan:
    """An export that can be written: its place and all that is asked for were checked.

    Args:
        generator: with those `lower` that are written, too.
        out: where.
        wanted: the format.
        precision: of the weights.
    """

    generator: Generator
    out: Path
    wanted: ExportFormat
    precision: str = "float32"

    def __str__(self) -> str:
        batch, (height, width, channels) = self.wanted.batch or "batch", self.generator.image_shape
        lower = [str(each.image_shape[0]) for each in self.generator.lower]
        also = f", and of heights {', '.join(lower)}" if lower else ""
        return (
            f"{self.wanted.told} in {self.out}: latents ({batch}, {self.generator.latent_dim}) to "
            f"images ({batch}, {height}, {width}, {channels}){also}"
        )

    def write(self) -> Parity:
        """Writes it, and holds what is written against the generator.

        Raises:
            InputError: what was written draws other pictures.
        """
        with written_whole(self.out) as temporary:
            self.wanted.write(self.generator, temporary, self.precision)
            drawers = self.wanted.drawers(self.generator, temporary)
            parity = farthest(drawers, self.wanted.batch or PARITY_SAMPLES)
            check_parity(parity, self.wanted, self.precision)
        return parity


def planned(
    model: Any,
    out: Path | str,
    *,
    format: str = "saved-model",
    precision: str = "float32",
    resolution: int | str | None = None,
    batch: int | str = DYNAMIC,
) -> Plan:
    """What `export_model` writes, as it is before it is written.

    Raises:
        InputError: as `export_model`, but for what shows only when it is written.
    """
    wanted = format_of(format, resolution, batch)
    if precision not in wanted.precisions:
        known = " or ".join(wanted.precisions)
        raise InputError(f"precision of {format} must be {known}, got {shortened(precision)}")
    out = check_place(out, wanted)
    check_packages(wanted)
    if resolution is None and wanted.every_resolution:
        resolution = ALL
    generator = at_place(model, resolution)
    if not isinstance(generator.model, keras.Model):
        raise InputError(f"{generator.source}: this is a SavedModel already; copy its folder")
    return Plan(generator, out, wanted, precision)
