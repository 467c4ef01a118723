"""`keras-pggan inspect`: what a data set holds, before it is trained on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from keras_pggan.cli.common import friendly_errors
from keras_pggan.words import counted, listed, size_in_words

if TYPE_CHECKING:
    from keras_pggan.data.inspection import Inspection

CLASSES_NAMED = 20


def command(
    data: Annotated[Path, typer.Argument(help="An .npz, or a folder of shards.")],
    contact_sheet: Annotated[
        Path | None, typer.Option(help="A .png to write, with the first 100 pictures.")
    ] = None,
) -> None:
    """Tell what a data set holds: counts, classes, memory, near-duplicates, brightness.

    Example: keras-pggan inspect faces.npz --contact-sheet faces.png
    """
    with friendly_errors(lambda: "nothing was written"):
        from keras_pggan.data.inspection import inspect
        from keras_pggan.errors import InputError

        if contact_sheet is not None and contact_sheet.suffix.lower() != ".png":
            raise InputError(f"{contact_sheet}: a file name that ends in .png is expected")
        for line in _lines(inspect(data, sheet=contact_sheet)):
            typer.echo(line)
        if contact_sheet is not None:
            typer.echo(f"the first pictures are in {contact_sheet}")


def _lines(found: Inspection) -> list[str]:
    height, width, channels = found.image_shape
    size = f"{height}x{width}, {counted(channels, 'channel')}"
    lines = [f"pictures    {found.count:,} of {size}"]
    if found.classes is not None:
        classes = [f"{name}: {count:,}" for name, count in found.classes.items()]
        lines.append(f"classes     {len(classes)} ({listed(classes, most=CLASSES_NAMED)})")
    lines += [
        f"memory      {size_in_words(found.memory_bytes)} at full size, "
        f"{size_in_words(found.disk_bytes)} on disk",
        f"brightness  {found.brightness:.1f} of 255, "
        f"spread {found.brightness_spread:.1f} from picture to picture",
        f"duplicates  {counted(found.near_duplicates, 'picture')} much like an earlier one",
    ]
    lines += [f"            {name} like {earlier}" for name, earlier in found.pairs]
    rest = found.near_duplicates - len(found.pairs)
    return [*lines, f"            and {rest:,} more"] if rest else lines
