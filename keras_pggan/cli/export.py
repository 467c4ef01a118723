"""`keras-pggan export`: a generator for programs without this package."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from keras_pggan.cli.common import friendly_errors, load_tensorflow
from keras_pggan.cli.from_options import from_options
from keras_pggan.options import option


@dataclasses.dataclass(frozen=True, kw_only=True)
class FormatOptions:
    """What a generator is exported as."""

    format: str = option("saved-model", "What is written; saved-model is TensorFlow's own.")


@from_options
def command(
    model: Annotated[Path, typer.Argument(help="A run or a .keras file.")],
    out: Annotated[Path, typer.Option(help="A folder, new or empty, or the file of the format.")],
    options: FormatOptions,
) -> None:
    """Export a generator for programs without this package.

    A SavedModel's default signature takes latents (batch, latent_dim) and gives images (batch,
    height, width, channels), float32 in 0..1.

    Example: keras-pggan export runs/faces --out faces-saved-model
    """
    with friendly_errors(lambda: "nothing was written", command):
        load_tensorflow()
        from keras_pggan.export.exporting import check_place, export, format_of
        from keras_pggan.generators.loading import load_generator

        wanted = format_of(options.format)
        check_place(out, wanted)
        generator = load_generator(model)
        difference = export(generator, out, format=options.format)
        height, width, channels = generator.image_shape
        typer.echo(
            f"{wanted.told} in {out}: latents (batch, {generator.latent_dim}) to images "
            f"(batch, {height}, {width}, {channels}); it differs from the model by at most "
            f"{difference:.1e}"
        )
