"""Whether a .keras file is one, and whole, before Keras is asked to load it."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

MEMBERS = {"config.json", "model.weights.h5"}


def is_archive(path: Path) -> bool:
    """Whether a file has the parts of a model; of one that lacks some, Keras says it is not there.

    Raises:
        OSError: it cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return set(archive.namelist()) >= MEMBERS
    except zipfile.BadZipFile:
        return False


def is_whole(path: Path) -> bool:
    """Whether there is such a file, and all its checksums are right."""
    if not path.is_file() or not is_archive(path):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return False
