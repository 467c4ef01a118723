"""Which files a data set is made of."""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from keras_pggan.errors import InputError


@dataclasses.dataclass(frozen=True)
class Source:
    """A file, and the name under which results speak of it."""

    path: Path
    name: str


class Kind(NamedTuple):
    """Files with one suffix, such as `.jpg` (`none` without), and their bytes together."""

    suffix: str
    files: int
    size: int


def count_kinds(sources: Iterable[Source]) -> list[Kind]:
    """How many files there are by the suffix of their names, the most frequent first."""
    files: collections.Counter[str] = collections.Counter()
    sizes: collections.Counter[str] = collections.Counter()
    for source in sources:
        suffix = source.path.suffix.lower() or "none"
        files[suffix] += 1
        with contextlib.suppress(OSError):  # a link to nowhere
            sizes[suffix] += source.path.stat().st_size
    return [Kind(suffix, count, sizes[suffix]) for suffix, count in files.most_common()]


def find_sources(places: Iterable[Path | str]) -> list[Source]:
    """All files of folders (recursively), of glob patterns, and files given by name.

    Every file counts, whatever its name says: what is not a picture is told apart by content.
    Hidden files and folders, and links to folders, are left out. Places keep their order, the
    files of each are sorted by name, and each file comes once. Names are paths inside the folder
    that is given, or inside the deepest one that holds all places, so that no two are alike.

    Raises:
        InputError: a place that does not exist, matches nothing, or has no file in it.
    """
    given = [str(place) for place in places]
    if not given:
        raise InputError("a folder, a pattern or a file is expected, nothing was given")
    found: dict[str, Path] = {}
    for place in given:
        paths = sorted(_of_place(place), key=lambda path: path.as_posix())
        if not paths:
            raise InputError(f"{place}: there is no file in this folder")
        for path in paths:
            # realpath, unlike Path.resolve, takes a link to itself as it is
            found.setdefault(os.path.realpath(path), path)
    files = [os.path.abspath(path) for path in found.values()]
    root = _common_folder(given, files)
    return [Source(Path(file), _as_text(Path(file).relative_to(root))) for file in files]


def _as_text(path: Path) -> str:
    """With bytes that are no UTF-8 as `\\xff`, so that any file and terminal can have it."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def _common_folder(places: list[str], files: list[str]) -> str:
    folders = [os.path.abspath(place) for place in places if os.path.isdir(place)]
    return os.path.commonpath(folders + [os.path.dirname(file) for file in files])


def _of_place(place: str) -> Iterator[Path]:
    if os.path.isdir(place):
        yield from _of_folder(Path(place))
    elif os.path.lexists(place):
        yield Path(place)
    else:
        matches = glob.glob(place, recursive=True) if place else []
        if not matches:
            raise InputError(
                f"{place or repr(place)}: there is no such file or folder, and no file matches it"
            )
        for match in map(Path, matches):
            yield from _of_folder(match) if match.is_dir() else [match]


def _of_folder(folder: Path) -> Iterator[Path]:
    locked: list[Path] = []  # folders that cannot be listed; reading them gives the reason
    # It does not follow links, so cannot loop.
    for parent, folders, files in os.walk(
        folder, onerror=lambda error: locked.append(Path(error.filename))
    ):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(parent, name) for name in files if not name.startswith("."))
    yield from locked
