"""Paths for libraries that take some characters for patterns, or for URLs."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

SPECIAL = re.compile(r"[*?\[\]\\]|://")


@contextlib.contextmanager
def plainly_named(folder: Path | str) -> Iterator[Path]:
    """A folder by a name in which each character means itself; a link, while the block runs.

    TensorFlow finds the weights of a SavedModel by a pattern, so that it finds none in `faces[1]`.

    Args:
        folder: one that there is; what is written into the one that is given is in it.
    """
    folder = Path(os.path.abspath(folder))
    if not _is_special(folder):
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="keras-pggan-") as place:
        link = Path(place, "folder")
        link.symlink_to(folder, target_is_directory=True)
        yield link


def _is_special(path: Path) -> bool:
    try:
        str(path).encode()
    except UnicodeEncodeError:  # bytes that are no UTF-8
        return True
    return SPECIAL.search(str(path)) is not None
