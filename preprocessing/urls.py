"""Files at URLs, wherever fsspec can read: `s3://`, `gs://`, `https://` and others."""

from __future__ import annotations

import glob
import posixpath
import re
from contextlib import AbstractContextManager
from typing import Any, BinaryIO, NamedTuple, cast

from keras_pggan.errors import InputError
from keras_pggan.words import kind_and_reason, lacking

URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://")
WEB = ("http://", "https://")  # fsspec takes links of pages for files; they lead round and round
# What file systems call that which changes with a file; the first that one tells is taken.
VERSIONS = ("ETag", "etag", "mtime", "LastModified", "last_modified", "updated", "created")


class Listing(NamedTuple):
    """The files of a place, bytes (-1 if not told) and version by URL, and their folder's path."""

    folder: str
    files: dict[str, tuple[int, str]]


def is_url(place: object) -> bool:
    """Whether it is text that begins like `s3://`."""
    return isinstance(place, str) and URL.match(place) is not None


def path_of(url: str) -> str:
    """What follows the protocol, with a slash before it."""
    return "/" + url.partition("://")[2].lstrip("/")


def open_url(url: str) -> AbstractContextManager[BinaryIO]:
    """A file at a URL, read piece by piece; entering it raises whatever the file system does."""
    import fsspec

    return cast(AbstractContextManager[BinaryIO], fsspec.open(url, "rb"))


def list_files(place: str) -> Listing:
    """The files of a folder (recursively, without hidden ones), of a pattern, or a file; sorted.

    Raises:
        InputError: there are none, the place cannot be reached, or a package is missing for it.
    """
    try:
        import fsspec
    except ImportError as error:
        told = lacking(error, "reading URLs", ["fsspec"], "fsspec")
        raise InputError(f"{place}: {told}") from error
    if "::" in place:
        raise InputError(f"{place}: a URL of one protocol is expected, this is a chain of several")
    if place.startswith(WEB) and place.endswith("/"):
        raise InputError(f"{place}: a web server has no list of its files; give their URLs")
    try:
        system, path = fsspec.core.url_to_fs(place)
        system.invalidate_cache()
        found = _of_place(system, path, place)
    except FileNotFoundError as error:
        raise InputError(
            f"{place}: there is no such file or folder, and no file matches it"
        ) from error
    except ImportError as error:  # it names the package
        raise InputError(f"{place}: {error}") from error
    except Exception as error:  # each file system has its own
        raise InputError(f"{place}: cannot be listed ({kind_and_reason(error)})") from error
    if not found:
        raise InputError(f"{place}: there is no file in this folder")
    files = {system.unstrip_protocol(file): _state(found[file]) for file in sorted(found)}
    if path in found or glob.has_magic(path):
        folder = posixpath.commonpath([posixpath.dirname(path_of(url)) for url in files])
    else:
        folder = path_of(system.unstrip_protocol(path))
    return Listing(folder, files)


def _of_place(system: Any, path: str, place: str) -> dict[str, Any]:
    """What a file system tells of each file, by its path there."""
    if place.startswith(WEB):
        return {path: system.info(path)}
    try:
        matches = {path: system.info(path)}
    except FileNotFoundError:
        matches = system.glob(path, detail=True) if glob.has_magic(path) else {}
        if not matches:
            raise
    found: dict[str, Any] = {}
    for match, info in matches.items():
        if match != path and posixpath.basename(match).startswith("."):
            continue
        found |= _of_folder(system, match) if info["type"] == "directory" else {match: info}
    return found


def _of_folder(system: Any, folder: str) -> dict[str, Any]:
    files = system.find(folder, detail=True)
    return {path: info for path, info in files.items() if "/." not in path[len(folder) :]}


def _state(info: dict[str, Any]) -> tuple[int, str]:
    size = info.get("size")
    version = next((str(info[key]) for key in VERSIONS if info.get(key) is not None), "")
    return -1 if size is None else int(size), version
