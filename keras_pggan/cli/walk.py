"""`keras-pggan walk`: a film of pictures that turn into each other."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from keras_pggan.cli.common import GeneratorPlace, friendly_errors, load_keras
from keras_pggan.cli.from_options import from_options
from keras_pggan.generators.walk_options import WalkOptions
from keras_pggan.words import counted, duration_in_words

if TYPE_CHECKING:
    from keras_pggan.generators.walking import Film


@from_options
def command(
    model: GeneratorPlace,
    out: Annotated[
        Path,
        typer.Option(
            help="An .mp4, .gif or .webp, which plays for ever without a seam; a .png gets one "
            "sheet of 16 frames. An older one is replaced. Small pictures are enlarged."
        ),
    ],
    options: WalkOptions,
    label: Annotated[
        str | None,
        typer.Option(
            help="Class to draw, its number or name.  [default: all in turn]", show_default=False
        ),
    ] = None,
) -> None:
    """Make a film of pictures that turn into each other, or of the ways between some seeds.

    Example: keras-pggan walk runs/faces --out faces.mp4 --seeds 3,17,42
    """
    with friendly_errors(lambda: f"{out} was not written", command):
        from keras_pggan.pictures.film import check_film

        check_film(out)
        load_keras()
        from rich.console import Console

        from keras_pggan.generators.walking import write_walk

        start = time.monotonic()
        with Console(stderr=True).status("opening the generator") as status:
            film = write_walk(
                model,
                out,
                options,
                label=label,
                on_frame=lambda done, total: status.update(f"frame {done:,} of {total:,}"),
            )
        seconds = time.monotonic() - start
        typer.echo(f"{_told(film)} of {model} in {out}, after {duration_in_words(seconds)}")


def _told(film: Film) -> str:
    length = f"{film.frames / film.fps:.3g} s at {film.fps:.3g} frames/s, " if film.fps else ""
    return f"{counted(film.frames, 'frame')} ({length}{film.width}x{film.height} pixels)"
