"""Which files a data set is made of."""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import glob
import os
import posixpath
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from keras_pggan.errors import InputError
from keras_pggan.files import as_path
from keras_pggan.preprocessing.archives import SUFFIX, Member, is_archive, members_of
from keras_pggan.preprocessing.urls import is_url, list_files, path_of

UNLISTED = -1  # in place of a label: there is a list, and it says nothing of the picture


@dataclasses.dataclass(frozen=True)
class Source:
    """A file, and the name under which results speak of it.

    Args:
        path: where a local file is, or one in an archive, or a URL.
        name: for results.
        listed: for a URL, bytes and version as they were listed; asking for each takes long.
        within: what its name begins with where an archive is the only place: it says nothing that
            would tell this picture from others.
        label: its class, where lists tell classes.
    """

    path: Path | Member | str
    name: str
    listed: tuple[int, str] | None = None
    within: str = ""
    label: int | None = None

    def state(self) -> tuple[int, int | str]:
        """Its bytes (-1 where a URL does not tell), and what changes when the file does.

        Raises:
            OSError: there is no such local file, as where a link leads nowhere.
        """
        if self.listed is not None:
            return self.listed
        if isinstance(self.path, Member):
            return self.path.state
        found = os.stat(self.path)
        return found.st_size, found.st_mtime_ns


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
        suffix = PurePosixPath(source.name).suffix.lower() or "none"
        files[suffix] += 1
        with contextlib.suppress(OSError):  # a link to nowhere
            sizes[suffix] += max(0, source.state()[0])
    return [Kind(suffix, count, sizes[suffix]) for suffix, count in files.most_common()]


def find_sources(places: Iterable[Path | str]) -> list[Source]:
    """All files of folders (recursively), of glob patterns, and files given by name.

    A zip that is given by name or pattern counts as a folder, of the name that it has.
    Every file counts, whatever its name says: what is not a picture is told apart by content.
    Hidden files and folders, and links to folders, are left out. Places keep their order, the
    files of each are sorted by name, and each file comes once. Names are paths inside the folder
    that is given, or inside the deepest one that holds all places, so that no two are alike.
    All this holds for URLs that fsspec can list, given as text: `s3://bucket/folder`, say.

    Raises:
        InputError: a place that does not exist, matches nothing, or has no file in it; local
            places and URLs together, or URLs of several protocols.
    """
    given = [_as_given(place) for place in places]
    if not given:
        raise InputError("a folder, a pattern or a file is expected, nothing was given")
    if any(map(is_url, given)):
        return _at_urls(given)
    found: dict[str, Path | Member] = {}
    for place in given:
        files = sorted(_of_place(place), key=lambda file: _path_to(file).as_posix())
        if not files:
            raise InputError(f"{place}: there is no file in this folder")
        for file in files:
            found.setdefault(_real(file), file)
    root = _common_folder(given, found.values())
    within = _within(found.values(), root)
    return [
        Source(
            file if isinstance(file, Member) else _path_to(file),
            _as_text(_path_to(file).relative_to(root)),
            within=within,
        )
        for file in found.values()
    ]


def _at_urls(places: list[str]) -> list[Source]:
    protocols = {place.partition("://")[0] if is_url(place) else "local" for place in places}
    if len(protocols) > 1:
        raise InputError(
            f"places of one kind are expected, got {' and '.join(sorted(protocols))}: give either "
            "local ones or URLs of one protocol"
        )
    files: dict[str, tuple[int, str]] = {}
    folders = []
    for place in places:
        if place.lower().endswith(SUFFIX) and "::" not in place:  # a chain is told as such
            raise InputError(f"{place}: a zip is read from a disk; copy it here first")
        listing = list_files(place)
        folders.append(listing.folder)
        files = files | listing.files  # each keeps its first place
    root = posixpath.commonpath(folders)
    return [
        Source(url, posixpath.relpath(path_of(url), root), listed) for url, listed in files.items()
    ]


def _as_text(path: Path) -> str:
    """With bytes that are no UTF-8 as `\\xff`, so that any file and terminal can have it."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def _path_to(file: Path | Member) -> Path:
    """Absolute; of a file in an archive, as if that were a folder."""
    if isinstance(file, Member):
        return Path(file.archive, file.name)
    return Path(os.path.abspath(file))


def _real(file: Path | Member) -> str:
    """What two ways to one file have in common."""
    if isinstance(file, Member):
        return os.path.join(os.path.realpath(file.archive), file.name)
    return os.path.realpath(file)  # unlike Path.resolve, it takes a link to itself as it is


def _common_folder(places: list[str], files: Collection[Path | Member]) -> str:
    folders = {os.path.abspath(place) for place in places if os.path.isdir(place)}
    real = (file.archive if isinstance(file, Member) else _path_to(file) for file in files)
    return os.path.commonpath(folders | {os.path.dirname(path) for path in real})


def _within(files: Collection[Path | Member], root: str) -> str:
    """The archive, if all files are of one, and the folder in it that holds them."""
    archives = {file.archive if isinstance(file, Member) else None for file in files}
    if len(archives) > 1 or None in archives:
        return ""
    folder = os.path.commonpath({_path_to(file).parent for file in files})
    return f"{_as_text(Path(folder).relative_to(root))}/"


def _of_place(place: str) -> Iterator[Path | Member]:
    if os.path.isdir(place):
        yield from _of_folder(Path(place))
    elif os.path.lexists(place):
        yield from _of_file(Path(place))
    else:
        matches = glob.glob(_pattern(place), recursive=True) if place else []
        if not matches:
            raise InputError(
                f"{place or repr(place)}: there is no such file or folder, and no file matches it"
            )
        for match in map(Path, matches):
            yield from _of_folder(match) if match.is_dir() else _of_file(match)


def _of_file(path: Path) -> Iterable[Path | Member]:
    return members_of(path) if is_archive(path) else [path]


def _as_given(place: Path | str) -> str:
    text = str(place).removeprefix("file://")
    return os.fspath(as_path(text)) if text.startswith("~") else text


def _pattern(place: str) -> str:
    """A pattern in which the folders that there are, such as `set [1]`, mean themselves."""
    folder, rest = place, ""
    while folder and not os.path.isdir(folder):
        folder, name = os.path.split(folder.rstrip(os.sep))
        rest = os.path.join(name, rest) if rest else name
    return os.path.join(glob.escape(folder), rest)


def _of_folder(folder: Path) -> Iterator[Path]:
    locked: list[Path] = []  # folders that cannot be listed; reading them gives the reason
    # It does not follow links, so cannot loop.
    for parent, folders, files in os.walk(
        folder, onerror=lambda error: locked.append(Path(error.filename))
    ):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(parent, name) for name in files if not name.startswith("."))
    yield from locked
