"""`keras-pggan label`: pictures for a person to mark as good or bad."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from keras_pggan.cli.common import GeneratorPlace, friendly_errors, load_keras
from keras_pggan.cli.from_options import from_options
from keras_pggan.options import check, option
from keras_pggan.words import counted


@dataclasses.dataclass(frozen=True, kw_only=True)
class LabelOptions:
    """What `write_label_page` takes."""

    count: int = option(500, "How many pictures.", least=1)
    seed: int = option(0, "Of the latents.", least=0)
    label: str | None = option(None, "Class to draw, its number or name.", default="all in turn")

    def __post_init__(self) -> None:
        check(self)


@from_options
def command(
    model: GeneratorPlace,
    out: Annotated[
        Path,
        typer.Option(
            help="A new or empty folder, which gets the pictures, their latents, and label.html."
        ),
    ],
    options: LabelOptions,
) -> None:
    """Write pictures, and a page on which a person marks the good and the bad by the keyboard.

    Example: keras-pggan label runs/birds --out birds --count 500
    """
    with friendly_errors(lambda: f"{out} was not written", command):
        from keras_pggan.files import check_new_folder

        check_new_folder(out)
        load_keras()
        from keras_pggan.filtering.label_page import LABELS, PAGE, train_command, write_label_page

        found = write_label_page(model, out, **dataclasses.asdict(options))
        typer.echo(f"{counted(len(found), 'picture')} of {model} in {out}")
        typer.echo(
            f"open {out / PAGE} in a browser, mark them (J or right is good, F or left bad), and "
            f"download {LABELS}"
        )
        typer.echo(f"then, where it was downloaded to: {train_command(out)}")
