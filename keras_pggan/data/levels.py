"""Smaller sizes of a folder of shards: made once, kept on disk, read from there."""

from __future__ import annotations

import logging
import os
import re
import tempfile
from pathlib import Path

import numpy as np

from keras_pggan.data.downsample import box_downsample
from keras_pggan.data.npz import DAMAGE, started_checksum
from keras_pggan.data.shard_pictures import ShardPictures
from keras_pggan.errors import InputError
from keras_pggan.files import check_writable, remove_left_over, written_whole
from keras_pggan.locks import LOCK, Lock

FOLDER = "levels"
KEY_LENGTH = 16

_log = logging.getLogger(__name__)


class Levels:
    """The pictures of a folder of shards at smaller sizes.

    A size is made when it is first asked for, as `levels/KEY/HEIGHTxWIDTH.npy` in the folder, or
    in the folder for temporary files where that one cannot be written to. Of several processes that
    ask for it at once, one makes it, and the others wait. KEY is the start of the
    checksum of the data, so that what was made of other data is never used. Making one reads all
    of the data, and holds it against the checksum.

    Args:
        pictures: in full size.
        labels: int64 (count,) or None; the checksum is of them, too.
    """

    def __init__(self, pictures: ShardPictures, labels: np.ndarray | None):
        self.pictures = pictures
        self.labels = labels

    def at(self, height: int, width: int) -> np.ndarray:
        """All pictures, uint8 (count, height, width, channels), as a read-only map of a file.

        Raises:
            InputError: the data are not those of the checksum.
        """
        count, _, _, channels = self.pictures.shape
        shape = (count, height, width, channels)
        name = f"{self.pictures.index.sha256[:KEY_LENGTH]}/{height}x{width}.npy"
        beside = self.pictures.folder / FOLDER / name
        elsewhere = Path(tempfile.gettempdir(), f"keras_pggan-{_user()}", name)
        found = _opened(beside, shape)
        if found is not None:
            return found
        path = beside
        if not _can_be_written(beside):
            _make_own(elsewhere.parents[1])
            found = _opened(elsewhere, shape)
            if found is not None:
                return found
            path = elsewhere
            _log.info("%s cannot be written to; %s is made", self.pictures.folder, elsewhere)
        made = self._made_once(path, shape)
        if made is None:
            raise InputError(f"{path}: it cannot be read after it was written")
        return made

    def _made_once(self, path: Path, shape: tuple[int, ...]) -> np.ndarray | None:
        """Makes a size, or waits until another process that is making it is done."""
        lock = Lock(
            path.with_name(f".{path.stem}{LOCK}"),
            busy=f"{path}: another process makes this size of the pictures",
            advice="wait for it",
        )
        lock.wait(lambda told: _log.warning("%s", told))
        try:
            found = _opened(path, shape)
            if found is None:
                remove_left_over(path.parent, re.escape(path.name))
                self._make(path, shape)
            return _opened(path, shape)
        finally:
            lock.release()

    def _make(self, path: Path, shape: tuple[int, ...]) -> None:
        # Written, not mapped: on a full disk a write fails in words, and a map kills the process.
        _, height, width, _ = shape
        index = self.pictures.index
        checksum = started_checksum(index.image_shape)
        header = {"descr": "|u1", "fortran_order": False, "shape": shape}
        with written_whole(path) as temporary:
            with temporary.open("wb") as file:
                np.lib.format.write_array_header_1_0(file, header)
                for full in self.pictures.chunks():
                    checksum.update(full.data)
                    file.write(box_downsample(full, height, width).data)
            if self.labels is not None:
                checksum.update(self.labels.data)
            if checksum.hexdigest() != index.sha256:
                raise InputError(
                    f"{self.pictures.folder}: pictures or labels are damaged, their checksum is "
                    "not that of the index; copy the folder again, or make the shards again"
                )


def _opened(path: Path, shape: tuple[int, ...]) -> np.ndarray | None:
    """A file of that shape; None where there is none, or one that was cut short or is another."""
    try:
        found = np.lib.format.open_memmap(path, mode="r")
    except DAMAGE:
        return None
    return found if (found.dtype, found.shape) == (np.uint8, shape) else None


def _can_be_written(path: Path) -> bool:
    try:
        check_writable(path)
    except InputError:
        return False
    return True


def _user() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0


def _make_own(folder: Path) -> None:
    """Makes a folder that nobody else can write to; everyone can write where it lies."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != _user():
        raise InputError(f"{folder}: it belongs to another user; set TMPDIR to another folder")
