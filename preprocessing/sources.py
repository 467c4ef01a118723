"""Which files a data set is made of."""

from __future__ import annotations

import dataclasses
import glob
import os
from collections.abc import Iterable
from pathlib import Path

from keras_pggan.errors import InputError


@dataclasses.dataclass(frozen=True)
class Source:
    """A file, and the name under which results speak of it: its path inside the given folder."""

    path: Path
    name: str


def find_sources(places: Iterable[Path | str]) -> list[Source]:
    """All files of folders (recursively), of glob patterns, and files given by name.

    Every file counts, whatever its name says: what is not a picture is told apart by content.
    Hidden files and folders are left out. Sorted by name inside each place, each file once.

    Raises:
        InputError: a place that does not exist, matches nothing, or has no file in it.
    """
    found: dict[Path, Source] = {}
    for place in places:
        sources = list(_of_place(str(place)))
        if not sources:
            raise InputError(f"{place}: there is no file in this folder")
        for source in sources:
            found.setdefault(source.path.resolve(), source)
    return list(found.values())


def _of_place(place: str) -> Iterable[Source]:
    path = Path(place)
    if path.is_dir():
        return _of_folder(path)
    if path.exists():
        return [Source(path, path.name)]
    matches = sorted(Path(match) for match in glob.glob(place, recursive=True))
    if not matches:
        raise InputError(f"{place}: there is no such file or folder, and no file matches it")
    return [
        source
        for match in matches
        for source in (_of_folder(match) if match.is_dir() else [Source(match, match.name)])
    ]


def _of_folder(folder: Path) -> Iterable[Source]:
    for parent, folders, files in os.walk(folder):  # does not follow links, so cannot loop
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith("."):
                path = Path(parent, name)
                yield Source(path, path.relative_to(folder).as_posix())
