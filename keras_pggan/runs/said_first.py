"""What files say of how a run is kept, known before Keras or what they name is imported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from keras_pggan.errors import InputError
from keras_pggan.kinds import in_words
from keras_pggan.options import options_of
from keras_pggan.runs.run_options import RunOptions
from keras_pggan.runs.toml_files import fitting, read_toml


def said_first(key: str, *paths: Path | None) -> Any:
    """What the first of some TOML files that has an option of `RunOptions` says; else its default.

    Nothing else of them is read, and one that cannot be read says nothing: whoever reads it whole
    has more to tell of it.

    Raises:
        InputError: it is of another type.
    """
    wanted = next(each for each in options_of(RunOptions) if each.name == key)
    for path in paths:
        values = _readable(path) if path and path.is_file() else {}
        if key in values:
            told = f"{path}: {key} must be {in_words(wanted.hint)}"
            return fitting(values[key], wanted.hint, told)
    return wanted.default


def _readable(path: Path) -> dict:
    try:
        return read_toml(path)
    except InputError:
        return {}
