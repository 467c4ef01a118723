"""Pickles, read as data: nothing in them is imported, called or made but what the caller lists."""

from __future__ import annotations

import pickletools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, BinaryIO

from keras_pggan.errors import InputError
from keras_pggan.words import kind_and_reason, shortened
from keras_pggan.zoo.foreign.nesting import check_nesting
from keras_pggan.zoo.foreign.stand_ins import Global

MOST_STEPS = 150_000  # a snapshot has some thousands; memory is bounded by these and by the file
MOST_BITS = 128  # of a number; the first one of an old file of PyTorch has 80
KEY_BITS = 60  # of one that is a key: larger ones can have one hash, and take a dictionary hours
MADE_OF_A_BYTE = 3  # bytes of strings and arrays: a string may become bytes, and these an array
CONSTANTS = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
EMPTY: dict[str, Callable[[], Any]] = {
    "EMPTY_LIST": list,
    "EMPTY_TUPLE": tuple,
    "EMPTY_DICT": dict,
}
IGNORED = ("PROTO", "FRAME")
# Texts of Python 2 may be bytes: they come as texts of the same code points.
LITERALS = (
    *("INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT"),
    *("STRING", "BINSTRING", "SHORT_BINSTRING", "UNICODE", "BINUNICODE", "SHORT_BINUNICODE"),
    *("BINUNICODE8", "BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8"),
)
TUPLES = {"TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}
PUTS, GETS = ("PUT", "BINPUT", "LONG_BINPUT"), ("GET", "BINGET", "LONG_BINGET")

Known = Mapping[str, Callable[..., Any] | None]


def unpickle(
    stream: BinaryIO,
    known: Known,
    where: str,
    persistent: Callable[[Any], Any] | None = None,
) -> Any:
    """The value of the pickle that begins where a stream is; leaves it behind the pickle.

    A machine of its own walks over the opcodes. It makes lists, tuples, dictionaries, numbers,
    texts and bytes; what a pickle names, calls or makes beyond is looked up in `known`, and there
    is nothing else that it could reach.

    Args:
        stream: seekable, in memory.
        known: by `module.name`, what is made of the arguments of a call; None for a name that may
            stand as an argument, but is not called.
        where: the file, for messages.
        persistent: what is made of a persistent id; None refuses them.

    Raises:
        InputError: it asks for anything else, is damaged, or is larger or deeper than networks are.
    """
    machine = _Machine(known, persistent, MADE_OF_A_BYTE * _size(stream))
    try:
        for step, (opcode, argument, _) in enumerate(pickletools.genops(stream)):
            if step >= MOST_STEPS:
                raise InputError(f"it has more than {MOST_STEPS:,} steps, which no networks need")
            machine.run(opcode.name, argument)
        check_nesting(machine.result)
    except InputError as error:
        raise InputError(f"{where}: refused, {error}; nothing of it was run") from error
    except Exception as error:  # whatever a parser says of what is no pickle
        raise InputError(
            f"{where}: a damaged pickle ({kind_and_reason(error)}); fetch it again"
        ) from error
    return machine.result


class _Machine:
    """The stack, the marks in it and the memo of a pickle."""

    def __init__(self, known: Known, persistent: Callable[[Any], Any] | None, room: int):
        self.known = known
        self.room = room  # bytes that may still be made: much could be made of one string
        self.parts = MOST_STEPS  # and parts of containers that calls may still make of others
        self.persistent = persistent
        self.stack: list[Any] = []
        self.below: list[list[Any]] = []  # what is under each mark
        self.memo: dict[int, Any] = {}
        self.result: Any = None

    def run(self, name: str, argument: Any) -> None:
        """One opcode."""
        bits = argument.bit_length() if isinstance(argument, int) else 0
        if bits > (KEY_BITS if name in PUTS else MOST_BITS):
            raise InputError(f"it has a number of {bits:,} bits, which no networks need")
        if name in LITERALS:
            self.stack.append(argument)
        elif name in CONSTANTS:
            self.stack.append(CONSTANTS[name])
        elif name in EMPTY:
            self.stack.append(EMPTY[name]())
        elif name in TUPLES:
            self._put_tuple(TUPLES[name])
        elif name in PUTS:
            self.memo[int(argument)] = self.stack[-1]
        elif name in GETS:
            self.stack.append(self.memo[int(argument)])
        elif name not in IGNORED:
            step = getattr(self, f"_{name.lower()}", None)
            if step is None:
                raise InputError(f"it has the opcode {name}, which networks do not need")
            step(argument)

    def _stop(self, argument: Any) -> None:
        self.result = self.stack.pop()

    def _mark(self, argument: Any) -> None:
        self.below.append(self.stack)
        self.stack = []

    def _marked(self) -> list[Any]:
        found, self.stack = self.stack, self.below.pop()
        return found

    def _pop(self, argument: Any) -> None:
        self.stack.pop()

    def _pop_mark(self, argument: Any) -> None:
        self._marked()

    def _memoize(self, argument: Any) -> None:
        self.memo[len(self.memo)] = self.stack[-1]

    def _put_tuple(self, count: int) -> None:
        parts = tuple(self.stack[-count:])
        if len(parts) != count:
            raise IndexError("the stack is too short")
        self.stack[-count:] = [parts]

    def _tuple(self, argument: Any) -> None:
        parts = tuple(self._marked())
        self.stack.append(parts)

    def _list(self, argument: Any) -> None:
        parts = self._marked()
        self.stack.append(parts)

    def _dict(self, argument: Any) -> None:
        made: dict[Any, Any] = {}
        set_items(made, self._marked())
        self.stack.append(made)

    def _append(self, argument: Any) -> None:
        value = self.stack.pop()
        _extend(self.stack[-1], [value])

    def _appends(self, argument: Any) -> None:
        values = self._marked()
        _extend(self.stack[-1], values)

    def _setitem(self, argument: Any) -> None:
        value, key = self.stack.pop(), self.stack.pop()
        set_items(self.stack[-1], [key, value])

    def _setitems(self, argument: Any) -> None:
        parts = self._marked()
        set_items(self.stack[-1], parts)

    def _global(self, argument: str) -> None:
        module, _, name = argument.partition(" ")
        self._name(module, name)

    def _stack_global(self, argument: Any) -> None:
        name, module = self.stack.pop(), self.stack.pop()
        self._name(module, name)

    def _name(self, module: Any, name: Any) -> None:
        full = f"{module}.{name}" if isinstance(module, str) and isinstance(name, str) else ""
        if full not in self.known:
            what = shortened(full) or "a name that is no text"
            raise InputError(f"it asks for {what}, which no program does that is known here")
        self.stack.append(Global(full, self.known[full]))

    def _reduce(self, argument: Any) -> None:
        arguments, made_by = self.stack.pop(), self.stack.pop()
        make = made_by.make if isinstance(made_by, Global) else None
        if make is None or not isinstance(arguments, tuple):
            what = made_by.name if isinstance(made_by, Global) else "what cannot be called"
            raise InputError(f"it calls {what}")
        try:
            made = make(*arguments)
        except InputError:
            raise
        except (TypeError, ValueError, KeyError) as error:
            raise InputError(f"it calls {made_by.name} in vain ({error})") from error
        self._count(made)
        self.stack.append(made)

    def _count(self, made: Any) -> None:
        self.room -= len(made) if isinstance(made, bytes) else getattr(made, "size", 0)
        self.parts -= len(made) if isinstance(made, tuple | dict) else 0
        if min(self.room, self.parts) < 0:
            raise InputError("it makes more than it has bytes")

    _newobj = _reduce

    def _build(self, argument: Any) -> None:
        state, built = self.stack.pop(), self.stack[-1]
        if isinstance(built, dict):
            return  # attributes of an ordered dictionary, such as the versions of modules
        if not hasattr(built, "set_state"):
            raise InputError("it sets the state of what has none")
        built.set_state(state)
        self._count(built)

    def _persid(self, argument: Any) -> None:
        self.stack.append(argument)
        self._binpersid(argument)

    def _binpersid(self, argument: Any) -> None:
        if self.persistent is None:
            raise InputError("it has a persistent id")
        self.stack.append(self.persistent(self.stack.pop()))


def _size(stream: BinaryIO) -> int:
    here = stream.tell()
    size = stream.seek(0, 2)
    stream.seek(here)
    return size


def _extend(container: Any, values: list[Any]) -> None:
    if not isinstance(container, list):
        raise InputError("it appends to what is no list")
    container += values


def set_items(container: Any, parts: Sequence[Any]) -> None:
    """Puts key, value, key, value and so on in a dictionary.

    Raises:
        InputError: it is none, or a key is of a kind that no networks have.
    """
    if not isinstance(container, dict):
        raise InputError("it sets items of what is no dictionary")
    for key, value in zip(parts[::2], parts[1::2], strict=True):
        # Others could be nested so deep that their hash takes the whole stack.
        small = isinstance(key, int) and key.bit_length() <= KEY_BITS
        if not small and not isinstance(key, str):
            raise InputError("it has a key that is neither text nor small number")
        container[key] = value
