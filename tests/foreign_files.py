"""Files of other programs, written opcode by opcode; nothing of those programs is needed."""

import io
import pickle
import struct
import zipfile

import numpy as np

TORCH_MAGIC = 0x1950A86A20F9469CFC6C
STORAGES = {"float32": "FloatStorage", "float64": "DoubleStorage", "float16": "HalfStorage"}


class Named:
    """A global: `module name`."""

    def __init__(self, module, name):
        self.module, self.name = module, name


class Call:
    """What comes of calling a global, by REDUCE."""

    def __init__(self, function, *arguments, state=None):
        self.function, self.arguments, self.state = function, arguments, state


class Instance:
    """An object of a class, by NEWOBJ and BUILD."""

    def __init__(self, kind, state):
        self.kind, self.state = kind, state


class Tensor:
    """A tensor of PyTorch: a view of a storage.

    Args:
        storage: numbers in a row, (key, array).
        offset, sizes, strides: of the view.
    """

    def __init__(self, storage, offset, sizes, strides):
        self.storage, self.offset, self.sizes, self.strides = storage, offset, sizes, strides


class Pickled:
    """Writes a value as a pickle of protocol 2.

    Args:
        python_2: texts and bytes as Python 2 had them.
        numpy: the package in which its functions were.
    """

    def __init__(self, *, python_2=False, numpy="numpy.core"):
        self.python_2, self.numpy = python_2, numpy
        self.storages = {}
        self.legacy = False

    def __call__(self, value):
        return b"\x80\x02" + self.of(value) + b"."

    def of(self, value):
        """The opcodes of a value."""
        for kind, write in (
            (bool, lambda each: b"\x88" if each else b"\x89"),
            (int, self._int),
            (float, lambda each: b"G" + struct.pack(">d", each)),
            (str, self._text),
            (bytes, self._bytes),
            (tuple, lambda each: b"(" + self._each(each) + b"t"),
            (list, lambda each: b"](" + self._each(each) + b"e"),
            (dict, lambda each: b"}(" + self._each(sum(each.items(), ())) + b"u"),
        ):
            if isinstance(value, kind) and not isinstance(value, np.generic):
                return write(value)
        return b"N" if value is None else self._object(value)

    def _each(self, values):
        return b"".join(map(self.of, values))

    def _int(self, value):
        number = pickle.encode_long(value)
        return b"\x8a" + bytes([len(number)]) + number

    def _object(self, value):
        if isinstance(value, Named):
            return f"c{value.module}\n{value.name}\n".encode()
        if isinstance(value, Call):
            made = self.of(value.function) + self.of(value.arguments) + b"R"
            return made if value.state is None else made + self.of(value.state) + b"b"
        if isinstance(value, Instance):
            return self.of(value.kind) + b")\x81" + self.of(value.state) + b"b"
        if isinstance(value, Tensor):
            return self._tensor(value)
        if isinstance(value, np.generic):
            kind = self._kind(value.dtype)
            return self.of(Call(Named(f"{self.numpy}.multiarray", "scalar"), kind, value.tobytes()))
        return self._array(value)

    def _text(self, value):
        content = value.encode("utf-8")
        if self.python_2:
            return b"T" + struct.pack("<i", len(content)) + content
        return b"X" + struct.pack("<I", len(content)) + content

    def _bytes(self, value):
        if self.python_2:
            return b"T" + struct.pack("<i", len(value)) + value
        # As Python 3 writes bytes in protocol 2.
        return self.of(Call(Named("_codecs", "encode"), value.decode("latin-1"), "latin1"))

    def _kind(self, dtype):
        state = (3, "<", None, None, None, -1, -1, 0)
        return Call(Named("numpy", "dtype"), dtype.str[1:], 0, 1, state=state)

    def _array(self, value):
        made = Call(
            Named(f"{self.numpy}.multiarray", "_reconstruct"),
            Named("numpy", "ndarray"),
            (0,),
            b"b",
            state=(1, value.shape, self._kind(value.dtype), False, value.tobytes()),
        )
        return self.of(made)

    def _tensor(self, value):
        key, numbers = value.storage
        self.storages[key] = numbers
        kind = Named("torch", STORAGES[numbers.dtype.name])
        identity = ("storage", kind, key, "cpu", numbers.size)
        stored = self.of(identity + ((None,) if self.legacy else ())) + b"Q"
        rest = (value.offset, value.sizes, value.strides, False, {})
        arguments = b"(" + stored + b"".join(map(self.of, rest)) + b"t"
        return self.of(Named("torch._utils", "_rebuild_tensor_v2")) + arguments + b"R"


def tensors(arrays):
    """A state dictionary of arrays: each a tensor with a storage of its own."""
    state = {}
    for index, (name, array) in enumerate(arrays.items()):
        numbers = np.ascontiguousarray(array)
        strides = tuple(each // numbers.itemsize for each in numbers.strides)
        state[name] = Tensor((f"{id(arrays)}_{index}", numbers.ravel()), 0, array.shape, strides)
    return state


def write_zip(path, value, *, root="archive", **changed):
    """As `torch.save` writes since 1.6; `changed` members replace or follow those."""
    pickled = Pickled()
    members = {"data.pkl": pickled(value), "byteorder": b"little"}
    for key, numbers in pickled.storages.items():
        members[f"data/{key}"] = numbers.tobytes()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in {**members, "version": b"3\n", **changed}.items():
            if content is not None:
                archive.writestr(f"{root}/{name}", content)
    return path


def write_legacy(path, value):
    """As `torch.save` wrote before."""
    pickled = Pickled()
    pickled.legacy = True
    machine = {
        "protocol_version": 1001,
        "little_endian": True,
        "type_sizes": {"short": 2, "int": 4, "long": 4},
    }
    content = pickled(value)
    out = io.BytesIO()
    for each in (pickle.dumps(TORCH_MAGIC, 2), Pickled()(1001), Pickled()(machine), content):
        out.write(each)
    out.write(Pickled()(list(pickled.storages)))
    for numbers in pickled.storages.values():
        out.write(struct.pack("<q", numbers.size) + numbers.tobytes())
    path.write_bytes(out.getvalue())
    return path


def snapshot(networks, **options):
    """The pickle of a tuple of networks of the paper's authors' program.

    Args:
        networks: (function, options, variables) of generator, discriminator and average.
        options: of `Pickled`.
    """
    pickled = Pickled(**options)
    states = (
        {
            "version": 2,
            "name": name,
            "static_kwargs": settings,
            "build_module_src": "raise SystemExit('this text must not be run')",
            "build_func_name": function,
            "variables": list(variables.items()),
        }
        for name, (function, settings, variables) in zip(("G", "D", "Gs"), networks, strict=True)
    )
    return pickled(tuple(Instance(Named("tfutil", "Network"), state) for state in states))
