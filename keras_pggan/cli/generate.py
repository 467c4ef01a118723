"""`keras-pggan generate`: pictures from a trained generator."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from keras_pggan.cli.common import friendly_errors, load_tensorflow
from keras_pggan.words import counted


def command(
    model: Annotated[
        Path, typer.Argument(help="A run, a .keras file, or an exported SavedModel folder.")
    ],
    out: Annotated[
        Path,
        typer.Option(
            help="A .png gets a grid, of small pictures enlarged; a .npz the data set format, and "
            "either may be replaced; a new or empty folder gets one .png each. The latter two keep "
            "the true size."
        ),
    ],
    count: Annotated[int, typer.Option(min=1, help="How many pictures.")] = 16,
    seed: Annotated[int, typer.Option(min=0, help="Of the latents.")] = 0,
    label: Annotated[
        str | None,
        typer.Option(help="Class to draw, its number or name; default: all in turn."),
    ] = None,
) -> None:
    """Generate pictures.

    Example: keras-pggan generate runs/faces --out faces.png --count 64
    """
    with friendly_errors(lambda: "no picture was written in part"):
        load_tensorflow()
        from keras_pggan.generators import generation
        from keras_pggan.generators.generating import generate
        from keras_pggan.generators.loading import load_generator

        generation.check_out(out)
        generator = load_generator(model)
        labels = generator.labels(count, label)
        pictures = generate(generator, count, seed=seed, label=label)
        generation.write_pictures(pictures, out, labels=labels, class_names=generator.class_names)
        typer.echo(f"{counted(count, 'picture')} of {model} in {out}")
