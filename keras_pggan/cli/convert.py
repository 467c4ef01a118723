"""`keras-pggan convert`: weights that another program trained become a preset."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from keras_pggan.cli.common import friendly_errors, load_keras
from keras_pggan.cli.from_options import from_options
from keras_pggan.zoo.foreign.convert_options import ConvertOptions

if TYPE_CHECKING:
    from keras_pggan.zoo.foreign.converting import Converted


@from_options
def command(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="A .pkl snapshot of the paper's authors' program, a .pth checkpoint of "
            "pytorch_GAN_zoo, or files of pro-gan-pth: one, or several with one network each."
        ),
    ],
    out: Annotated[
        Path, typer.Option(help="A folder, new or empty, or a preset, which is replaced.")
    ],
    options: ConvertOptions,
) -> None:
    """Make a preset of a network that another program trained.

    `generate`, `walk`, `evaluate`, `export` and `train --from` take the preset. Nothing in the
    files is run: what is not plain numbers and names is refused.

    Example: keras-pggan convert karras2018iclr-celebahq-1024x1024.pkl --out celebahq
    """
    with friendly_errors(lambda: f"{out} was not written", command):
        load_keras()
        from keras_pggan.zoo.foreign.converting import convert

        converted = convert(files, out, options)
        typer.echo(_told(converted, out))
        for note in converted.about.notes:
            typer.echo(note)


def _told(converted: Converted, out: Path) -> str:
    network = converted.averaged_generator or converted.discriminator
    shape = network.config
    height, width, _ = shape.image_shape(shape.level_count - 1)
    names = ["averaged generator" if name == "averaged" else name for name in converted.taken]
    classes = f", {shape.label_count} classes" if shape.label_count else ""
    return f"{' and '.join(names)} of {height}x{width} pictures{classes} in {out}"
