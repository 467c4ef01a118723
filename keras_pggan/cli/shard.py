"""`keras-pggan shard`: an .npz becomes a folder that need not fit into memory."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from keras_pggan.cli.common import friendly_errors, load_tensorflow
from keras_pggan.words import counted


def command(
    data: Annotated[Path, typer.Argument(help="The .npz of pictures.")],
    out: Annotated[Path, typer.Option(help="The folder of shards; new or empty.")],
    per_shard: Annotated[
        int | None, typer.Option(min=1, help="Pictures in a shard; default: about 128 MiB of them.")
    ] = None,
) -> None:
    """Write an .npz as a folder of shards, which training reads in place.

    A run can go on with either form of the same pictures.

    Example: keras-pggan shard faces.npz --out faces-shards
    """
    with friendly_errors(lambda: f"{out} was not written"):
        load_tensorflow(keras=False)
        from keras_pggan.data import read_npz, write_shards
        from keras_pggan.files import check_new_folder

        check_new_folder(out)
        pictures = read_npz(data)
        write_shards(out, pictures, per_shard=per_shard)
        count, height, width, _ = pictures.images.shape
        shards = counted(len(list(out.glob("shard-*"))), "shard")
        typer.echo(f"{counted(count, 'picture')} of {height}x{width} in {shards} in {out}")
