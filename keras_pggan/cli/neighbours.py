"""`keras-pggan neighbours`: whether a generator learned its pictures by heart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from keras_pggan.cli.common import friendly_errors, load_tensorflow
from keras_pggan.words import counted

if TYPE_CHECKING:
    from keras_pggan.metrics.extractor import Extractor
    from keras_pggan.metrics.neighbours import Memorisation

INCEPTION = "inception"


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
    count: Annotated[int, typer.Option(min=1, help="How many samples are compared.")] = 128,
    seed: Annotated[int, typer.Option(min=0, help="Of the samples.")] = 0,
    mirror: Annotated[
        bool,
        typer.Option(
            "--mirror",
            help="Training pictures count mirrored, too, as they do for a run that mirrored them.",
        ),
    ] = False,
    extractor: Annotated[
        str | None,
        typer.Option(
            help="Compare features too: of a .keras file or SavedModel, or `inception`, whose "
            "weights are downloaded."
        ),
    ] = None,
    inception_weights: Annotated[
        Path | None, typer.Option(help="Compare features of Inception-v3 with these weights.")
    ] = None,
) -> None:
    """Show the nearest training pictures of samples, and tell how near they are.

    Example: keras-pggan neighbours runs/faces faces.npz --out neighbours.png
    """
    with friendly_errors(lambda: "no picture was written"):
        load_tensorflow()
        from keras_pggan.errors import InputError
        from keras_pggan.evaluation.copies import find_copies
        from keras_pggan.files import check_writable
        from keras_pggan.pictures import write_png

        if out.suffix.lower() != ".png" or out.is_dir():
            raise InputError(f"{out}: a file name that ends in .png is expected")
        check_writable(out)
        opened = _extractor(extractor, inception_weights)
        copies = find_copies(model, data, count=count, seed=seed, mirror=mirror, extractor=opened)
        write_png(out, copies.sheet)
        for each in copies.found:
            typer.echo(_line(each))
        if opened is not None and (note := opened.note(copies.samples.shape[1:])):
            typer.echo(f"for {opened.name}: {note}")
        typer.echo(f"{counted(len(copies.samples), 'sample')} of {model} compared, see {out}")


def _extractor(extractor: str | None, weights: Path | None) -> Extractor | None:
    from keras_pggan.errors import InputError
    from keras_pggan.metrics.extractor import open_extractor

    if extractor not in (None, INCEPTION):
        if weights is not None:
            raise InputError(
                f"--inception-weights are of Inception-v3, --extractor is {extractor}; give one"
            )
        return open_extractor(extractor)
    if extractor is None and weights is None:
        return None
    return open_extractor(inception_weights=weights)


def _line(found: Memorisation) -> str:
    near, usual = found.samples_median, found.reals_median
    ratio = f", ratio {near / usual:.2f}" if usual else ""
    return (
        f"{found.measure}: median distance of samples to the nearest training picture {near:.4g}, "
        f"of training pictures to the nearest other {usual:.4g}{ratio}"
    )
