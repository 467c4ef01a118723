"""A data set without some of its pictures, as a new one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from keras_pggan.data.chunks import Chunks
from keras_pggan.data.npz import write_npz
from keras_pggan.data.picture_lists import chosen, read_entries
from keras_pggan.data.shard_writer import ShardWriter
from keras_pggan.data.shards import Shards
from keras_pggan.data.stored import Stored, open_stored
from keras_pggan.errors import InputError
from keras_pggan.files import as_path, check_new_folder, check_writable


class Selection(NamedTuple):
    """What became of a data set: how many pictures stayed, and which were left out."""

    kept: int
    excluded: list[int]
    files: list[str]


def select(
    path: Path | str, out: Path | str, *, exclude: str | Path | Iterable[int | str]
) -> Selection:
    """Writes a data set without some of its pictures; what stays is equal to the last bit.

    Labels and names stay with their pictures, the names of classes as they are. Memory is taken for
    some pictures at a time.

    Args:
        path: an .npz of the contract, or a folder of shards; it is not changed.
        out: the new data set: an .npz by its name, else a folder of shards.
        exclude: numbers, the first picture being 0, such as `17,40-44`; or the path of a file with
            a number, a range or the name of a file on each line; or a list of numbers and names.
            The name of a file stands for all of its crops.

    Returns:
        `files` are the names of those left out; empty for a data set without names.

    Raises:
        InputError: there is something at `out`, `path` is no data set or damaged, a picture that is
            not there was named, or none would be left.
    """
    out = as_path(out)
    _check_new(out)
    entries = read_entries(exclude)
    stored = open_stored(path)
    names = stored.names
    excluded = chosen(entries, names, len(stored.images), str(path))
    kept = np.ones(len(stored.images), bool)
    kept[excluded] = False
    if not kept.any():
        raise InputError(f"{path}: all {len(kept):,} pictures would be left out, none be left")
    write = _write_npz if out.suffix.lower() == ".npz" else _write_shards
    write(out, stored, kept)
    files = [] if names is None else names[excluded].tolist()
    return Selection(int(kept.sum()), excluded, files)


def _check_new(out: Path) -> None:
    if out.suffix.lower() != ".npz":
        check_new_folder(out)
    elif out.exists():
        raise InputError(f"{out}: there is something already; a new data set needs a new name")
    else:
        check_writable(out)


def _pictures(stored: Stored, kept: np.ndarray) -> Iterator[np.ndarray]:
    """Those that stay, some at a time."""
    start = 0
    for chunk in stored.images.chunks():
        yield chunk[kept[start : start + len(chunk)]]
        start += len(chunk)


def _write_npz(out: Path, stored: Stored, kept: np.ndarray) -> None:
    _, height, width, channels = stored.images.shape
    shape = (int(kept.sum()), height, width, channels)
    labels, names = (None if each is None else each[kept] for each in (stored.labels, stored.names))
    images = Chunks(shape, _pictures(stored, kept))
    write_npz(out, images, labels=labels, names=names, class_names=stored.class_names)


def _write_shards(out: Path, stored: Stored, kept: np.ndarray) -> None:
    labels, names = stored.labels, stored.names
    per_shard = None
    if isinstance(stored, Shards):
        per_shard = stored.index.per_shard
    numbers = iter(np.flatnonzero(kept))
    with ShardWriter(out, per_shard=per_shard, class_names=stored.class_names) as writer:
        for pictures in _pictures(stored, kept):
            for picture in pictures:
                number = next(numbers)
                writer.add(
                    picture,
                    label=None if labels is None else int(labels[number]),
                    name=None if names is None else str(names[number]),
                )
