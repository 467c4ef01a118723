"""`keras-pggan train-filter`: a network that tells pictures that a person would keep."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from keras_pggan.cli.common import friendly_errors, load_keras
from keras_pggan.cli.from_options import from_options
from keras_pggan.filtering.filter_options import FilterOptions


@from_options
def command(
    labels: Annotated[Path, typer.Argument(help="The labels.csv that the page of `label` gives.")],
    out: Annotated[
        Path, typer.Option(help="The .keras to write, for `generate --filter`; it may be replaced.")
    ],
    options: FilterOptions,
    pictures: Annotated[
        Path | None,
        typer.Option(
            help="The folder of the pictures.",
            show_default="that of the labels",
        ),
    ] = None,
) -> None:
    """Train a filter of pictures on those that a person marked as good or bad.

    Example: keras-pggan train-filter birds/labels.csv --out filter.keras
    """
    with friendly_errors(lambda: f"{out} was not written", command):
        load_keras()
        from rich.console import Console

        from keras_pggan.filtering.training_filter import train_filter

        with Console(stderr=True).status("reading the pictures") as status:
            figures = train_filter(labels, out, options, pictures=pictures, on_epoch=status.update)
        for line in figures.in_words():
            typer.echo(line)
        typer.echo(f"the filter is in {out}")
