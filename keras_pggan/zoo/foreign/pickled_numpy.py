"""Arrays of numpy in pickles, made of their bytes; numpy's own functions for it are not called."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.words import brief
from keras_pggan.zoo.foreign.restricted_unpickler import set_items

NUMERIC = re.compile(r"[<>|=]?(b1|[iu][1248]|f[248])")
STANDARD, WITHOUT = 3, (None, None, None)  # version of a type's state; it has no parts
PAIR = 2  # of a key and its value
MODULES = ("numpy.core", "numpy._core")  # before numpy 2, and since


class PickledType:
    """The type of numbers of an array, whose byte order may come later."""

    def __init__(self, code: Any, align: Any = False, copy: Any = False):
        if not isinstance(code, str) or not NUMERIC.fullmatch(code):
            raise InputError(f"it has an array of {brief(code)}, which is no type of numbers")
        self.code = code

    def set_state(self, state: Any) -> None:
        """Takes (3, byte order, no parts, ...)."""
        if not isinstance(state, tuple) or len(state) < 5 or state[2:5] != WITHOUT:
            raise InputError("it has an array whose type has parts")
        if state[0] != STANDARD or state[1] not in ("<", ">", "|", "="):
            raise InputError(f"it has an array whose type is described by {brief(state)}")
        self.code = state[1] + self.code.lstrip("<>|=")

    @property
    def dtype(self) -> np.dtype:
        """The type itself."""
        return np.dtype(self.code)


class PickledArray:
    """An array, once its state was set."""

    def __init__(self) -> None:
        self.array: np.ndarray | None = None

    @property
    def size(self) -> int:
        """In bytes."""
        return 0 if self.array is None else self.array.nbytes

    def set_state(self, state: Any) -> None:
        """Takes (version, shape, type, whether columns come first, bytes)."""
        _, shape, kind, by_columns, content = state
        if not isinstance(kind, PickledType):
            raise InputError("it has an array without a type of numbers")
        if not isinstance(shape, tuple) or not all(isinstance(side, int) for side in shape):
            raise InputError(f"it has an array of the shape {brief(shape)}")
        content, dtype = as_bytes(content), kind.dtype
        if len(shape) > 8 or min(shape, default=0) < 0:
            raise InputError(f"it has an array of the shape {brief(shape)}")
        if math.prod(shape) * dtype.itemsize != len(content):
            told = f"{brief(shape)} {dtype.name}"
            raise InputError(f"it has an array {told} in {len(content):,} bytes")
        order = "F" if by_columns else "C"
        self.array = np.frombuffer(content, dtype).reshape(shape, order=order)  # type: ignore


def as_bytes(content: Any) -> bytes:
    """Bytes, which Python 2 had as texts.

    Raises:
        InputError: something else, such as the list of an array of objects.
    """
    if isinstance(content, str):
        return content.encode("latin-1")
    if isinstance(content, bytes | bytearray):
        return bytes(content)
    raise InputError(f"it has bytes that are none: {brief(content)}")


def _reconstructed(kind: Any, shape: Any, code: Any) -> PickledArray:
    """An empty array; its state follows."""
    return PickledArray()


def _from_buffer(content: Any, kind: Any, shape: Any, order: Any) -> PickledArray:
    made = PickledArray()
    made.set_state((1, shape, kind, order == "F", content))
    return made


def _scalar(kind: Any, content: Any) -> int | float | bool:
    made = PickledArray()
    made.set_state((1, (), kind, False, content))
    return made.array.item()  # type: ignore[union-attr]


def _encoded(text: Any, encoding: Any) -> bytes:
    """Bytes, as Python 3 writes them for Python 2."""
    if encoding != "latin1" or not isinstance(text, str):
        raise InputError(f"it encodes a text as {brief(encoding)}")
    return text.encode("latin-1")


def _ordered(pairs: Any = ()) -> dict[Any, Any]:
    """A dictionary, whose order is kept; older ones have their pairs as lists."""
    made: dict[Any, Any] = {}
    for pair in pairs:
        if not isinstance(pair, list | tuple) or len(pair) != PAIR:
            raise InputError("it has an ordered dictionary of what are no pairs")
        set_items(made, pair)
    return made


KNOWN: dict[str, Callable[..., Any] | None] = {
    "numpy.ndarray": None,
    "numpy.dtype": PickledType,
    "_codecs.encode": _encoded,
    "collections.OrderedDict": _ordered,
    **{f"{module}.multiarray._reconstruct": _reconstructed for module in MODULES},
    **{f"{module}.multiarray.scalar": _scalar for module in MODULES},
    **{f"{module}.numeric._frombuffer": _from_buffer for module in MODULES},
}
