"""`keras-pggan shard`: an .npz becomes a folder that need not fit into memory."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from keras_pggan.cli.common import friendly_errors, load_tensorflow
from keras_pggan.cli.from_options import from_options
from keras_pggan.options import check, option
from keras_pggan.words import counted


@dataclasses.dataclass(frozen=True, kw_only=True)
class ShardOptions:
    """How the shards are made."""

    per_shard: int | None = option(
        None, "Pictures in a shard.", least=1, default="about 128 MiB of them"
    )

    def __post_init__(self) -> None:
        check(self)


@from_options
def command(
    data: Annotated[Path, typer.Argument(help="The .npz of pictures.")],
    out: Annotated[Path, typer.Option(help="The folder of shards; new or empty.")],
    options: ShardOptions,
) -> None:
    """Write an .npz as a folder of shards, which training reads in place.

    A run can go on with either form of the same pictures.

    Example: keras-pggan shard faces.npz --out faces-shards
    """
    with friendly_errors(lambda: f"{out} was not written", command):
        load_tensorflow(keras=False)
        from keras_pggan.data import read_npz, write_shards
        from keras_pggan.files import check_new_folder

        check_new_folder(out)
        pictures = read_npz(data)
        write_shards(out, pictures, per_shard=options.per_shard)
        count, height, width, _ = pictures.images.shape
        shards = counted(len(list(out.glob("shard-*"))), "shard")
        typer.echo(f"{counted(count, 'picture')} of {height}x{width} in {shards} in {out}")
