"""Tensors of PyTorch in pickles: a view of a storage, whose numbers are beside the pickle."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.words import brief, shortened
from keras_pggan.zoo.foreign import pickled_numpy
from keras_pggan.zoo.foreign.stand_ins import Global, StandIn

# Of the numbers in a storage, little-endian, by the name of its class.
TYPES = {
    "FloatStorage": "<f4",
    "DoubleStorage": "<f8",
    "HalfStorage": "<f2",
    "LongStorage": "<i8",
    "IntStorage": "<i4",
    "ShortStorage": "<i2",
    "CharStorage": "<i1",
    "ByteStorage": "<u1",
    "BoolStorage": "<b1",
}
MOST_AXES = 8
MOST = 1 << 40  # of sizes, also multiplied, and of strides: arithmetic of arrays ends at 2^63


class Storage:
    """Numbers in a row, which are read when a tensor of them is asked for.

    Args:
        key: what the file calls it.
        dtype: of the numbers.
        count: how many there are.
    """

    def __init__(self, key: str, dtype: np.dtype, count: int):
        self.key = key
        self.dtype = dtype
        self.count = count
        self.viewed = 0  # numbers that tensors have of it
        self.read: Callable[[], bytes] | None = None

    def numbers(self) -> np.ndarray:
        """All of them.

        Raises:
            InputError: there are none, or more or fewer.
        """
        content = self.read() if self.read else b""
        if len(content) != self.count * self.dtype.itemsize:
            raise InputError(
                f"the storage {shortened(self.key)} has {len(content):,} bytes, {self.count:,} "
                f"numbers {self.dtype.name} are expected"
            )
        return np.frombuffer(content, self.dtype)


class PickledTensor:
    """A view of a storage by offset, sizes and strides."""

    def __init__(self, storage: Any, offset: Any, sizes: Any, strides: Any, *rest: Any):
        if not isinstance(storage, Storage):
            raise InputError(f"it has a tensor of {brief(storage)}, which is no storage")
        counts = (offset, *_counts(sizes), *_counts(strides))
        if len(sizes) != len(strides) or any(type(each) is not int for each in counts):
            raise InputError("it has a tensor whose sizes and strides are no numbers")
        last = offset + sum(
            (size - 1) * stride for size, stride in zip(sizes, strides, strict=True)
        )
        # Each number stands for itself: strides of 0 would make much out of little.
        count = math.prod(sizes)
        outside = min(counts) < 0 or count > storage.count or (count and last >= storage.count)
        wide = max(*counts, math.prod(max(size, 1) for size in sizes)) > MOST
        if outside or wide:
            raise InputError(
                f"it has a tensor {brief(sizes)} of a storage of {storage.count:,} numbers"
            )
        storage.viewed += count
        if storage.viewed > storage.count:
            raise InputError("it has tensors that share their numbers")
        self.storage, self.offset, self.sizes, self.strides = storage, offset, sizes, strides

    @property
    def array(self) -> np.ndarray:
        """Its numbers."""
        numbers = self.storage.numbers()[self.offset :]
        steps = tuple(stride * numbers.itemsize for stride in self.strides)
        view = np.lib.stride_tricks.as_strided(numbers, self.sizes, steps, writeable=False)
        return np.ascontiguousarray(view) if self.sizes else view


def _counts(given: Any) -> tuple[Any, ...]:
    if not isinstance(given, tuple) or len(given) > MOST_AXES:
        raise InputError(f"it has a tensor of the sizes {brief(given)}")
    return given


def storage_of(identity: Any, known: dict[str, Storage]) -> Storage:
    """The storage that a persistent id names; one that was named before is that one.

    Args:
        identity: `("storage", class, key, device, count)`, and of old files a view of the whole.
        known: those that were named so far, by key.

    Raises:
        InputError: it is something else, or differs from before.
    """
    match identity:
        case ("storage", Global() as kind, str(key), str(), int(count), *rest):
            code = TYPES.get(kind.name.rpartition(".")[2])
        case _:
            raise InputError(f"it has the persistent id {brief(identity)}")
    if code is None or count < 0 or rest not in ([], [None]):
        told = f"of {count:,} numbers as a view {brief(rest)}"
        raise InputError(f"it has the storage {kind.name} {told}")
    storage = known.setdefault(key, Storage(key, np.dtype(code), count))
    if (storage.dtype, storage.count) != (np.dtype(code), count):
        raise InputError(f"it has two storages called {shortened(key)}")
    return storage


def _parameter(data: Any, *rest: Any) -> Any:
    return data


KNOWN: dict[str, Callable[..., Any] | None] = {
    **pickled_numpy.KNOWN,
    **{f"torch.{name}": None for name in TYPES},
    **{f"torch.cuda.{name}": None for name in TYPES},
    "torch._utils._rebuild_tensor": PickledTensor,
    "torch._utils._rebuild_tensor_v2": PickledTensor,
    "torch._utils._rebuild_parameter": _parameter,
    "torch.Size": tuple,
    "models.utils.config.BaseConfig": StandIn,
}
