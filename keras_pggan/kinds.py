"""Types of values: whether a value is of one, and what people call it."""

from __future__ import annotations

import functools
import numbers
import os
import types
import typing
from pathlib import Path
from typing import Any

from keras_pggan.errors import InputError
from keras_pggan.moving import Moving
from keras_pggan.words import brief

WORDS = {
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    str: "a text",
    Path: "a path",
    dict: "a table",
    Moving: "cosine:START:END or linear:START:END",
}
# What else is taken as a value of a type, and made one.
FAMILIES: dict[Any, Any] = {int: numbers.Integral, float: numbers.Real, Path: (str, os.PathLike)}
MANY = {int: "whole numbers", float: "numbers", str: "texts", Path: "paths"}


def as_kind(name: str, value: Any, hint: Any) -> Any:
    """A value as its type has it: numbers and arrays of numpy as Python's, a list as a tuple.

    How long a tuple is to be is left to those who know what it is for.

    Args:
        name: what the value is called, for messages.
        value: the value.
        hint: the type; what it says that is none of `WORDS`, a tuple of these or a class is
            taken as it is.

    Raises:
        InputError: it is of another type. A bool is no number here, though it is an int to Python.

    >>> as_kind("count", 8, float), as_kind("sides", [4, 6], tuple[int, int])
    (8.0, (4, 6))
    >>> as_kind("count", "8", int | None)
    Traceback (most recent call last):
    keras_pggan.errors.InputError: count must be a whole number, got '8'
    """
    parts = _parts(hint)
    if Any in parts or object in parts or type(value) in parts:
        return value
    for part in parts:
        if (taken := _taken(value, part)) is not None:
            return taken
    expected = " or ".join(filter(None, map(in_words, parts)))
    raise InputError(f"{name} must be {expected}, got {brief(value)}")


def in_words(hint: Any) -> str:
    """What a value of a type may be, such as `a whole number` for `int` and `int | None`.

    >>> in_words(int | None), in_words(tuple[str, ...])
    ('a whole number', 'a list of texts')
    """
    for part in _parts(hint):
        if part in WORDS:
            return WORDS[part]
        if typing.get_origin(part) is tuple:
            return f"a list of {MANY.get(typing.get_args(part)[0], 'values')}"
        if isinstance(part, type) and part is not type(None):
            return f"a{'n' * (part.__name__[0] in 'AEIOU')} {part.__name__}"
    return ""


@functools.cache
def hints_of(kind: type) -> dict[str, Any]:
    """The types of the fields of a dataclass; empty where they name what only checkers know."""
    try:
        return typing.get_type_hints(kind)
    except NameError:
        return {}


def _parts(hint: Any) -> tuple[Any, ...]:
    """What a union is made of; else the type itself."""
    union = typing.get_origin(hint) in (types.UnionType, typing.Union)
    return typing.get_args(hint) if union else (hint,)


def _taken(value: Any, kind: Any) -> Any:
    """The value of a type, one of no union; None where it is none of it."""
    if getattr(value, "ndim", None) == 0 and hasattr(value, "item"):
        value = value.item()  # of numpy
    origin = typing.get_origin(kind) or kind
    if origin is Moving and isinstance(value, str):
        return Moving.from_text(value)
    if origin is tuple:
        return _tuple(value, typing.get_args(kind))
    if isinstance(value, bool) and origin is not bool:
        return None
    if origin in FAMILIES:
        return origin(value) if isinstance(value, FAMILIES[origin]) else None
    checkable = isinstance(origin, type) and not getattr(origin, "_is_protocol", False)
    return value if not checkable or isinstance(value, origin) else None


def _tuple(value: Any, kinds: tuple[Any, ...]) -> tuple[Any, ...] | None:
    if getattr(value, "ndim", None) == 1 and hasattr(value, "tolist"):
        value = value.tolist()  # an array of numpy
    if not isinstance(value, tuple | list):
        return None
    parts = tuple(_taken(part, kinds[0]) for part in value) if kinds else tuple(value)
    return None if None in parts else parts
