"""Classes that are known by a name that they give themselves."""

from __future__ import annotations

from typing import TypeVar

Kind = TypeVar("Kind")


def named_subclasses(base: type[Kind], attribute: str = "name") -> dict[str, type[Kind]]:
    """All subclasses of `base` that have been defined and have a name, by it; users' too.

    Of two with one name it is the later, as where a cell of a notebook is run again.

    Args:
        base: the class.
        attribute: of the class, where the name is; empty or not there for one without a name.

    >>> class Tree: ...
    >>> class Oak(Tree):
    ...     name = "oak"
    >>> list(named_subclasses(Tree))
    ['oak']
    """
    found: dict[str, type[Kind]] = {}
    waiting = [base]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if name := vars(kind).get(attribute):
            found.setdefault(name, kind)  # the later come first
    return found
