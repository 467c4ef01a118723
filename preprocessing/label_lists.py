"""Classes of pictures, from the list that tools of StyleGAN put beside them: a `dataset.json`."""

from __future__ import annotations

import dataclasses
import json
import posixpath
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from keras_pggan.errors import InputError
from keras_pggan.preprocessing.archives import Member
from keras_pggan.preprocessing.rejects import RejectedError
from keras_pggan.preprocessing.sources import UNLISTED, Source
from keras_pggan.preprocessing.urls import open_url
from keras_pggan.words import brief, counted, kind_and_reason, listed, shortened

LIST, KEY = "dataset.json", "labels"
LARGEST_LABEL = 2**31 - 1
TOLD = 3  # names in a sentence
WANTED = 'a list of ["path of a picture", number of its class], or null, is expected'
WITHOUT = "--no-labels leaves it out"


class Labelled(NamedTuple):
    """Pictures with the classes that lists give them, and what is to be said of the lists."""

    sources: list[Source]
    remarks: tuple[str, ...] = ()


def labelled(sources: Sequence[Source], *, wanted: bool) -> Labelled:
    """Pictures without the lists among them, and with their classes.

    A list is a file `dataset.json` that holds `{"labels": [["path", class], ...]}` or
    `{"labels": null}`; paths begin at its folder. Any other file of that name is a file as any.

    Args:
        sources: all files.
        wanted: whether the classes are; the lists are left out in any case.

    Raises:
        InputError: a list is damaged, has something else than classes, or names none of the
            pictures.
    """
    lists: dict[str, Any] = {}
    for each in sources:
        if posixpath.basename(each.name) == LIST:
            content = _content(each, wanted=wanted)
            if isinstance(content, dict) and KEY in content:
                lists[each.name] = content[KEY]
    pictures = [each for each in sources if each.name not in lists]
    if not wanted or all(rows is None for rows in lists.values()):
        return Labelled(pictures)
    classes = {name: label for where, rows in lists.items() for name, label in _read(rows, where)}
    return _with_classes(pictures, classes, listed(list(lists), most=TOLD))


def _with_classes(pictures: list[Source], classes: dict[str, int], where: str) -> Labelled:
    there = {each.name for each in pictures}
    missing = [shortened(name) for name in classes if name not in there]
    if len(missing) == len(classes):
        raise InputError(
            f"{where}: none of the pictures that it lists is there ({listed(missing, most=TOLD)}); "
            f"give the folder or zip that it was made for, or {WITHOUT}"
        )
    remarks = []
    if missing:
        are = "is" if len(missing) == 1 else "are"
        remarks.append(
            f"{where}: {counted(len(missing), 'picture')} of the list {are} not there "
            f"({listed(missing, most=TOLD)})"
        )
    found = {label for name, label in classes.items() if name in there}
    if len(found) < 2:
        remarks.append(f"{where}: all pictures are of one class, so there are no labels")
        return Labelled(pictures, tuple(remarks))
    remarks.append(f"{where}: {len(found):,} classes, taken as labels")
    given = [dataclasses.replace(each, label=classes.get(each.name, UNLISTED)) for each in pictures]
    return Labelled(given, tuple(remarks))


def _content(source: Source, *, wanted: bool) -> Any:
    """What a list holds; None where it is damaged, and not wanted."""
    try:
        return json.loads(_bytes(source.path))
    except Exception as error:  # of file systems, of texts, of what is nested too deeply
        if not wanted:
            return None
        reason = error.detail if isinstance(error, RejectedError) else kind_and_reason(error)
        raise InputError(
            f"{source.name}: it cannot be read as JSON ({reason}); mend it, or {WITHOUT}"
        ) from error


def _bytes(path: Path | Member | str) -> bytes:
    if isinstance(path, Member):
        return path.open().getvalue()
    if isinstance(path, Path):
        return path.read_bytes()
    with open_url(path) as file:
        return file.read()


def _read(rows: Any, where: str) -> Iterator[tuple[str, int]]:
    """Names as sources have them, with their classes."""
    if rows is None:
        return
    if not isinstance(rows, list) or not rows:
        raise InputError(f"{where}: {WANTED} as `{KEY}`, got {brief(rows)}; or {WITHOUT}")
    folder = posixpath.dirname(where)
    for row in rows:
        if not isinstance(row, list) or len(row) != 2 or not isinstance(row[0], str):
            raise InputError(f"{where}: {WANTED} as `{KEY}`, got {brief(row)} in it; or {WITHOUT}")
        path, label = row
        if isinstance(label, list):
            raise InputError(
                f"{where}: {shortened(path)} has {counted(len(label), 'number')}; networks here "
                f"learn classes, one whole number for each picture; {WITHOUT}"
            )
        if type(label) is not int or not 0 <= label <= LARGEST_LABEL:
            raise InputError(
                f"{where}: the class of a picture is a whole number of 0 or more, "
                f"{shortened(path)} has {brief(label)}; mend it, or {WITHOUT}"
            )
        yield posixpath.normpath(posixpath.join(folder, path.replace("\\", "/"))), label
