"""`keras-pggan neighbours`: whether a generator learned its pictures by heart."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from keras_pggan.cli.common import friendly_errors, load_tensorflow
from keras_pggan.cli.feature_options import FeatureOptions
from keras_pggan.cli.from_options import from_options
from keras_pggan.errors import InputError
from keras_pggan.options import check, option
from keras_pggan.words import counted

if TYPE_CHECKING:
    from keras_pggan.metrics.neighbours import Memorisation


@dataclasses.dataclass(frozen=True, kw_only=True)
class CopyOptions:
    """What `find_copies` takes."""

    count: int = option(128, "How many samples are compared.", least=1)
    seed: int = option(0, "Of the samples.", least=0)
    mirror: bool = option(
        False,
        "Training pictures count mirrored, too, as they do for a run that mirrored them.",
    )

    def __post_init__(self) -> None:
        check(self)


@from_options
def command(
    model: Annotated[
        Path,
        typer.Argument(help="A run, a .keras file, a SavedModel folder, or an .npz of pictures."),
    ],
    data: Annotated[
        Path, typer.Argument(help="What it was trained with: an .npz, or a folder of shards.")
    ],
    out: Annotated[
        Path, typer.Option(help="A .png, with the first 16 samples and their nearest pictures.")
    ],
    options: CopyOptions,
    features: FeatureOptions,
) -> None:
    """Show the nearest training pictures of samples, and tell how near they are.

    Example: keras-pggan neighbours runs/faces faces.npz --out neighbours.png
    """
    with friendly_errors(lambda: "no picture was written", command):
        load_tensorflow()
        from keras_pggan.evaluation.copies import find_copies
        from keras_pggan.files import check_writable
        from keras_pggan.pictures import write_png

        if out.suffix.lower() != ".png" or out.is_dir():
            raise InputError(f"{out}: a file name that ends in .png is expected")
        check_writable(out)
        opened = features.open()
        copies = find_copies(model, data, extractor=opened, **dataclasses.asdict(options))
        write_png(out, copies.sheet)
        for each in copies.found:
            typer.echo(_line(each))
        if opened is not None and (note := opened.note(copies.samples.shape[1:])):
            typer.echo(f"for {opened.name}: {note}")
        typer.echo(f"{counted(len(copies.samples), 'sample')} of {model} compared, see {out}")


def _line(found: Memorisation) -> str:
    near, usual = found.samples_median, found.reals_median
    ratio = f", ratio {near / usual:.2f}" if usual else ""
    return (
        f"{found.measure}: median distance of samples to the nearest training picture {near:.4g}, "
        f"of training pictures to the nearest other {usual:.4g}{ratio}"
    )
