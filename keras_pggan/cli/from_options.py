"""Options of a command, made of the fields of dataclasses."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import inspect
import re
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from keras_pggan.cli.common import in_options, stop
from keras_pggan.errors import InputError
from keras_pggan.given import Given
from keras_pggan.kinds import as_kind, in_words, parts_of
from keras_pggan.moving import Moving
from keras_pggan.options import Option, options_of
from keras_pggan.words import shortened

READ_BY_TYPER = (Path, bool)  # numbers are read here, so that messages are ours
NUMBERS = (int, float)


def from_options(function: Callable[..., None]) -> Callable[..., None]:
    """A command, of a function that takes dataclasses of options, or a `Given` of some.

    Each such parameter stands for all options of its dataclass; the command builds the dataclass of
    what was given, and tells in one line what it does not take. Other parameters stay as they are.
    What must be given comes first.
    """
    hints = typing.get_type_hints(function, include_extras=True)
    groups = {name: kind for name, kind in hints.items() if _options_in(kind)}
    parameters: list[inspect.Parameter] = []
    for parameter in inspect.signature(function).parameters.values():
        kind = hints[parameter.name]
        if parameter.name in groups:
            parameters += [
                _parameter(each, unset=issubclass(kind, Given)) for each in _options_in(kind)
            ]
        else:
            parameters.append(parameter.replace(annotation=kind))

    @functools.wraps(function)
    def command(**values: Any) -> None:
        try:
            built = {name: _built(kind, values) for name, kind in groups.items()}
        except InputError as error:
            stop(in_options(str(error), command))
        function(**values, **built)

    parameters.sort(key=lambda each: each.default is not inspect.Parameter.empty)
    command.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in parameters]
    )
    command.__annotations__ = {each.name: each.annotation for each in parameters}
    return command


def _options_in(kind: Any) -> list[Option]:
    """The options that a parameter of a type stands for; none for an ordinary one."""
    if not isinstance(kind, type) or not (
        dataclasses.is_dataclass(kind) or issubclass(kind, Given)
    ):
        return []
    found = kind.options() if issubclass(kind, Given) else options_of(kind)
    return [each for each in found if each.about.command]


def _built(kind: type, values: dict[str, Any]) -> Any:
    """A dataclass, or a `Given`, of its options among the values of a command, which are taken."""
    given = issubclass(kind, Given)
    found = {}
    for each in _options_in(kind):
        value = values.pop(each.name)
        if isinstance(value, str):
            value = read(each, value)
        if value is not None or not (given or each.default == ()):
            found[each.name if given else each.field] = value
    return kind(**found)


def _parameter(each: Option, *, unset: bool) -> inspect.Parameter:
    """An option as a parameter; `unset`: None where it is not given, whatever its default."""
    hint, flag = _plain(each.hint), f"--{each.name.replace('_', '-')}"
    negative = f"/--no-{flag[2:]}" if hint is bool and (unset or each.default) else ""
    number = _number_of(each.hint)
    information = typer.Option(
        flag + negative,
        help=_help(each, unset=unset),
        show_default=False,
        metavar=each.about.form.split(", ")[0] or (f"<{number.__name__}>" if number else None),
    )
    # Of an empty tuple there is no text.
    default = None if unset or each.default == () else written(each.default)
    if hint is str and isinstance(default, NUMBERS):
        default = str(default)
    return inspect.Parameter(
        each.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=inspect.Parameter.empty if default is dataclasses.MISSING else default,
        annotation=Annotated[hint | None if default is None else hint, information],
    )


def _plain(hint: Any) -> Any:
    """What Typer is to read for a type: text for numbers, tuples, and what is known by a name."""
    return next((plain for plain in READ_BY_TYPER if plain in parts_of(hint)), str)


def _number_of(hint: Any) -> type | None:
    """The type of number that a value of a type is; None where it is none."""
    return next((kind for kind in NUMBERS if kind in parts_of(hint)), None)


def _help(each: Option, *, unset: bool) -> str:
    """What the option is, what it may be, and its default, as Typer shows that."""
    default = shown(each.default)
    if each.hint is bool and (unset or each.default):
        default = f"{'' if each.default else 'no-'}{each.name.replace('_', '-')}"
    return each.about.told(default)


def shown(value: Any) -> str:
    """A default for a reader; empty where there is none, and for what is simply off."""
    nothing = value is None or value is False or value is dataclasses.MISSING
    return "" if nothing else str(written(value))


def written(value: Any) -> Any:
    """A default as it would be written on a command line.

    >>> written((4, 4)), written(("swd", "fid")), written(3)
    ('4x4', 'swd,fid', 3)
    """
    if not isinstance(value, tuple):
        return value
    sides = value and all(isinstance(part, int) for part in value)
    return ("x" if sides else ",").join(map(str, value))


def read(each: Option, text: str) -> Any:
    """The value of an option that is text on a command line.

    Raises:
        InputError: it is not written as it is to be.
    """
    if Moving in parts_of(each.hint):
        with contextlib.suppress(ValueError):
            return float(text)
        return as_kind(each.name, text, each.hint)
    found = [part for part in parts_of(each.hint) if typing.get_origin(part) is tuple]
    if (kind := _number_of(each.hint)) and not (found and "x" in text):
        return _number(each, text, kind)
    if not found:
        return text
    kinds = typing.get_args(found[0])
    separator = "," if str in kinds or ... in kinds else "x"
    parts = [part.strip() for part in text.split(separator)]
    if str in kinds:
        return tuple(parts)
    as_many = ... in kinds or len(parts) == len(kinds)
    if not as_many or not all(re.fullmatch(r"\d+", part, re.ASCII) for part in parts):
        raise InputError(f"{each.name} must be {each.about.form}, got {_got(text)}")
    return tuple(map(int, parts))


def _number(each: Option, text: str, kind: type) -> Any:
    try:
        return kind(text)
    except ValueError as error:
        told = f"{each.name} must be {each.about.form or in_words(each.hint)}, got {_got(text)}"
        raise InputError(told) from error


def _got(text: str) -> str:
    return shortened(text) if text.strip() else "nothing"
