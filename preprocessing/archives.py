"""Pictures in a zip, read where they lie: nothing of it is unpacked to disk."""

from __future__ import annotations

import dataclasses
import io
import os
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from keras_pggan.errors import InputError
from keras_pggan.preprocessing.rejects import Reason, RejectedError
from keras_pggan.words import counted, kind_and_reason, size_in_words, unreadable

SUFFIX = ".zip"
MOST_BYTES = 2**29  # of one unpacked file; a picture of 100 megapixels with 16 bits has as many
ENCRYPTED = 1  # a bit of the flags
LOCAL_HEADER = struct.Struct("<4s22xHH")  # its mark, and how long name and extra field are
MARK = b"PK\x03\x04"
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
RAW = -zlib.MAX_WBITS  # deflate without a header of its own


@dataclasses.dataclass(frozen=True)
class Member:
    """A file in a zip.

    It knows where it lies: worker processes would read the list of all files for each else, which
    for a million of them is hundreds of MB.

    Args:
        archive: the zip.
        name: the path in it, without anything that leads out of it.
        offset: where its header begins, in bytes.
        packed: bytes that it takes in the archive.
        size: bytes that it has when it is unpacked.
        checksum: CRC-32 of these.
        method: how it is packed, a number of the format.
    """

    archive: Path
    name: str
    offset: int
    packed: int
    size: int
    checksum: int
    method: int

    def __str__(self) -> str:
        return f"{self.archive}/{self.name}"

    @property
    def state(self) -> tuple[int, str]:
        """Its bytes, and what changes when they do."""
        return self.size, f"{self.checksum:08x}"

    def open(self) -> io.BytesIO:
        """What it holds.

        Raises:
            RejectedError: it is larger than 512 MiB, packed or unpacked; it is damaged, or packed
                in another way than stored or deflated.
            OSError: the archive cannot be read.
        """
        largest = max(self.size, self.packed)
        if largest > MOST_BYTES:
            told = f"it has {size_in_words(largest)}, {size_in_words(MOST_BYTES)} is the most"
            raise RejectedError(Reason.TOO_LARGE, told)
        if self.method not in METHODS:
            told = f"it is packed by the zip method {self.method}; stored or deflated is expected"
            raise RejectedError(Reason.UNREADABLE, told)
        content = self._unpacked()
        if len(content) != self.size or zlib.crc32(content) != self.checksum:
            raise RejectedError(Reason.UNREADABLE, "it is damaged in the archive")
        return io.BytesIO(content)

    def _unpacked(self) -> bytes:
        """One byte more than it should have, at most."""
        with self.archive.open("rb") as file:
            file.seek(self.offset)
            head = file.read(LOCAL_HEADER.size)
            if len(head) < LOCAL_HEADER.size or not head.startswith(MARK):
                raise RejectedError(Reason.UNREADABLE, "it is not where the archive's list says")
            _, name, extra = LOCAL_HEADER.unpack(head)
            file.seek(name + extra, io.SEEK_CUR)
            if self.method == zipfile.ZIP_STORED:
                return file.read(min(self.packed, self.size + 1))
            try:
                return zlib.decompressobj(RAW).decompress(file.read(self.packed), self.size + 1)
            except zlib.error as error:
                raise RejectedError(Reason.UNREADABLE, "it is damaged in the archive") from error


def is_archive(path: Path) -> bool:
    """Whether it is a file that is named as a zip."""
    return path.suffix.lower() == SUFFIX and path.is_file()


def members_of(archive: Path) -> list[Member]:
    """The files in a zip, sorted by name; hidden ones, and those in hidden folders, are left out.

    Of several with one name the last counts, as it does where a zip is unpacked.

    Raises:
        InputError: it cannot be read, is damaged, encrypted, or has no files.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            infos = opened.infolist()
    except OSError as error:
        raise InputError(f"{archive}: {unreadable(error)}") from error
    except Exception as error:  # of zipfile, of struct, of names in no encoding
        reason = kind_and_reason(error)
        raise InputError(f"{archive}: it is damaged or no zip ({reason}); copy it again") from error
    files = [info for info in infos if not info.is_dir()]
    locked = sum(info.flag_bits & ENCRYPTED for info in files)
    if locked:
        raise InputError(
            f"{archive}: it is encrypted ({counted(locked, 'file')}); unpack it with its password, "
            "and give the folder"
        )
    found = {name: _member(archive, name, info) for info in files if (name := _inside(info))}
    if not found:
        raise InputError(f"{archive}: there is no file in this archive")
    return [found[name] for name in sorted(found)]


def _member(archive: Path, name: str, info: zipfile.ZipInfo) -> Member:
    return Member(
        Path(os.path.abspath(archive)),
        name,
        info.header_offset,
        info.compress_size,
        info.file_size,
        info.CRC,
        info.compress_type,
    )


def _inside(info: zipfile.ZipInfo) -> str:
    """A name as a path that stays in the archive and is fit to be printed; none of hidden files."""
    parts = PurePosixPath(info.filename.replace("\\", "/")).parts
    kept = [part for part in parts if part not in ("/", "//", ".", "..")]
    if any(part.startswith(".") for part in kept):
        return ""
    whole = "/".join(kept)
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in whole)
