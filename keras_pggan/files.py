"""Files and folders that appear whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

from keras_pggan.errors import InputError

# Characters of a name that a temporary one has, too; file systems take 255 bytes, of which a
# character may need four.
LONGEST_STEM = 50


def as_path(path: Path | str) -> Path:
    """A path as people write it: a `~` at its beginning is their home, unless a `~` is there.

    >>> as_path("~/faces.npz") == Path.home() / "faces.npz"
    True
    """
    path = Path(path)
    if path.parts[:1] == ("~",) and not os.path.lexists("~"):
        return Path(os.path.expanduser(path))
    return path


@contextlib.contextmanager
def written_whole(path: Path | str) -> Iterator[Path]:
    """Gives a temporary name beside `path`; renames it to `path` if the block succeeds.

    The block writes a file or a folder there. When it fails, or is interrupted, the temporary is
    removed and what stood at `path` before stays. A folder replaces a folder; a file never does.
    Of a link to a folder, that folder is replaced.
    The temporary keeps the suffix of `path`, because many writers choose their format by it.

    Raises:
        InputError: a file was written for a path that is a folder.
    """
    path = as_path(path)
    path = Path(os.path.realpath(path) if path.is_dir() else os.path.abspath(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    unique = f"{path.stem[:LONGEST_STEM]}-{uuid.uuid4().hex[:8]}"
    temporary = path.with_name(f".{unique}{path.suffix}")
    aside = path.with_name(f".{unique}.old")
    try:
        yield temporary
        _take_place(temporary, path, aside)
        shutil.rmtree(aside, ignore_errors=True)
    finally:
        if temporary.is_dir():
            shutil.rmtree(temporary)
        else:
            temporary.unlink(missing_ok=True)


def _take_place(temporary: Path, path: Path, aside: Path) -> None:
    temporary.stat()  # a block that wrote nothing must not cost what is there
    if not path.is_dir():
        os.replace(temporary, path)
        return
    if not temporary.is_dir():
        raise InputError(f"{path}: a file is expected there, this is a folder")
    os.replace(path, aside)  # a folder cannot be renamed over another
    try:
        os.replace(temporary, path)
    except BaseException:
        os.replace(aside, path)
        raise


def write_json(path: Path | str, value: object) -> None:
    """Writes a value as indented JSON under a temporary name, then renames it."""
    import json  # here, since every --help imports this module

    with written_whole(path) as temporary:
        temporary.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


def unfinished_of(result: Path | str) -> Path:
    """The folder beside a result that keeps what is finished of it, so that work can go on.

    >>> unfinished_of("sets/faces.npz").as_posix()
    'sets/faces.npz.partial'
    """
    return Path(f"{result}.partial")


def check_writable(path: Path | str) -> None:
    """Raises InputError where a file or folder could not be made, before work is done for it."""
    parent = Path(os.path.abspath(as_path(path))).parent
    while not parent.exists():
        parent = parent.parent
    if not parent.is_dir():
        raise InputError(f"{path}: {parent} is a file, a folder is expected there")
    if not os.access(parent, os.W_OK | os.X_OK):
        raise InputError(f"{path}: {parent} cannot be written to")


def check_new_folder(path: Path | str) -> Path:
    """Raises InputError unless a folder can be made, or an empty one replaced; gives the path."""
    path = as_path(path)
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise InputError(f"{path}: there is something already; a new or empty folder is expected")
    if os.path.ismount(os.path.realpath(path)):
        raise InputError(f"{path}: a disk is mounted there; give a folder within it")
    check_writable(os.path.realpath(path))
    return path
