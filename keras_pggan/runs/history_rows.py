"""What `history.csv` holds."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from keras_pggan.errors import InputError
from keras_pggan.words import shortened


def read_history(path: Path) -> list[dict[str, str]]:
    """The rows of a run's history; none where there is no file.

    A last row that was cut off, as where a disk was full, is left out.

    Raises:
        InputError: the file is no history.
    """
    if not path.is_file():
        return []
    with path.open(newline="", encoding="utf-8", errors="replace") as file:
        text = file.read()
    whole = text[: text.rfind("\n") + 1]
    rows = list(csv.DictReader(io.StringIO(whole, newline="")))
    try:
        for row in rows:
            int(row["images_seen"])
            row["phase"].encode()
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise InputError(
            f"{path}: not the history of a run: it has no images_seen and phase in each row"
        ) from error
    return rows


def number_in(text: str) -> float:
    """The number in a cell.

    Raises:
        InputError: it holds something else.
    """
    try:
        return float(text)
    except ValueError as error:
        raise InputError(f"a history has numbers, got {shortened(repr(text))}") from error
