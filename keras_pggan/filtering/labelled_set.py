"""Pictures that a person marked as good or bad, as a filter learns from them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from keras_pggan.data.label_lists import read_label_list
from keras_pggan.errors import InputError
from keras_pggan.files import as_path
from keras_pggan.filtering.filter_network import LARGEST
from keras_pggan.filtering.picture_filter import filter_inputs
from keras_pggan.memory import check_room
from keras_pggan.preprocessing.reading import read_picture
from keras_pggan.preprocessing.rejects import RejectedError
from keras_pggan.words import counted, listed, shortened

FEWEST = 10  # pictures of a kind
SHOWN = 3  # names in a message
SOME_GONE = "put them there, or leave their lines out of the labels"


class LabelledSet(NamedTuple):
    """What a filter sees of pictures, float32 (count, height, width, 3), and whether each is good.

    Args:
        inputs: see `filter_inputs`.
        good: bool (count,).
    """

    inputs: np.ndarray
    good: np.ndarray

    def split(self, share: float, seed: int) -> tuple[LabelledSet, LabelledSet]:
        """The pictures that are trained with, and a share of both kinds that is held back."""
        random = np.random.default_rng(seed)
        out = np.zeros(len(self.good), bool)
        for kind in (False, True):
            (members,) = np.nonzero(self.good == kind)
            out[random.permutation(members)[: max(1, round(share * len(members)))]] = True
        return self._of(~out), self._of(out)

    def _of(self, chosen: np.ndarray) -> LabelledSet:
        return LabelledSet(self.inputs[chosen], self.good[chosen])


def read_labelled_set(labels: Path | str, pictures: Path | str | None = None) -> LabelledSet:
    """Reads the labels of pictures, and the pictures.

    Args:
        labels: a CSV with the columns `file` and `good`, which is 1 or 0.
        pictures: the folder of the pictures; by default that of the CSV.

    Raises:
        InputError: fewer than ten good or bad ones, pictures that are missing, none, or of several
            sizes; as `read_label_list`.
    """
    labels = as_path(labels)
    found = read_label_list(labels)
    if found.kinds != ("0", "1"):
        raise InputError(
            f"{labels}: `{shortened(found.column)}` must be 1 for good pictures and 0 for bad, got "
            f"{shortened(found.kinds[0])} and {shortened(found.kinds[1])}"
        )
    good = int(found.second.sum())
    bad = len(found.second) - good
    if min(good, bad) < FEWEST:
        raise InputError(
            f"{labels}: {FEWEST} good pictures and {FEWEST} bad ones or more are needed, this has "
            f"{good:,} good and {bad:,} bad; mark more"
        )
    folder = labels.parent if pictures is None else as_path(pictures)
    return LabelledSet(_read_all(labels, folder, found.files), found.second)


def _read_all(labels: Path, folder: Path, files: tuple[str, ...]) -> np.ndarray:
    missing = [shortened(name) for name in files if not (folder / name).is_file()]
    if missing:
        elsewhere = len(missing) == len(files)
        raise InputError(
            f"{labels}: there is no {listed(missing, most=SHOWN)} in {folder.absolute()}; "
            + ("give the folder of the labelled pictures (--pictures)" if elsewhere else SOME_GONE)
        )
    first = _read(folder / files[0])
    size = 4 * len(files) * min(first.size, 3 * LARGEST**2)
    check_room(counted(len(files), "picture"), size, "label fewer")
    inputs = []
    for name in files:
        picture = _read(folder / name)
        if picture.shape != first.shape:
            sizes = [f"{each.shape[0]}x{each.shape[1]}" for each in (first, picture)]
            raise InputError(
                f"{folder}: pictures of one size are expected, {shortened(files[0])} is "
                f"{sizes[0]}, {shortened(name)} {sizes[1]}"
            )
        inputs.append(filter_inputs(picture[None], LARGEST)[0])
    return np.stack(inputs)


def _read(path: Path) -> np.ndarray:
    try:
        return read_picture(path)
    except RejectedError as error:
        told = f"{path}: a picture is expected, this cannot be read as one ({error.detail})"
        raise InputError(told) from error
