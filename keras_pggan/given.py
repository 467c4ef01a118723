"""What a user gave, told apart from what was left to a file or to defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from keras_pggan.options import Option, options_of


class Given:
    """Options that were given, of several dataclasses; all others were not.

    A subclass names the dataclasses, each with the table of a TOML file that has its values; "" is
    for values in no table.

    Raises:
        InputError: a value out of its range.
        TypeError: there is no such option.
    """

    tables: ClassVar[Mapping[type, str]] = {}

    def __init__(self, **values: Any):
        known = {each.name: each for each in self.options()}
        self._values = {name: value for name, value in values.items() if value is not None}
        for name, value in self._values.items():
            if name not in known:
                raise TypeError(f"there is no option {name}; known are {', '.join(known)}")
            known[name].check(value)

    @classmethod
    def options(cls) -> tuple[Option, ...]:
        """All that can be given."""
        return tuple(each for kind in cls.tables for each in options_of(kind))

    def of(self, kind: type) -> dict[str, Any]:
        """Those of one of the dataclasses, by the names of its fields."""
        return {
            each.field: self._values[each.name]
            for each in options_of(kind)
            if each.name in self._values
        }

    def also(self, **values: Any) -> Self:
        """These and more."""
        return type(self)(**{**self._values, **values})

    def over(self, others: Self) -> Self:
        """These, and of others what is not among them."""
        return others.also(**self._values)

    def get(self, name: str) -> Any:
        """The value of an option; None where it was not given."""
        return self._values.get(name)
