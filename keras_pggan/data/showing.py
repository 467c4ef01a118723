"""Single pictures of a data set: the files that they came from, and how they look."""

from __future__ import annotations

import itertools
import math
from pathlib import Path
from typing import NamedTuple

import numpy as np

from keras_pggan.data.number_ranges import number_ranges
from keras_pggan.data.stored import Stored, check_numbers, open_stored, pictures_at
from keras_pggan.errors import InputError
from keras_pggan.files import check_writable
from keras_pggan.pictures import write_png
from keras_pggan.pictures.contact_sheet import LARGEST_COUNT, LARGEST_SIDE, contact_sheet
from keras_pggan.pictures.grid import enlarged

SHEET_SIDE = 2048  # pixels of a sheet of large pictures, about
SHOWN_SIDE = 512  # pixels of the longer side of a picture on it


class Shown(NamedTuple):
    """A picture of a data set: its number, and its file and class where these are known."""

    number: int
    file: str | None
    kind: str | None


def show(path: Path | str, numbers: str, *, sheet: Path | str | None = None) -> list[Shown]:
    """Where pictures came from.

    Args:
        path: an .npz of the contract, or a folder of shards.
        numbers: of pictures, the first of all being 0, such as `17,23,40-44`; 100 at most.
        sheet: a .png to write, with these pictures, large and numbered.

    Raises:
        InputError: it is no data set, or damaged; it has no pictures of these numbers; the sheet
            cannot be written.
    """
    if sheet is not None:
        check_writable(sheet)
    ranges = number_ranges(numbers, "show")
    stored = open_stored(path)
    for each in ranges:
        check_numbers(each, len(stored.images), str(path))
    if sum(map(len, ranges)) > LARGEST_COUNT:
        raise InputError(
            f"show must be {LARGEST_COUNT} pictures or fewer, got {sum(map(len, ranges)):,}; "
            "give them one part after the other"
        )
    wanted = list(itertools.chain.from_iterable(ranges))
    if sheet is not None:
        write_png(sheet, large_sheet(pictures_at(stored, wanted), wanted))
    names = stored.names
    return [
        Shown(number, None if names is None else str(names[number]), _kind(stored, number))
        for number in wanted
    ]


def large_sheet(pictures: list[np.ndarray], numbers: list[int]) -> np.ndarray:
    """Pictures on a numbered sheet, as large as a screen has room for."""
    columns = math.ceil(math.sqrt(len(pictures)))
    side = max(LARGEST_SIDE, min(SHOWN_SIDE, SHEET_SIDE // columns))
    whole = np.stack(pictures)
    large = enlarged(whole, side // max(whole.shape[1:3]))
    sheet: np.ndarray = contact_sheet(list(large), numbers=numbers, side=side)
    return sheet


def _kind(stored: Stored, number: int) -> str | None:
    if stored.labels is None:
        return None
    label = int(stored.labels[number])
    return str(label if stored.class_names is None else stored.class_names[label])
