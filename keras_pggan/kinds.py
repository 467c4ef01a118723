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
COUNTS = {1: "one", 2: "two", 3: "three", 4: "four"}


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
    parts = parts_of(hint)
    if value is None and type(None) in typing.get_args(hint):
        return None
    if Any in parts or object in parts or type(value) in parts:
        return value
    for part in parts:
        if (taken := _taken(value, part)) is not None:
            return taken
    raise InputError(f"{name} must be {in_words(hint)}, got {brief(value)}")


def in_words(hint: Any) -> str:
    """What a value of a type may be; None is not told, as neither files nor commands have it.

    >>> in_words(int | None), in_words(bool), in_words(tuple[str, ...])
    ('a whole number', 'true or false', 'a list of texts')
    >>> in_words(tuple[int, int]), in_words(float | str)
    ('two whole numbers', 'a number or a text')
    """
    told = [_of_one(part) for part in parts_of(hint)]
    return " or ".join(dict.fromkeys(filter(None, told)))


def parts_of(hint: Any) -> tuple[Any, ...]:
    """The types that a type is one of, without None.

    >>> parts_of(int | None), parts_of(tuple[int, int])
    ((<class 'int'>,), (tuple[int, int],))
    """
    union = typing.get_origin(hint) in (types.UnionType, typing.Union)
    parts = typing.get_args(hint) if union else (hint,)
    return tuple(part for part in parts if part is not type(None))


def _of_one(hint: Any) -> str:
    """A type that is none of several, in words; empty where there are none."""
    origin = typing.get_origin(hint) or hint
    if origin is tuple and typing.get_args(hint):
        first, *rest = typing.get_args(hint)
        noun = MANY.get(first, "values")
        return f"a list of {noun}" if rest == [...] else f"{COUNTS[1 + len(rest)]} {noun}"
    if origin in WORDS:
        return WORDS[origin]
    named = isinstance(origin, type)
    return f"a{'n' * (origin.__name__[0] in 'AEIOU')} {origin.__name__}" if named else ""


@functools.cache
def hints_of(kind: type) -> dict[str, Any]:
    """The types of the fields of a dataclass; empty where they name what only checkers know."""
    try:
        return typing.get_type_hints(kind)
    except NameError:
        return {}


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
        try:
            return origin(value) if isinstance(value, FAMILIES[origin]) else None
        except OverflowError:  # a whole number that is larger than all others
            return None
    checkable = isinstance(origin, type) and not getattr(origin, "_is_protocol", False)
    return value if not checkable or isinstance(value, origin) else None


def _tuple(value: Any, kinds: tuple[Any, ...]) -> tuple[Any, ...] | None:
    if getattr(value, "ndim", None) == 1 and hasattr(value, "tolist"):
        value = value.tolist()  # an array of numpy
    if not isinstance(value, tuple | list):
        return None
    parts = tuple(_taken(part, kinds[0]) for part in value) if kinds else tuple(value)
    return None if None in parts else parts
