"""Dataclasses from and to TOML files, with a clear message for all that can go wrong."""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path
from typing import Any

from keras_pggan.errors import InputError

# What a TOML value may be, by the annotation of the field that it is for.
TOML_TYPES: dict[str, tuple[type, ...]] = {
    "int": (int,),
    "float": (int, float),
    "dict": (dict,),
    "bool": (bool,),
    "str": (str,),
    "tuple[int, int]": (list, tuple),
    "tuple[int, ...]": (list, tuple),
    "tuple[str, ...]": (list, tuple),
}
OR_NONE = " | None"  # of fields that a file leaves out
PART_OF = {"tuple[int, int]": "int", "tuple[int, ...]": "int", "tuple[str, ...]": "str"}


def read_toml(path: Path | str) -> dict:
    """The content of a TOML file.

    Raises:
        InputError: the file is missing or no TOML; the message has the line.
    """
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not a TOML file ({error})") from error


def build(kind, values: Any, where: str):
    """A dataclass from plain values, with a clear message for each way that can go wrong."""
    where = f"{where}: " if where else ""
    if not isinstance(values, dict):
        raise InputError(f"{where}a table is expected, got {values!r}")
    fields = {field.name: field for field in dataclasses.fields(kind)}
    check_keys(values, list(fields), where)
    for name, value in list(values.items()):
        annotation = str(fields[name].type)
        if not _fits(value, annotation):
            raise InputError(f"{where}{name} must be {annotation}, got {value!r}")
        if value is not None and annotation.removesuffix(OR_NONE) in PART_OF:  # TOML brings lists
            values = {**values, name: tuple(value)}
    try:
        return kind(**values)
    except (TypeError, ValueError) as error:
        raise InputError(f"{where}{error}") from error


def check_keys(values: dict, known: list[str], where: str) -> None:
    """Raises InputError for a key that is not known; `where` is how the message starts."""
    unknown = [name for name in values if name not in known]
    if unknown:
        raise InputError(f"{where}unknown key {unknown[0]}; known are {', '.join(known)}")


def _fits(value: Any, annotation: str) -> bool:
    """Whether a TOML value may be given to a field; lists are looked into."""
    optional = annotation.endswith(OR_NONE)
    if optional and value is None:
        return True
    annotation = annotation.removesuffix(OR_NONE)
    expected = TOML_TYPES.get(annotation)
    if expected is None:
        return True
    # A bool is an int to Python, but not to someone who writes `seed = true`.
    if not isinstance(value, expected) or isinstance(value, bool) != (bool in expected):
        return False
    parts: Any = value if annotation in PART_OF else ()
    return all(_fits(part, PART_OF[annotation]) for part in parts)


def part_of(where: str, table: str) -> str:
    """A table in a file; only the file knows tables, options on a command line do not."""
    return f"{where}: {table}" if where else ""


def flat(value: Any, prefix: str = "") -> dict:
    """Nested tables and lists as one dictionary, with keys such as `phases[0].images`."""
    if isinstance(value, dict):
        items = [(f"{prefix}.{key}" if prefix else key, part) for key, part in value.items()]
    elif isinstance(value, list | tuple):
        items = [(f"{prefix}[{index}]", part) for index, part in enumerate(value)]
    else:
        return {prefix: value}
    return {key: leaf for name, part in items for key, leaf in flat(part, name).items()}
