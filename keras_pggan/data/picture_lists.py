"""Pictures of a data set that a person has written down, by number or by file."""

from __future__ import annotations

import collections
import csv
import re
import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from keras_pggan.data.number_ranges import FORM, PART, number_ranges
from keras_pggan.errors import InputError
from keras_pggan.files import as_path
from keras_pggan.pictures.contact_sheet import LARGEST_COUNT
from keras_pggan.words import listed, reason_of, shortened

HEADERS = {"file", "name", "number"}  # what the first line of a CSV may say
FURTHER = re.compile(r"#\d+")  # of a crop's name: it is not the first of its file
TOLD = 3  # entries that are named in a message


class Entry(NamedTuple):
    """What was written down, and where."""

    text: str
    place: str = ""


def read_entries(given: str | Path | Iterable[int | str]) -> list[Entry]:
    """What was written down.

    Args:
        given: numbers such as `17,40-44`; the path of a file with a number, a range or a file name
            on each line, or in the first column of a CSV; or numbers and names themselves.

    Raises:
        InputError: the file cannot be read, or nothing stands in it.
    """
    if not isinstance(given, str | Path):
        return [Entry(str(each)) for each in given]
    if isinstance(given, str) and re.fullmatch(r"[\d\s,-]+", given):
        number_ranges(given, "exclude")
        return [Entry(part.strip()) for part in given.split(",")]
    path = as_path(given)
    try:
        text = path.read_text(encoding="utf-8-sig", errors="backslashreplace")  # as names are
    except FileNotFoundError as error:
        expected = f"numbers such as {FORM}, or a file that lists some, is expected"
        raise InputError(f"{shortened(path)}: there is no such file; {expected}") from error
    except (OSError, ValueError) as error:
        raise InputError(f"{shortened(path)}: cannot be read ({reason_of(error)})") from error
    lines = enumerate(text.splitlines(), 1)
    found = [Entry(line.strip(), f"line {number}") for number, line in lines if line.strip()]
    if found and _first_column(found[0].text).lower() in HEADERS:
        del found[0]
    if not found:
        raise InputError(f"{path}: it is empty; a number or a file name is expected on each line")
    return found


def chosen(entries: Iterable[Entry], names: np.ndarray | None, count: int, where: str) -> list[int]:
    """The numbers of the pictures that entries speak of, in rising order, each once.

    The name of a file stands for all crops of it, `pair.png#2` for that one alone.

    Args:
        entries: from `read_entries`.
        names: of the pictures, text (count,), or None.
        count: how many pictures there are.
        where: what an error calls the data set.

    Raises:
        InputError: an entry is neither the number nor the name of a picture, or of two.
    """
    by_name: dict[str, list[int]] = collections.defaultdict(list)
    for number, name in enumerate([] if names is None else names.tolist()):
        by_name[name].append(number)
        file, mark, further = name.rpartition("#")
        if mark and FURTHER.fullmatch(mark + further):
            by_name[file].append(number)
    found: set[int] = set()
    unknown: list[str] = []
    for text, place in entries:
        numbers = _numbers(text, by_name, count)
        found.update(numbers or ())
        if not numbers:
            unknown.append(shortened(text, 60) + (f" ({place})" if place else ""))
    if unknown:
        shown = f"0-{min(count, LARGEST_COUNT) - 1}" if count > 1 else "0"
        command = ["keras-pggan", "inspect", where, "--show", shown]
        known = f"numbers from 0 to {count - 1}" + ("" if names is None else " and file names")
        raise InputError(
            f"{where}: it has no picture {listed(unknown, most=TOLD)}; {known} are expected, "
            f"`{shlex.join(command)}` tells them"
        )
    return sorted(found)


def _numbers(text: str, by_name: dict[str, list[int]], count: int) -> range | list[int] | None:
    column = _first_column(text)
    named = by_name.get(text) or by_name.get(column)
    if not PART.fullmatch(column):
        return named
    (found,) = number_ranges(column)
    if named and named != list(found[:2]):
        raise InputError(
            f"{shortened(text)}: it is the number of one picture and the name of another; give the "
            f"number of that, {listed(list(map(str, named)), most=TOLD)}, or leave the line out"
        )
    return found if found[-1] < count else None


def _first_column(line: str) -> str:
    return next(iter(next(csv.reader([line]), [])), "").strip()
