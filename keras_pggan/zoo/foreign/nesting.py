"""How deep containers are nested, found out without going down by calls."""

from __future__ import annotations

from typing import Any

from keras_pggan.errors import InputError
from keras_pggan.zoo.foreign.stand_ins import StandIn

MOST_LEVELS = 50  # a snapshot has about ten
CONTAINERS = (list, tuple, dict, StandIn)


def check_nesting(value: Any) -> None:
    """Raises InputError for more levels of containers in containers than networks need."""
    seen, level = {id(value)}, [value]
    for _ in range(MOST_LEVELS):
        inner = [part for each in level for part in _parts(each)]
        containers = [part for part in inner if isinstance(part, CONTAINERS)]
        fresh = {id(part): part for part in containers if id(part) not in seen}
        if not fresh:
            return
        seen |= fresh.keys()
        level = list(fresh.values())
    raise InputError(f"it nests more than {MOST_LEVELS} containers")


def _parts(value: Any) -> list[Any]:
    if isinstance(value, StandIn):
        return [value.state]
    found = list(value.values()) if isinstance(value, dict) else value
    return list(found) if isinstance(found, list | tuple) else []
