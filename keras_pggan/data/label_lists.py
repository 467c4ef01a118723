"""Picture files of two kinds, as a person told them apart in a CSV."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import NamedTuple

import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.files import as_path
from keras_pggan.words import listed, shortened, unreadable

FILE = "file"  # the heading of the first column
SHOWN = 3  # values that are named in a message


class LabelList(NamedTuple):
    """Which of two kinds each picture is of.

    Args:
        files: names of the pictures, each once.
        second: whether a picture is of the second kind, bool (count,).
        kinds: what is written for the first kind and for the second.
        column: the heading of these.
    """

    files: tuple[str, ...]
    second: np.ndarray
    kinds: tuple[str, str]
    column: str


def read_label_list(path: Path | str) -> LabelList:
    """Reads a CSV with the headings `file` and another, and a picture on each further line.

    Of the two values of the second column, the second kind is the one that comes later in the
    alphabet, as 1 comes after 0. Lines without a value, and further columns, are passed over.

    Raises:
        InputError: there is no such file, it is another one, a picture is of both kinds, or there
            are not two kinds.
    """
    path = as_path(path)
    column, labels = _rows(path, _text(path))
    found = sorted(set(labels.values()))
    if len(found) != 2:
        named = listed([shortened(value) for value in found], most=SHOWN) or "none"
        raise InputError(
            f"{path}: `{shortened(column)}` must have two different values, such as 0 and 1, got "
            f"{named}; mark pictures of both kinds"
        )
    second = np.array([value == found[1] for value in labels.values()])
    return LabelList(tuple(labels), second, (found[0], found[1]), column)


def _text(path: Path) -> str:
    if not path.is_file():
        raise InputError(f"{path}: there is no such file")
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: {unreadable(error)}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: a CSV in UTF-8 is expected, this is none") from error


def _rows(path: Path, text: str) -> tuple[str, dict[str, str]]:
    """The heading of the second column, and what it says of each picture."""
    reader = csv.reader(io.StringIO(text, newline=""))
    labels: dict[str, str] = {}
    try:
        heading = [cell.strip() for cell in next(reader, [])]
        if len(heading) < 2 or heading[0].lower() != FILE:
            raise InputError(
                f"{path}: the first line must be `{FILE},` and what the labels say, such as "
                f"`{FILE},good`, got {shortened(','.join(heading)) or 'nothing'}"
            )
        for row in reader:
            name, value = ([cell.strip() for cell in row] + ["", ""])[:2]
            if not name or not value:
                continue
            before = labels.setdefault(name, value)
            if before != value:
                raise InputError(
                    f"{path}, line {reader.line_num}: {shortened(name)} was {shortened(before)} "
                    f"before, and is {shortened(value)} here; leave one of the lines out"
                )
    except csv.Error as error:
        raise InputError(f"{path}, line {reader.line_num}: no line of a CSV ({error})") from error
    return heading[1], labels
