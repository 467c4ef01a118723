"""Classes that are known by a name that they give themselves."""

from __future__ import annotations

from typing import TypeVar

from keras_pggan.errors import InputError

Kind = TypeVar("Kind")


def named_subclasses(base: type[Kind], attribute: str = "name") -> dict[str, type[Kind]]:
    """All subclasses of `base` that have been defined and have a name, by it; users' too.

    Of two with one name it is the later, as where a cell of a notebook is run again.

    Args:
        base: the class.
        attribute: of the class, where the name is; empty or not there for one without a name.

    Raises:
        InputError: a user's has the name of one of ours, in whose place it would be used.

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
            later = found.setdefault(name, kind)  # the later come first
            if later is not kind and _is_ours(kind) and not _is_ours(later):
                raise InputError(
                    f"{later.__module__}.{later.__qualname__} has the name {name!r}, which "
                    f"{kind.__name__} of keras_pggan has; give yours another"
                )
    return found


def _is_ours(kind: type) -> bool:
    return kind.__module__.partition(".")[0] == "keras_pggan"
