"""`keras-pggan project`: the latents of pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from keras_pggan.cli.common import GeneratorPlace, friendly_errors, load_tensorflow
from keras_pggan.cli.feature_options import FeatureOptions
from keras_pggan.cli.from_options import from_options
from keras_pggan.generators.projection_options import ProjectionOptions
from keras_pggan.words import counted

if TYPE_CHECKING:
    from keras_pggan.generators.projection import Projection


@from_options
def command(
    model: GeneratorPlace,
    pictures: Annotated[
        list[str],
        typer.Argument(
            help="Files, folders or patterns. Of each picture the middle is taken, and resized."
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            help="A new or empty folder: pictures.png gets each picture beside what was found for "
            "it, latents.npz the latents, for `generate` and `walk`."
        ),
    ],
    options: ProjectionOptions,
    features: FeatureOptions,
) -> None:
    """Find the latents whose pictures come nearest to given ones.

    Example: keras-pggan project runs/faces me.jpg --out me
    """
    with friendly_errors(lambda: f"{out} was not written", command):
        from keras_pggan.files import check_new_folder

        check_new_folder(out)
        load_tensorflow()
        from rich.console import Console

        from keras_pggan.generators.projecting import write_projection

        extractor = features.open()
        with Console(stderr=True).status("opening the generator") as status:
            found = write_projection(
                model, pictures, out, options, extractor=extractor, on_step=status.update
            )
        for line in _told(found):
            typer.echo(line)
        typer.echo(f"{counted(len(found.latents), 'latent')} of {model} in {out}")


def _told(found: Projection) -> list[str]:
    """A line for each picture."""
    rows = zip(found.names, found.distances, found.random_distances, strict=True)
    return [
        f"{name}: distance {distance:.3g}, of random latents {usual:.3g}"
        for name, distance, usual in rows
    ]
