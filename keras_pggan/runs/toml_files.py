"""Dataclasses from and to TOML files, with a clear message for all that can go wrong."""

from __future__ import annotations

import dataclasses
import difflib
import tomllib
import typing
from pathlib import Path
from typing import Any

import msgspec

from keras_pggan.errors import InputError
from keras_pggan.files import as_path
from keras_pggan.kinds import in_words
from keras_pggan.moving import Moving
from keras_pggan.words import brief, reason_of, shortened, unreadable

# How a file begins that a Windows editor saved in another encoding.
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read_toml(path: Path | str) -> dict:
    """The content of a TOML file; a byte order mark before it is passed over.

    Raises:
        InputError: the file is missing or no TOML; the message has the line.
    """
    try:
        content = as_path(path).read_bytes()
        if content and not content.strip(b"\0"):
            told = "nothing but zeros, as where the machine went down while it was written"
            raise InputError(f"{path}: not a TOML file ({told})")
        if content.startswith(UTF_16) or b"\0" in content[:4]:
            raise InputError(f"{path}: it is UTF-16; save it as UTF-8, which TOML files are")
        if b"\0" in content:
            raise InputError(f"{path}: not a TOML file (it is not text)")
        return tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except OSError as error:
        raise InputError(f"{path}: {unreadable(error)}") from error
    except UnicodeDecodeError as error:
        told = f"it is not UTF-8, from byte {error.start} on"
        raise InputError(f"{path}: not a TOML file ({told})") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path}: not a TOML file ({reason_of(error)})") from error


def build(kind, values: Any, where: str):
    """A dataclass from plain values, with a clear message for each way that can go wrong."""
    where = f"{where}: " if where else ""
    if not isinstance(values, dict):
        raise InputError(f"{where}a table is expected, got {brief(values)}")
    check_keys(values, [field.name for field in dataclasses.fields(kind)], where)
    hints = typing.get_type_hints(kind)
    values = {name: _part(name, value, hints[name], where) for name, value in values.items()}
    needed = [each.name for each in dataclasses.fields(kind) if _must_be_given(each)]
    missing = [name for name in needed if name not in values]
    if missing:
        raise InputError(f"{where}it lacks {', '.join(missing)}; {', '.join(needed)} must be given")
    try:
        return kind(**values)
    except (TypeError, ValueError) as error:
        raise InputError(f"{where}{error}") from error


def _part(name: str, value: Any, hint: Any, where: str) -> Any:
    """The value of a field; a table where the field is a dataclass."""
    if isinstance(value, dict) and dataclasses.is_dataclass(hint):
        return build(hint, value, f"{where}{name}")
    return fitting(value, hint, f"{where}{name} must be {in_words(hint)}")


def _must_be_given(field: dataclasses.Field) -> bool:
    none = dataclasses.MISSING
    return field.init and field.default is none and field.default_factory is none


def check_keys(values: dict, known: list[str], where: str) -> None:
    """Raises InputError for a key that is not known; `where` is how the message starts."""
    unknown = [name for name in values if name not in known]
    if unknown:
        meant = difflib.get_close_matches(unknown[0], known, n=1)
        told = f"; {meant[0]} may be meant" if meant else ""
        told += f"; known are {', '.join(known)}" if known else "; none is expected here"
        raise InputError(f"{where}unknown key {shortened(unknown[0])}{told}")


def fitting(value: Any, hint: Any, expected: str) -> Any:
    """A TOML value as a type has it: a list as a tuple, a whole number as a float where one is due.

    How long a tuple is to be is left to those who know what it is for.

    Args:
        value: the value; what is a dataclass by now stays as it is.
        hint: the type.
        expected: how the message begins if it does not fit, such as `seed must be a whole number`.

    Raises:
        InputError: it does not fit. A bool is no number here, though it is an int to Python.
    """
    if typing.get_origin(hint) is tuple:
        hint = tuple[typing.get_args(hint)[0], ...]  # type: ignore[misc]
    if dataclasses.is_dataclass(value):
        return value
    if isinstance(value, str) and Moving in typing.get_args(hint):
        value = Moving.from_text(value) or value
        if not isinstance(value, str):
            return value
    try:
        return msgspec.convert(value, hint)
    except msgspec.ValidationError as error:
        got = str(value).lower() if isinstance(value, bool) else brief(value)  # as TOML has it
        raise InputError(f"{expected}, got {got}") from error


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
