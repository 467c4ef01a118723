"""`keras-pggan export`: a generator for programs without this package."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from keras_pggan.cli.common import friendly_errors, load_tensorflow


def command(
    model: Annotated[Path, typer.Argument(help="A run or a .keras file.")],
    out: Annotated[Path, typer.Option(help="The SavedModel's folder; new or empty.")],
) -> None:
    """Export a generator as a TensorFlow SavedModel.

    Its default signature takes latents (batch, latent_dim) and gives images (batch, height,
    width, channels), float32 in 0..1.

    Example: keras-pggan export runs/faces --out faces-saved-model
    """
    with friendly_errors(lambda: "nothing was written"):
        load_tensorflow()
        from keras_pggan.export.saved_model import export_saved_model
        from keras_pggan.files import check_new_folder
        from keras_pggan.generators.loading import load_generator

        check_new_folder(out)
        generator = load_generator(model)
        difference = export_saved_model(generator, out)
        height, width, channels = generator.image_shape
        typer.echo(
            f"SavedModel in {out}: latents (batch, {generator.latent_dim}) to images "
            f"(batch, {height}, {width}, {channels}); it differs from the model by at most "
            f"{difference:.1e}"
        )
