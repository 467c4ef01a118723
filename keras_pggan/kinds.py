"""What values of a type are, in words."""

from __future__ import annotations

import types
import typing
from pathlib import Path
from typing import Any

ONE = {
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    str: "a text",
    Path: "a path",
    dict: "a table",
}
MANY = {int: "whole numbers", float: "numbers", str: "texts"}
COUNTS = {1: "one", 2: "two", 3: "three", 4: "four"}


def in_words(hint: Any) -> str:
    """What a value of a type may be; None is not told, as neither files nor commands have it.

    >>> in_words(int), in_words(float | None), in_words(bool)
    ('a whole number', 'a number', 'true or false')
    >>> in_words(tuple[int, int]), in_words(tuple[str, ...])
    ('two whole numbers', 'a list of texts')
    """
    told = [_of_one(part) for part in parts_of(hint)]
    return " or ".join(dict.fromkeys(told))


def parts_of(hint: Any) -> tuple[Any, ...]:
    """The types that a type is one of, without None.

    >>> parts_of(int | None), parts_of(tuple[int, int])
    ((<class 'int'>,), (tuple[int, int],))
    """
    several = isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union
    parts = typing.get_args(hint) if several else (hint,)
    return tuple(part for part in parts if part is not type(None))


def _of_one(hint: Any) -> str:
    if typing.get_origin(hint) is tuple:
        first, *rest = typing.get_args(hint)
        noun = MANY.get(first, "values")
        return f"a list of {noun}" if rest == [...] else f"{COUNTS[1 + len(rest)]} {noun}"
    return ONE.get(typing.get_origin(hint) or hint, "of another type")
