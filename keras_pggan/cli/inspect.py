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
        Path | None, typer.Option(help="A .png to write, with the first 100 pictures, numbered.")
    ] = None,
    show: Annotated[
        str | None,
        typer.Option(
            help="Tell the files of these pictures alone, by their numbers.", metavar="17,23,40-44"
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="With --show: a .png to write, with these pictures, large.")
    ] = None,
) -> None:
    """Tell what a data set holds: counts, classes, memory, near-duplicates, brightness.

    Example: keras-pggan inspect faces.npz --contact-sheet faces.png
    """
    with friendly_errors(lambda: "nothing was written", command):
        from keras_pggan.data.inspection import inspect
        from keras_pggan.errors import InputError

        for path in (contact_sheet, out):
            if path is not None and (path.suffix.lower() != ".png" or path.is_dir()):
                raise InputError(f"{path}: a file name that ends in .png is expected")
        if show is not None and contact_sheet is not None:
            raise InputError("--contact-sheet has the first pictures; those of --show go to --out")
        if show is None and out is not None:
            raise InputError(
                "--out is for the pictures of --show; give that, or --contact-sheet in its place"
            )
        if show is not None:
            _show(data, show, out)
            return
        for line in _lines(inspect(data, sheet=contact_sheet)):
            typer.echo(line)
        if contact_sheet is not None:
            typer.echo(f"the first pictures are in {contact_sheet}")


def _show(data: Path, numbers: str, out: Path | None) -> None:
    from keras_pggan.data.showing import show

    shown = show(data, numbers, sheet=out)
    width = max(len(str(each.number)) for each in shown)
    for each in shown:
        kind = "" if each.kind is None else f"  (class {each.kind})"
        typer.echo(f"{each.number:{width}}  {each.file or 'file not known'}{kind}")
    if shown[0].file is None:
        typer.echo(f"{data} has no array `names`, which would tell the files")
    if out is not None:
        typer.echo(f"{counted(len(shown), 'picture')} in {out}")


def _dark(count: int) -> list[str]:
    if not count:
        return []
    pictures = f"{counted(count, 'picture')} {'uses' if count == 1 else 'use'}"
    advice = "where they were 16-bit files of fewer bits, see `preprocess --bits`"
    return [f"dark        {pictures} no more than the lowest quarter of the levels; {advice}"]


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
        *_dark(found.dark),
        f"duplicates  {counted(found.near_duplicates, 'picture')} much like an earlier one",
    ]
    lines += [f"            {name} like {earlier}" for name, earlier in found.pairs]
    rest = found.near_duplicates - len(found.pairs)
    return [*lines, f"            and {rest:,} more"] if rest else lines
