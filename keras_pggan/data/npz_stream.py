"""An .npz that is read from its start to its end, and never is in memory."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np

from keras_pggan.data.npz import (
    KEYS,
    check_class_names,
    check_images,
    check_labels,
    check_names,
    opened_npz,
    read_arrays,
)
from keras_pggan.data.shard_pictures import parts

MEMBER = "images.npy"


class NpzPictures:
    """The pictures of an .npz, to be read in their order.

    Args:
        path: the .npz.

    Raises:
        InputError: the file is damaged, or the array breaks the contract.
    """

    def __init__(self, path: Path):
        self.path = path
        with opened_npz(path) as file, zipfile.ZipFile(file) as archive:
            with archive.open(MEMBER) as member:
                self.shape, self._by_column, dtype = _header(member)
                start = member.tell()
            # An array of that kind that takes no memory.
            check_images(np.broadcast_to(np.empty((), dtype), self.shape), str(path))
            if archive.getinfo(MEMBER).file_size != start + math.prod(self.shape):
                raise ValueError("the array has another size than its header says")

    def __len__(self) -> int:
        return self.shape[0]

    def chunks(self) -> Iterator[np.ndarray]:
        """All pictures, uint8 (some, height, width, channels) at a time.

        Raises:
            InputError: the file is damaged.
        """
        if self._by_column:  # their bytes do not lie one picture after the other
            with opened_npz(self.path) as file:
                images = read_arrays(file, ["images"], str(self.path))["images"]
            yield np.ascontiguousarray(images)
            return
        with (
            opened_npz(self.path) as file,
            zipfile.ZipFile(file) as archive,
            archive.open(MEMBER) as member,
        ):
            _header(member)
            for part in parts(len(self), math.prod(self.shape[1:])):
                content = member.read(len(part) * math.prod(self.shape[1:]))
                yield np.frombuffer(content, np.uint8).reshape(len(part), *self.shape[1:])
            member.read(1)  # at its end the checksum is looked at


class NpzStream:
    """An .npz of the contract whose pictures stay on disk, as those of `Shards` do.

    Args:
        path: the .npz.

    Raises:
        InputError: as `read_npz`.
    """

    def __init__(self, path: Path | str):
        path = Path(path)
        with opened_npz(path) as file:
            others = read_arrays(file, [key for key in KEYS if key != "images"], str(path))
        self.images = NpzPictures(path)
        self.labels: np.ndarray | None = others.get("labels")
        self.names: np.ndarray | None = others.get("names")
        self.class_names: np.ndarray | None = others.get("class_names")
        check_class_names(self.class_names, str(path))
        check_labels(self.labels, len(self.images), self.class_names, str(path))
        check_names(self.names, len(self.images), str(path))


def _header(member: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype]:
    """Shape, whether columns come first, and dtype of an array."""
    read = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }
    shape, by_column, dtype = read[np.lib.format.read_magic(member)](member)
    return shape, by_column and len(shape) > 1, dtype
