"""What stands for the names and objects of a pickle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras_pggan.words import brief


def told(value: Any) -> str:
    """What a file holds, in a message.

    >>> told({"fc.bias": 1}), told((1, 2)), told(None)
    ("a dictionary with ['fc.bias']", 'a tuple of 2', 'NoneType')
    """
    if isinstance(value, dict):
        return f"a dictionary with {brief(list(value))}"
    if isinstance(value, list | tuple):
        return f"a {type(value).__name__} of {len(value):,}"
    return type(value).__name__


class Global:
    """What a pickle names by module and name; it stands for nothing but that name."""

    def __init__(self, name: str, make: Callable[..., Any] | None):
        self.name = name
        self.make = make


class StandIn:
    """An object of a foreign class, as the values that it kept."""

    def __init__(self) -> None:
        self.state: Any = {}

    def set_state(self, state: Any) -> None:
        """Takes what the class would have been given."""
        self.state = state
