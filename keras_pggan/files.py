"""Files and folders that appear whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

from keras_pggan.errors import InputError

# There is no room, a quota is used up, or the file would be larger than may be.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
TEMPORARY = re.compile(r"\.(?P<stem>.+)-[0-9a-f]{8}(?P<suffix>\.[^.]+)?")
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
    Of a link, what it leads to is replaced.
    The temporary keeps the suffix of `path`, because many writers choose their format by it.

    Raises:
        InputError: a file was written for a path that is a folder.
        OSError: the disk is full, or the like; it names `path`.
    """
    path = as_path(path)
    path = Path(os.path.realpath(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    unique = f"{path.stem[:LONGEST_STEM]}-{uuid.uuid4().hex[:8]}"
    temporary = path.with_name(f".{unique}{path.suffix}")
    aside = path.with_name(f".{unique}.old")
    try:
        with full_disk_named(path, temporary):
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


class FullDiskError(OSError):
    """A file could not be written for want of room; `filename` is the one that was to be there."""

    def __str__(self) -> str:
        return f"{self.told}; then give the same command again"

    @property
    def told(self) -> str:
        """What happened and what is to be done, without that the command is to be given again."""
        advice = "let files be larger (ulimit -f)" if self.errno == errno.EFBIG else "make room"
        return f"{self.filename}: cannot be written ({self.strerror}); {advice}"


@contextlib.contextmanager
def full_disk_named(path: Path, temporary: Path | None = None) -> Iterator[None]:
    """Gives whatever error says that there is no room one form, in which it names `path`.

    Writers tell of it without a name, under that of a temporary, or, as TensorFlow and HDF5 do, in
    errors of their own that carry the system's words.

    Args:
        path: what is written in the block.
        temporary: what it is called meanwhile.

    Raises:
        FullDiskError: the block could not write for want of room.
    """
    try:
        yield
    except InputError:
        raise
    except Exception as error:
        code = error.errno if isinstance(error, OSError) else None
        if code not in NO_ROOM:
            code = next((each for each in NO_ROOM if os.strerror(each) in str(error)), None)
        if code is None:
            raise
        name = Path(getattr(error, "filename", None) or path)
        if temporary and temporary in (name, *name.parents):
            name = path / name.relative_to(temporary)
        words = error.strerror if isinstance(error, FullDiskError) else os.strerror(code)
        raise FullDiskError(code, words, str(name)) from error


def remove_left_over(folder: Path, of: str) -> None:
    """Deletes what `written_whole` leaves in a folder where its process is killed.

    Only for folders in which nobody else writes files of these names now.

    Args:
        folder: where to look; it may be missing.
        of: a regular expression, of the names that the temporaries were to get.
    """
    for path in folder.iterdir() if folder.is_dir() else ():
        if is_temporary(path.name, of):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def is_temporary(name: str, of: str) -> bool:
    r"""Whether a name is one that `written_whole` gives meanwhile to what a pattern fits.

    >>> is_temporary(".faces-0123abcd.npz", r"faces\.npz"), is_temporary(".notes.npz", ".*")
    (True, False)
    """
    found = TEMPORARY.fullmatch(name)
    if not found:
        return False
    suffix = found["suffix"] or ""
    names = [found["stem"] + suffix, *([found["stem"]] if suffix == ".old" else [])]
    return any(re.fullmatch(of, each) for each in names)


def forced_to_disk(path: Path) -> None:
    """Has a file or folder outlast a power cut; a rename alone may leave a file of zeros."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256_of(path: Path) -> str:
    """The SHA-256 of what a file holds, in hexadecimal digits."""
    import hashlib  # here, since every --help imports this module

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
