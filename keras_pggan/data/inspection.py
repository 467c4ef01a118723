"""What a data set holds, to be looked at before days of training."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from typing import NamedTuple

import numpy as np

from keras_pggan.data.stored import Stored, open_stored
from keras_pggan.files import as_path, check_writable
from keras_pggan.pictures import write_png
from keras_pggan.pictures.contact_sheet import LARGEST_COUNT, contact_sheet
from keras_pggan.pictures.duplicates import Duplicates, picture_hash
from keras_pggan.pictures.gray import to_gray

PAIRS_NAMED = 5
QUARTER = 64  # of the 256 levels; what has all below was most likely made of 16 bits that used few


class Pair(NamedTuple):
    """A picture, and an earlier one that it is nearly the same as, by name or number."""

    name: str
    earlier: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Inspection:
    """What a data set holds.

    Args:
        count: pictures.
        image_shape: (height, width, channels) of each.
        classes: pictures of each class, by its name or number; None without labels.
        memory_bytes: of all pictures in memory, at full size.
        disk_bytes: of the file, or of all in the folder.
        near_duplicates: pictures that are nearly the same as an earlier one.
        pairs: the first of these.
        brightness: mean of the pictures' mean brightness, 0 to 255.
        brightness_spread: its standard deviation from picture to picture.
        dark: pictures that use no more than the lowest quarter of the levels.
    """

    count: int
    image_shape: tuple[int, int, int]
    classes: dict[str, int] | None
    memory_bytes: int
    disk_bytes: int
    near_duplicates: int
    pairs: tuple[Pair, ...]
    brightness: float
    brightness_spread: float
    dark: int


def inspect(path: Path | str, *, sheet: Path | str | None = None) -> Inspection:
    """Reads a data set once, in memory for some of its pictures.

    Args:
        path: an .npz of the contract, or a folder of shards.
        sheet: a .png to write, with the first 100 pictures and their numbers.

    Raises:
        InputError: it is neither, or damaged; the sheet cannot be written.
    """
    if sheet is not None:
        check_writable(sheet)
    path = as_path(path)
    data = open_stored(path)
    count, height, width, channels = data.images.shape
    names = data.names
    duplicates, pairs = Duplicates(), []
    first: list[np.ndarray] = []
    brightness: list[float] = []
    dark = 0
    for chunk in data.images.chunks():
        first += [picture.copy() for picture in chunk[: LARGEST_COUNT - len(first)]]
        for picture in chunk:
            name = f"number {len(brightness)}" if names is None else str(names[len(brightness)])
            earlier = duplicates.add(picture_hash(picture), name)
            if earlier is not None:
                pairs.append(Pair(name, earlier))
            brightness.append(float(to_gray(picture).mean()))
            dark += bool(picture[..., :3].max() < QUARTER)
    if sheet is not None:
        write_png(sheet, contact_sheet(first, numbers=range(len(first))))
    return Inspection(
        count=count,
        image_shape=(height, width, channels),
        classes=_classes(data),
        memory_bytes=math.prod(data.images.shape),
        disk_bytes=sum(file.stat().st_size for file in [path, *path.rglob("*")] if file.is_file()),
        near_duplicates=len(pairs),
        pairs=tuple(pairs[:PAIRS_NAMED]),
        brightness=float(np.mean(brightness)),
        brightness_spread=float(np.std(brightness)),
        dark=dark,
    )


def _classes(data: Stored) -> dict[str, int] | None:
    """Pictures of each class; of those with a name but no picture, too."""
    if data.labels is None:
        return None
    labels, counts = np.unique(data.labels, return_counts=True)
    found = dict(zip(labels.tolist(), counts.tolist(), strict=True))
    if data.class_names is None:
        return {str(label): count for label, count in found.items()}
    return {str(name): found.get(label, 0) for label, name in enumerate(data.class_names)}
