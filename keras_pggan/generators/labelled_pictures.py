"""Pictures of two kinds: sorted into two folders, or listed in a CSV."""

from __future__ import annotations

import collections
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from keras_pggan.data.label_lists import read_label_list
from keras_pggan.errors import InputError
from keras_pggan.files import as_path
from keras_pggan.preprocessing.sources import find_sources
from keras_pggan.words import listed, shortened

EXPECTED = "two folders of pictures, one folder that holds two, or a .csv"
SHOWN = 3  # names in a message


class LabelledPictures(NamedTuple):
    """Which of two kinds each picture is of.

    Args:
        names: of the pictures, within their folder.
        paths: where each of them is, or would be.
        second: whether it is of the second kind, bool (count,).
        kinds: what the kinds are called.
        source: what messages call all of them.
    """

    names: tuple[str, ...]
    paths: tuple[Path, ...]
    second: np.ndarray
    kinds: tuple[str, str]
    source: str


def read_labelled(places: Sequence[Path | str]) -> LabelledPictures:
    """Pictures that a person told apart.

    Args:
        places: a folder for each kind; one folder that holds these two, the second being the one
            that comes later in the alphabet; or a CSV of files, see `read_label_list`.

    Raises:
        InputError: they are none of these, or there are no pictures.
    """
    given = [as_path(place) for place in places]
    if len(given) == 1 and given[0].is_dir():
        return _of_folders(_kinds_in(given[0]), str(given[0]))
    if len(given) == 1:
        return _of_list(given[0])
    for place in given:
        if not place.is_dir():
            raise InputError(f"{place}: there is no such folder; {EXPECTED} are expected")
    if len(given) != 2:
        raise InputError(f"{EXPECTED} are expected, got {len(given)} places")
    return _of_folders(given, f"{given[0]} and {given[1]}")


def _kinds_in(folder: Path) -> list[Path]:
    found = sorted(each for each in folder.iterdir() if each.is_dir() and each.name[0] != ".")
    if len(found) != 2:
        named = listed([shortened(each.name) for each in found], most=SHOWN) or "none"
        raise InputError(f"{folder}: {EXPECTED} are expected, the folders in it are {named}")
    return found


def _of_folders(folders: Sequence[Path], source: str) -> LabelledPictures:
    sources = [find_sources([folder]) for folder in folders]
    pictures = [each for some in sources for each in some]
    where = collections.Counter(os.path.realpath(str(each.path)) for each in pictures)
    twice = [path for path, count in where.items() if count > 1]
    if twice:
        raise InputError(
            f"{shortened(twice[0])}: a picture is of one kind, this is in both folders"
        )
    names = [shortened(folder.resolve().name) for folder in folders]
    if names[0] == names[1]:
        names = [str(folder) for folder in folders]
    return LabelledPictures(
        tuple(each.name for each in pictures),
        tuple(Path(str(each.path)) for each in pictures),
        np.repeat([False, True], [len(some) for some in sources]),
        (names[0], names[1]),
        source,
    )


def _of_list(path: Path) -> LabelledPictures:
    found = read_label_list(path)
    paths = tuple(path.parent / name for name in found.files)
    kinds = (f"{found.column} {found.kinds[0]}", f"{found.column} {found.kinds[1]}")
    return LabelledPictures(found.files, paths, found.second, kinds, str(path))
