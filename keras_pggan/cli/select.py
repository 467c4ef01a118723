"""`keras-pggan select`: a data set without the pictures that should not be in it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from keras_pggan.cli.common import friendly_errors, load_tensorflow
from keras_pggan.words import counted, listed, shortened

NAMED, LONGEST_NAME = 5, 40  # of the pictures left out


def command(
    data: Annotated[
        Path, typer.Argument(help="An .npz, or a folder of shards. It stays as it is.")
    ],
    out: Annotated[Path, typer.Option(help="The new data set: an .npz, or a folder of shards.")],
    exclude: Annotated[
        str,
        typer.Option(
            help="Pictures to leave out: numbers and ranges as below a contact sheet, or a file "
            "with a number or the name of a picture's file on each line.",
            metavar="17,40-44|FILE",
        ),
    ],
) -> None:
    """Write a data set anew without some of its pictures.

    Example: keras-pggan select faces.npz --exclude 17,40-44 --out good.npz
    """
    with friendly_errors(lambda: f"{out} was not written", command):
        if out.suffix.lower() != ".npz":
            load_tensorflow(keras=False)  # which writes shards
        from keras_pggan.data.selection import select

        made = select(data, out, exclude=exclude)
        names = [shortened(name, LONGEST_NAME) for name in made.files]
        told = names or [f"number {number}" for number in made.excluded]
        typer.echo(f"{counted(made.kept, 'picture')} in {out}")
        typer.echo(f"{counted(len(made.excluded), 'picture')} left out: {listed(told, most=NAMED)}")
