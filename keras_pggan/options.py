"""Options, each declared once: as a field of a frozen dataclass that says what it means.

What commands offer, the keys of TOML files, the checks of ranges and the table in the docs are all
made of such fields:

>>> @dataclasses.dataclass(frozen=True, kw_only=True)
... class Sampling:
...     count: int = option(16, "How many pictures.", least=1)
...     def __post_init__(self):
...         check(self)
>>> Sampling(count=0)
Traceback (most recent call last):
keras_pggan.errors.InputError: count must be 1 or more, got 0
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
import math
import textwrap
import typing
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from keras_pggan.errors import InputError
from keras_pggan.kinds import as_kind, hints_of
from keras_pggan.moving import Moving
from keras_pggan.words import listed, shortened

ABOUT = "about"  # where the metadata of a field have it
SHOWN = 5  # parts of a value, in a message
WIDTH = 96  # of a docstring's lines, which are indented by 4
Kind = TypeVar("Kind", bound=type)


@dataclasses.dataclass(frozen=True, kw_only=True)
class About:
    """What is to be known of an option besides its name, type and default.

    Args:
        help: what it is, in a sentence or two.
        least, most: ends of what it may be, both included.
        above, below: ends of what it may be, not included.
        choices: all that it, or each part of a tuple, may be.
        unit: of the number, such as `pixels`.
        form: how it is written on a command line, where its type does not tell.
        default: the default in words, where it is none or does not tell.
        key: its name for users, where it is not that of the field.
        command: whether commands offer it; else files and Python alone do.
        tags: by which the dataclass may tell its options apart.
    """

    help: str
    least: float | None = None
    most: float | None = None
    above: float | None = None
    below: float | None = None
    choices: tuple[Any, ...] = ()
    unit: str = ""
    form: str = ""
    default: str = ""
    key: str = ""
    command: bool = True
    tags: tuple[str, ...] = ()

    @property
    def expected(self) -> str:
        """What it may be, in words; empty where everything may be.

        >>> About(help="", least=1).expected, About(help="", least=4, unit="pixels").expected
        ('1 or more', '4 pixels or more')
        >>> About(help="", least=0, below=1).expected, About(help="", choices=(1, 3, 4)).expected
        ('from 0 to below 1', '1, 3 or 4')
        """
        unit = f" {self.unit.removesuffix('s') if self.least == 1 else self.unit}".rstrip()
        if self.choices:
            *others, last = map(str, self.choices)
            return f"{', '.join(others)} or {last}" if others else last
        if self.least is not None and self.most is not None:
            return f"{self.least} to {self.most}{unit}"
        if self.least is not None and self.below is not None:
            return f"from {self.least} to below {self.below}"
        if self.least is not None:
            return f"{self.least}{unit} or more"
        if self.above is not None:
            return f"more than {self.above}{unit}" if self.above else "positive"
        return ""

    def told(self, default: str = "") -> str:
        """What it is, what it may be, and its default.

        >>> About(help="How many.", least=1).told("16")
        'How many.  [1 or more; default: 16]'
        """
        default = self.default or default
        extras = [self.expected] if self.expected else []
        extras += [f"default: {default}"] if default else []
        return self.help + (f"  [{'; '.join(extras)}]" if extras else "")

    def check(self, name: str, value: Any) -> None:
        """Raises InputError for a value that it may not have; None is no value."""
        if value is None:
            return
        if isinstance(value, tuple) and self.choices:
            check_names(name, value, self.choices)
        elif (self.choices and value not in self.choices) or not self._in_range(value):
            finite = " and finite" if value == math.inf and self.most is self.below is None else ""
            raise InputError(f"{name} must be {self.expected}{finite}, got {shortened(value)}")

    def _in_range(self, value: Any) -> bool:
        if all(end is None for end in (self.least, self.most, self.above, self.below)):
            return True
        if isinstance(value, Moving):
            return all(map(self._in_range, (value.start, value.end)))
        if isinstance(value, tuple):
            return all(map(self._in_range, value))
        return (
            math.isfinite(value)
            and (self.least is None or value >= self.least)
            and (self.most is None or value <= self.most)
            and (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
        )


def check_names(name: str, value: tuple[Any, ...], known: Iterable[Any]) -> None:
    """Raises InputError where parts of an option are not among those known, or named twice."""
    known = list(known)
    strange = [str(part) for part in value if part not in known]
    if strange or not value:
        got = listed(list(map(shortened, strange)), most=SHOWN) or "none"
        raise InputError(f"{name} must be some of {', '.join(map(str, known))}, got {got}")
    if len(set(value)) < len(value):
        raise InputError(
            f"{name} must be named once each, got {shortened(', '.join(map(str, value)))}"
        )


def option(
    value: Any = dataclasses.MISSING,
    help: str = "",
    *,
    factory: Callable[[], Any] | None = None,
    **about: Any,
) -> Any:
    """A field of a dataclass that is an option.

    Args:
        value: its default; a field without one must be given.
        help: what it is, in a sentence or two.
        factory: makes the default, in place of `value`.
        about: see `About`.
    """
    metadata = {ABOUT: About(help=help, **about)}
    if factory is not None:
        return dataclasses.field(default_factory=factory, metadata=metadata)
    return dataclasses.field(default=value, metadata=metadata)


@dataclasses.dataclass(frozen=True)
class Option:
    """A field that is an option, as commands and files see it.

    Args:
        field: the name of the field.
        hint: its type.
        default: its default; `dataclasses.MISSING` where it must be given.
        about: what it says of itself.
    """

    field: str
    hint: Any
    default: Any
    about: About

    @property
    def name(self) -> str:
        """What users call it in files; on a command line with dashes."""
        return self.about.key or self.field

    def check(self, value: Any) -> None:
        """Raises InputError for a value that it may not have, by the name that users know."""
        if value is not None:
            self.about.check(self.name, as_kind(self.name, value, self.hint))


@functools.cache
def options_of(kind: type) -> tuple[Option, ...]:
    """The options of a dataclass."""
    hints = typing.get_type_hints(kind)
    return tuple(
        Option(field.name, hints[field.name], field.default, field.metadata[ABOUT])
        for field in dataclasses.fields(kind)
        if ABOUT in field.metadata
    )


def check(instance: Any) -> None:
    """Holds the fields of a dataclass against their types, and options against their ranges.

    Numbers of numpy become Python's, and lists tuples.

    Raises:
        InputError: a value of another type, or out of its range.
    """
    kind: type = type(instance)
    hints = hints_of(kind)
    for field in dataclasses.fields(instance):
        given = getattr(instance, field.name)
        value = as_kind(field.name, given, hints.get(field.name, Any))
        if value is not given:
            object.__setattr__(instance, field.name, value)
        if ABOUT in field.metadata:
            made = isinstance(value, tuple) or isinstance(given, str)  # of a list, or of a text
            field.metadata[ABOUT].check(field.name, value if made else given)


def described(kind: Kind) -> Kind:
    """Adds what the options of a dataclass say of themselves to its docstring."""
    doc = inspect.cleandoc(kind.__doc__ or "")
    lines = [_of_argument(field) for field in dataclasses.fields(kind) if ABOUT in field.metadata]
    start, rest = "\n\nArgs:\n", ""
    for heading in ("\n\nArgs:\n", "\n\nRaises:\n", "\n\n>>> ", "\n\nSource: "):
        if heading in doc:
            before, after = doc.split(heading, 1)
            rest = f"\n{after}" if heading == start else f"{heading}{after}"
            doc = before
            break
    kind.__doc__ = doc + start + "\n".join(lines) + rest
    return kind


def _of_argument(field: dataclasses.Field) -> str:
    """A field's lines under `Args:`; its value says what a default of another kind than None is."""
    about: About = field.metadata[ABOUT]
    if field.default is not None:
        about = dataclasses.replace(about, default="")
    return textwrap.fill(
        f"{field.name}: {about.told()}",
        WIDTH,
        initial_indent=" " * 4,
        subsequent_indent=" " * 8,
    )
