"""A network in a foreign file, in our terms, before it is made."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.words import brief, listed, shortened

TOLD = 5  # arrays, in a message
HEAD = "head"  # the layer of a level to or from pictures

Reader = Callable[[], "FoundNetwork"]  # of one network of a file

# Level, layer and weight: (1, "conv_0", "kernel").
Place = tuple[int, str, str]


@dataclasses.dataclass(frozen=True, kw_only=True)
class FoundNetwork:
    """A generator or a discriminator of a foreign file.

    Args:
        filters: of each level from the base on.
        shape: what else the file tells of a `NetworkConfig`.
        conventions: of the program that wrote it, of a `Conventions`.
        weights: all of them, as our layers have them.
        alpha: how far the last level had faded in; 1 for wholly.
        notes: what a user should know, a sentence each.
    """

    filters: tuple[int, ...]
    shape: Mapping[str, Any]
    conventions: Mapping[str, Any]
    weights: Mapping[Place, np.ndarray]
    alpha: float = 1.0
    notes: tuple[str, ...] = ()

    def up_to(self, levels: int) -> FoundNetwork:
        """The same without the levels above the first few."""
        if levels >= len(self.filters):
            return self
        weights = {place: each for place, each in self.weights.items() if place[0] < levels}
        # Notes are on how far the levels had grown, which is known of those that are left.
        return dataclasses.replace(
            self, filters=self.filters[:levels], weights=weights, alpha=1.0, notes=()
        )


class Arrays:
    """The arrays of a network by the names that a file has for them, each to be taken once.

    Args:
        where: the file and the network, for messages.
        arrays: what has the attribute `array`.
    """

    def __init__(self, where: str, arrays: Mapping[str, Any]):
        self.where = where
        self._arrays = dict(arrays)

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    def take(self, name: str, *sides: int | None) -> np.ndarray:
        """The array of a name, float32.

        Args:
            name: of the file.
            sides: its shape; None for a side that may be any.

        Raises:
            InputError: there is none, or of another shape, or its numbers are not finite.
        """
        if name not in self._arrays:
            raise InputError(f"{self.where}: it lacks the array {name}")
        try:
            array = getattr(self._arrays.pop(name), "array", None)
        except InputError as error:
            raise InputError(f"{self.where}: {name}: {error}") from error
        if not isinstance(array, np.ndarray) or array.dtype.kind != "f":
            raise InputError(f"{self.where}: {name} is no array of numbers")
        fits = (
            len(array.shape) == len(sides)
            and array.size
            and all(wanted in (None, side) for side, wanted in zip(array.shape, sides, strict=True))
        )
        if not fits:
            told = "x".join("?" if side is None else str(side) for side in sides)
            found = "x".join(map(str, array.shape)) or "one number"
            raise InputError(f"{self.where}: {name} is {found}, {told} is expected")
        with np.errstate(over="ignore"):
            single = array.astype(np.float32)
        if not np.isfinite(single).all():
            raise InputError(f"{self.where}: {name} has numbers that are not finite")
        return single

    def check_taken(self) -> None:
        """Raises InputError for arrays that nothing was made of."""
        if self._arrays:
            names = listed([shortened(each) for each in self._arrays], most=TOLD)
            raise InputError(
                f"{self.where}: it has parts that are not known here: {names}; a network of this "
                "kind cannot be converted"
            )


def merged(found: Mapping[str, FoundNetwork], where: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What several networks of one GAN tell of their shape and conventions, together.

    Raises:
        InputError: they contradict each other.
    """
    tables: tuple[dict[str, Any], dict[str, Any]] = {}, {}
    owners: dict[str, str] = {}
    for name, network in found.items():
        shape = {**network.shape, "level_filters": network.filters}
        for table, told in zip(tables, (shape, network.conventions), strict=True):
            for key, value in told.items():
                if table.setdefault(key, value) != value:
                    raise InputError(
                        f"{where}: {key} of the {owners[key]} is {brief(table[key])}, of the "
                        f"{name} {brief(value)}; --network takes one of them alone"
                    )
                owners.setdefault(key, name)
    return tables


def filters_as_told(shape: Mapping[str, Any]) -> dict[str, Any]:
    """A shape with `filters_base` and `filters_max` for its filters, where these give them.

    >>> filters_as_told({"level_filters": (8, 8, 4), "dense_filters": 8})
    {'filters_base': 32, 'filters_max': 8}
    >>> filters_as_told({"level_filters": (8, 6, 4)})
    {'level_filters': (8, 6, 4)}
    """
    levels: tuple[int, ...] = shape["level_filters"]
    most, dense = max(levels), shape.get("dense_filters")
    base = next((each << (k + 1) for k, each in enumerate(levels) if each < most), 0)
    base = base or most << len(levels)
    told = [min(base >> (k + 1), most) for k in range(len(levels))]
    rest = {key: value for key, value in shape.items() if key != "level_filters"}
    if list(levels) != told:
        return dict(shape)
    if dense == min(base, most):
        rest.pop("dense_filters")
    return {"filters_base": base, "filters_max": most, **rest}
