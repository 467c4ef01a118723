"""Files that PyTorch writes, without PyTorch: the zip container, and the one before it."""

from __future__ import annotations

import contextlib
import functools
import io
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from keras_pggan.data.npz import DAMAGE
from keras_pggan.errors import InputError
from keras_pggan.words import brief, kind_and_reason, shortened
from keras_pggan.zoo.foreign.pickled_torch import KNOWN, Storage, storage_of
from keras_pggan.zoo.foreign.restricted_unpickler import unpickle

ZIP = b"PK\x03\x04"
# The first pickle of a legacy file: the number 0x1950a86a20f9469cfc6c.
LEGACY = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19."
PROTOCOL = 1001
LARGEST_PICKLE = 1 << 26  # bytes; it has names and sizes, the numbers are beside it
LITTLE = b"little"


def is_torch_file(path: Path) -> bool:
    """Whether a file begins as PyTorch's do."""
    with path.open("rb") as file:
        return file.read(len(LEGACY)).startswith((ZIP, LEGACY))


def read_torch(path: Path) -> Any:
    """What `torch.save` was given; tensors are read when they are asked for.

    Raises:
        InputError: it is damaged, or asks for what is no plain value or tensor.
    """
    with path.open("rb") as file:
        zipped = file.read(len(ZIP)) == ZIP
    with _damage_told(path):
        return _from_zip(path) if zipped else _from_legacy(path)


@contextlib.contextmanager
def _damage_told(path: Path) -> Iterator[None]:
    try:
        yield
    except (InputError, OSError):
        raise
    except (*DAMAGE, struct.error) as error:
        raise InputError(
            f"{path}: a damaged file of PyTorch, or a part of one ({kind_and_reason(error)}); "
            "fetch it again"
        ) from error


def _from_zip(path: Path) -> Any:
    """`NAME/data.pkl`, and each storage in `NAME/data/KEY`, none of them compressed."""
    with zipfile.ZipFile(path) as archive:
        (pickled,) = _members(path, archive, "data.pkl")
        root = pickled.filename.removesuffix("data.pkl")
        if pickled.file_size > LARGEST_PICKLE:
            raise InputError(f"{path}: {pickled.filename} has {pickled.file_size:,} bytes")
        order = root + "byteorder"
        if order in archive.namelist() and _word(archive, order) != LITTLE:
            raise InputError(
                f"{path}: its numbers are not little-endian; save it on another machine"
            )
        stream = io.BytesIO(archive.read(pickled))
    storages: dict[str, Storage] = {}
    value = unpickle(stream, KNOWN, str(path), lambda each: storage_of(each, storages))
    # Members of an archive may lie over each other, so that little is read as much.
    size = sum(each.count * each.dtype.itemsize for each in storages.values())
    if size > path.stat().st_size:
        raise InputError(f"{path}: damaged, its storages are larger than the file ({size:,} bytes)")
    for key, storage in storages.items():
        storage.read = functools.partial(_stored, path, f"{root}data/{key}", storage)
    return value


def _members(path: Path, archive: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    found = [each for each in archive.infolist() if each.filename.rpartition("/")[2] == name]
    if len(found) != 1 or found[0].compress_type != zipfile.ZIP_STORED:
        raise InputError(
            f"{path}: a zip archive, and none that PyTorch wrote: it has no {name}, uncompressed"
        )
    return found


def _word(archive: zipfile.ZipFile, name: str) -> bytes:
    """A member that is to be a word; no more of it is read, however much would come of it."""
    with archive.open(name) as file:
        return file.read(2 * len(LITTLE)).strip()


def _stored(path: Path, member: str, storage: Storage) -> bytes:
    with _damage_told(path), zipfile.ZipFile(path) as archive:
        if member not in archive.namelist():
            raise InputError(f"{path}: damaged, it lacks {shortened(member)}")
        info = archive.getinfo(member)
        size = storage.count * storage.dtype.itemsize
        if info.compress_type != zipfile.ZIP_STORED or info.file_size < size:
            raise InputError(
                f"{path}: damaged, {shortened(member)} has {info.file_size:,} bytes, {size:,} are "
                "expected"
            )
        with archive.open(info) as file:
            return file.read(size)


def _between(content: bytes, begin: int, end: int) -> bytes:
    return content[begin:end]


def _from_legacy(path: Path) -> Any:
    """A number, a version, facts of the machine, the value, the keys, and each storage."""
    content = path.read_bytes()
    stream = io.BytesIO(content)
    storages: dict[str, Storage] = {}

    def read() -> Any:
        return unpickle(stream, KNOWN, str(path), lambda each: storage_of(each, storages))

    _, protocol, machine = read(), read(), read()
    if protocol != PROTOCOL:
        raise InputError(f"{path}: protocol {brief(protocol)} of PyTorch, {PROTOCOL} is known")
    if not isinstance(machine, dict) or machine.get("little_endian") is not True:
        raise InputError(f"{path}: its numbers are not little-endian; save it on another machine")
    value, keys = read(), read()
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise InputError(f"{path}: damaged, it does not list its storages")
    start = stream.tell()
    for key in keys:
        (count,) = struct.unpack_from("<q", content, start)
        storage = storages[key]
        begin, end = start + 8, start + 8 + count * storage.dtype.itemsize
        if count != storage.count or end > len(content):
            raise InputError(
                f"{path}: damaged, the storage {shortened(key)} has {count:,} numbers, "
                f"{storage.count:,} are expected"
            )
        storage.read = functools.partial(_between, content, begin, end)
        start = end
    return value
