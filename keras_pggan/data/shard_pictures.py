"""The pictures of a folder of shards as an array that is read from disk."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np

from keras_pggan.data.shard_index import FOOTER_BYTES, HEADER_BYTES, ShardIndex, shard_name
from keras_pggan.errors import InputError
from keras_pggan.words import unreadable

CHUNK_BYTES = 32 * 2**20  # of pictures in memory at a time, where all are read


def parts(count: int, picture_bytes: int) -> Iterator[range]:
    """Numbers of pictures, so many at a time that they take about 32 MiB, or one.

    >>> list(parts(5, 12 * 2**20))
    [range(0, 2), range(2, 4), range(4, 5)]
    """
    size = max(1, CHUNK_BYTES // picture_bytes)
    for start in range(0, count, size):
        yield range(start, min(start + size, count))


class ShardPictures:
    """Pictures in shards, gathered by number: picture i lies at an offset that i alone decides.

    Memory is taken for what is asked for and nothing else. Files are read, not mapped: where one
    is cut short during a run, a read fails in words, and a map would kill the process.

    Args:
        folder: where the shards lie.
        index: what they hold.

    Raises:
        InputError: a shard is missing, has another size, or begins with another record.
    """

    dtype = np.dtype(np.uint8)

    def __init__(self, folder: Path, index: ShardIndex):
        self.folder = folder
        self.index = index
        self.shape = (index.count, *index.image_shape)
        for number in range(index.shard_count):
            self._check_shard(number)

    def __len__(self) -> int:
        return self.index.count

    def __getitem__(self, indices: np.ndarray) -> np.ndarray:
        """The pictures at int64 indices (batch,), uint8 (batch, height, width, channels).

        Raises:
            IndexError: an index below 0 or not below the count.
            InputError: a record that cannot be read in full, or has another length.
        """
        indices = np.asarray(indices, np.int64)
        if indices.ndim != 1 or (indices < 0).any() or (indices >= len(self)).any():
            raise IndexError(f"indices must be (batch,) and from 0 to {len(self) - 1}")
        result = np.empty((len(indices), *self.index.image_shape), np.uint8)
        shards, rows = np.divmod(indices, self.index.per_shard)
        for shard in np.unique(shards).tolist():
            with self._open(shard) as file:
                for place in np.flatnonzero(shards == shard):
                    payload = self._payload(file, shard, int(rows[place]))
                    result[place] = payload.reshape(self.index.image_shape)
        return result

    def chunks(self) -> Iterator[np.ndarray]:
        """All pictures in their order, some at a time, as indexing gives them."""
        for part in parts(len(self), self.index.payload_bytes):
            yield self[np.arange(part.start, part.stop)]

    def _open(self, shard: int) -> IO[bytes]:
        path = self.folder / shard_name(shard)
        try:
            return path.open("rb", buffering=0)
        except FileNotFoundError as error:
            raise InputError(
                f"{path}: there is no such file, {self.index.shard_count} shards are expected; "
                "copy the folder again, or make the shards again"
            ) from error
        except OSError as error:
            raise InputError(f"{path}: {unreadable(error)}") from error

    def _check_shard(self, shard: int) -> None:
        with self._open(shard) as file:
            size, expected = file.seek(0, 2), self.index.shard_bytes(shard)
            if size != expected:
                raise InputError(
                    f"{file.name}: {expected} bytes are expected, found {size}; "
                    "copy the folder again, or make the shards again"
                )
            self._payload(file, shard, 0)

    def _payload(self, file: IO[bytes], shard: int, row: int) -> np.ndarray:
        file.seek(row * self.index.record_bytes)
        record = _read(file, self.index.record_bytes)
        found = f"the file ends after {len(record)} of its {self.index.record_bytes} bytes"
        if len(record) == self.index.record_bytes:
            (length,) = struct.unpack_from("<Q", record)
            if length == self.index.payload_bytes:
                return np.frombuffer(record, np.uint8)[HEADER_BYTES:-FOOTER_BYTES]
            found = f"its picture has {length} bytes, {self.index.payload_bytes} are expected"
        raise InputError(
            f"{self.folder / shard_name(shard)}: record {row} is damaged, {found}; "
            "copy the folder again, or make the shards again"
        )


def _read(file: IO[bytes], size: int) -> bytes:
    """That many bytes, or fewer where the file ends; one read may give less of a file elsewhere."""
    record = b""
    while len(record) < size and (part := file.read(size - len(record))):
        record += part
    return record
