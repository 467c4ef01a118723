"""Folders that are no data set: what they hold, and the command that makes one of it."""

from __future__ import annotations

import itertools
import os
import shlex
from collections.abc import Iterator
from pathlib import Path

from keras_pggan.data.shard_index import INDEX
from keras_pggan.errors import InputError

MOST_FILES = 2000  # that are looked at for a picture
OF_A_RUN = "config.toml"  # a folder that has it, and pictures, is no folder of photographs
STUBS = {"BUFR", "GRIB", "HDF5"}  # formats that Pillow names but does not read; weights are HDF5
OF_PHONES = {".heic", ".heif", ".hif", ".avif"}  # which Pillow may not know
SMALLEST, USUAL = 4, 128  # sizes of crops


def check_folder(path: Path | str, *, size: int | None = None) -> None:
    """Raises InputError for a folder that is none of shards, such as one of photographs.

    Args:
        path: the folder.
        size: of the pictures that training wants; None where that is not known.
    """
    if Path(path, INDEX).exists():
        return
    picture = _first_picture(path)
    if picture is None:
        raise InputError(
            f"{path}: an .npz or a folder of shards is expected, this folder has no {INDEX}; "
            "`keras-pggan preprocess` makes an .npz of photographs, `keras-pggan shard` a folder "
            "of an .npz"
        )
    command = preprocess_command(path, size or _size_for(picture))
    raise InputError(
        f"{path}: this is a folder of pictures, and no data set yet; `{command}` makes one of the "
        f"faces in them, `{command} --no-detect` one of whole pictures"
    )


def is_of_pictures(path: Path | str) -> bool:
    """Whether it is a folder of picture files; not one of shards, a run or a SavedModel."""
    if any(Path(path, name).exists() for name in (INDEX, "saved_model.pb")):
        return False
    return _first_picture(path) is not None


def preprocess_command(path: Path | str, size: int) -> str:
    """The command that makes an .npz of a folder of pictures, beside it, quoted for a shell.

    >>> preprocess_command("my photos/", 64)
    "keras-pggan preprocess 'my photos' --out 'my photos.npz' --size 64"
    """
    place = os.path.normpath(path)
    named = os.path.basename(place) not in ("", os.curdir, os.pardir)
    out = f"{place}.npz" if named else "pictures.npz"
    return shlex.join(["keras-pggan", "preprocess", place, "--out", out, "--size", str(size)])


def _first_picture(path: Path | str) -> Path | None:
    """A picture in a folder; None in that of a run."""
    return None if Path(path, OF_A_RUN).exists() else next(_pictures(path), None)


def _pictures(path: Path | str) -> Iterator[Path]:
    """Pictures among the first files of a folder and of those in it, by their names."""
    from PIL import Image

    known = set(Image.OPEN) - STUBS
    suffixes = {each for each, kind in Image.registered_extensions().items() if kind in known}
    suffixes |= OF_PHONES
    files = (Path(parent, name) for parent, _, names in os.walk(path) for name in sorted(names))
    for file in itertools.islice(files, MOST_FILES):
        if file.suffix.lower() in suffixes:
            yield file


def _size_for(picture: Path) -> int:
    """The usual size, or the largest 4 * 2^n that is not above a smaller picture."""
    from PIL import Image

    try:
        with Image.open(picture) as opened:
            side = min(opened.size)
    except (OSError, ValueError, Image.DecompressionBombError):
        return USUAL
    size = USUAL
    while size > max(side, SMALLEST):
        size //= 2
    return size
