"""A data set on disk in either form, read without taking memory for all of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np

from keras_pggan.data.folders import check_folder
from keras_pggan.data.npz_stream import NpzStream
from keras_pggan.data.shards import Shards
from keras_pggan.errors import InputError
from keras_pggan.files import as_path

Stored: TypeAlias = NpzStream | Shards


def open_stored(path: Path | str) -> Stored:
    """An .npz of the contract, or a folder of shards, of any size.

    Raises:
        InputError: it is neither, or damaged.
    """
    path = as_path(path)
    if not path.is_dir():
        return NpzStream(path)
    check_folder(path)
    return Shards(path)


def check_numbers(numbers: range, count: int, where: str) -> None:
    """Raises InputError where there is no picture of one of these numbers, in rising order."""
    for number in (numbers[0], numbers[-1]):  # of which there may be more than can be looked at
        if not 0 <= number < count:
            raise InputError(f"{where}: pictures are numbered from 0 to {count - 1}, got {number}")


def pictures_at(stored: Stored, numbers: Sequence[int]) -> list[np.ndarray]:
    """Pictures by number, uint8 (height, width, channels) each, in the order of the numbers.

    An .npz is read from its start as far as the last of them.

    Args:
        stored: the data set.
        numbers: from 0 to below its count.
    """
    if isinstance(stored, Shards):
        return list(stored.images[np.array(numbers, np.int64)])
    found: dict[int, np.ndarray] = {}
    wanted, start = set(numbers), 0
    for chunk in stored.images.chunks():
        found |= {k: chunk[k - start].copy() for k in wanted if start <= k < start + len(chunk)}
        start += len(chunk)
        if len(found) == len(wanted):
            break
    return [found[number] for number in numbers]
