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
    found: dict[str, list[type[Kind]]] = {}
    waiting = [base]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if name := vars(kind).get(attribute):
            found.setdefault(name, []).append(kind)  # the later come first, but for children
    for name, kinds in found.items():
        of_ours = [kind for kind in kinds if _is_ours(kind)]
        others = [kind for kind in kinds if not _is_ours(kind)]
        if of_ours and others:
            raise InputError(
                f"{others[0].__module__}.{others[0].__qualname__} has the name {name!r}, which "
                f"{of_ours[0].__name__} of keras_pggan has; give yours another"
            )
    return {name: kinds[0] for name, kinds in found.items()}


def _is_ours(kind: type) -> bool:
    return kind.__module__.partition(".")[0] == "keras_pggan"
