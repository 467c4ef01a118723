"""What a hostile file asks for is refused, and nothing of it is run or made."""

import pickle
import struct
import sys
import tracemalloc
import zipfile

import numpy as np
import pytest
from foreign_files import Call, Named, Pickled, Tensor, snapshot, write_zip

import keras_pggan as pg
from keras_pggan import zoo

MOST_MEMORY = 80 << 20  # bytes; the largest files here have a few million
HUGE = 1 << 40
RUN = ("os.system", "os.exec", "os.spawn", "subprocess.Popen", "exec", "compile", "import", "code.")
MAGIC = pickle.dumps(0x1950A86A20F9469CFC6C, 2)
MACHINE = Pickled()({"protocol_version": 1001, "little_endian": True})

pickled = Pickled()
of = pickled.of


def text(value):
    return of(value)


def called(module, name, *arguments):
    """The opcodes of a call."""
    return of(Call(Named(module, name), *arguments))


def array(kind, shape, content):
    return Call(
        Named("numpy.core.multiarray", "_reconstruct"),
        Named("numpy", "ndarray"),
        (0,),
        b"b",
        state=(1, shape, kind, False, content),
    )


def dtype(code, state=(3, "<", None, None, None, -1, -1, 0)):
    return Call(Named("numpy", "dtype"), code, 0, 1, state=state)


def tensor(sizes, strides, offset=0, count=4):
    return Tensor(("0", np.zeros(count, "float32")), offset, sizes, strides)


def nested_by_memo(times, levels=60):
    """A list of the list before, so and so often, again and again, on a stack that stays short."""
    made = b"]r" + struct.pack("<I", 0) + b"0"
    for level in range(levels):
        before, put = (struct.pack("<I", each) for each in (level, level + 1))
        made += b"](" + times * (b"j" + before) + b"er" + put + b"0"
    return made + b"j" + struct.pack("<I", levels)


def repeated(module, name, argument, times):
    """A list of what comes of as many calls with the same argument."""
    call = of(Named(module, name)) + b"j\0\0\0\0\x85R"
    return argument + b"r\0\0\0\0" + b"0](" + times * call + b"e"


def of_one_hash(count):
    """Numbers that Python gives one hash."""
    return [place * ((1 << 61) - 1) for place in range(1, count)]


FLOAT = dtype("f4")
# Opcodes that end with one value on the stack.
HOSTILE = {
    "os.system": called("os", "system", "touch owned"),
    "posix.system": called("posix", "system", "touch owned"),
    "nt.system": called("nt", "system", "touch owned"),
    "popen": called("subprocess", "Popen", ["touch", "owned"]),
    "eval": called("builtins", "eval", "open('owned', 'w')"),
    "eval of python 2": called("__builtin__", "eval", "open('owned', 'w')"),
    "exec": called("builtins", "exec", "open('owned', 'w')"),
    "compile": called("builtins", "compile", "1", "a", "eval"),
    "open": called("builtins", "open", "owned", "w"),
    "import": called("builtins", "__import__", "antigravity"),
    "import_module": called("importlib", "import_module", "antigravity"),
    "getattr chain": of(
        Call(Call(Named("builtins", "getattr"), Named("os", "path"), "system"), "touch owned")
    ),
    "attrgetter": called("operator", "attrgetter", "system"),
    "partial": called("functools", "partial", Named("os", "system"), "touch owned"),
    "code object": called("types", "CodeType", 0),
    "sys.modules": of(Named("sys", "modules")),
    "pickle in a pickle": called("pickle", "loads", b"cos\nsystem\n(S'touch owned'\ntR."),
    "pickle in a tensor": called("torch.storage", "_load_from_bytes", b"cos\nsystem\n."),
    "torch.load": called("torch", "load", "owned"),
    "numpy.load": called("numpy", "load", "owned"),
    "numpy runstring": called("numpy.testing._private.utils", "runstring", "1", {}),
    "stack global": text("os") + text("system") + b"\x93" + text("touch owned") + b"\x85R",
    "names that are numbers": of(1) + of(2) + b"\x93",
    "dotted name": of(Named("tfutil", "Network.__init__.__globals__")),
    "other module's network": called("evil", "Network"),
    "network with arguments": called("tfutil", "Network", "touch owned"),
    "array class called": called("numpy", "ndarray", (HUGE,)),
    "nested reduce": of(Call(Call(Named("numpy", "dtype"), "f4"), "touch owned")),
    "call of a text": text("os.system") + of(("touch owned",)) + b"R",
    "call with a list": of(Named("numpy", "dtype")) + of(["f4"]) + b"R",
    "copyreg": called("copyreg", "_reconstructor", Named("os", "system"), None, None),
    "copyreg of python 2": called("copy_reg", "_reconstructor", Named("a", "b"), None, None),
    "newobj_ex": of(Named("numpy", "dtype")) + of(()) + of({}) + b"\x92",
    "newobj of os.system": of(Named("os", "system")) + of(("touch owned",)) + b"\x81",
    "inst": b"(" + text("touch owned") + b"ios\nsystem\n",
    "obj": b"(" + of(Named("tfutil", "Network")) + b"o",
    "extension 1": b"\x82\x01",
    "extension 2": b"\x83\x01\x00",
    "extension 4": b"\x84\x01\x00\x00\x00",
    "persistent id": b"Ptouch owned\n",
    "binary persistent id": of(("module", "os", "system")) + b"Q",
    "state of a list": of([]) + of({"__class__": 1}) + b"b",
    "state of a name": of(Named("numpy", "ndarray")) + of({"__array__": 1}) + b"b",
    "state of an array in slots": of(
        Call(Named("numpy.core.multiarray", "_reconstruct"), 0, 0, 0, state=(None, {"a": 1}))
    ),
    "array of objects": of(array(dtype("O8"), (1,), [Named("os", "system")])),
    "array of objects by state": of(array(dtype("f4", (3, "|", None, None, None)), (1,), ["x"])),
    "array with fields": of(
        array(dtype("V8", (3, "|", None, ("a",), {}, 8, 1, 0)), (1,), b"12345678")
    ),
    "array with parts": of(
        array(dtype("f4", (3, "<", (FLOAT, (HUGE,)), None, None)), (1,), b"1234")
    ),
    "array without a type": of(array("f4", (1,), b"1234")),
    "huge array": of(array(FLOAT, (HUGE, HUGE), b"1234")),
    "negative array": of(array(FLOAT, (-1, -1), b"1234")),
    "shape of floats": of(array(FLOAT, (1.0,), b"1234")),
    "scalar of objects": called("numpy.core.multiarray", "scalar", dtype("O8"), b"12345678"),
    "bytes by another codec": called("_codecs", "encode", "a" * 9, "zip"),
    "factory": called("collections", "defaultdict", Named("os", "system")),
    "pairs with a deep key": called("collections", "OrderedDict", [[((((),),),), 1]]),
    "memory": called("builtins", "bytearray", HUGE),
    "set": b"\x8f(" + of(1) + b"\x90",
    "frozen set": b"(" + of(1) + b"\x91",
    "buffers": b"\x97\x98",
    "far memo": of(1) + b"r\xff\xff\xff\xff" + b"0" + b"j\xfe\xff\xff\xff",
    "deep nest": b"]" * 60_000 + b"a" * 59_999,
    "deep tuples": b")" + b"\x85" * 60_000,
    "deep key": b"}" + b")" + b"\x85" * 60_000 + b"Ns",
    "deep nest by the memo": nested_by_memo(1),
    "doubled lists": nested_by_memo(2),
    "steps": b"N0" * 100_000 + b"N",
    "one text encoded often": text("a" * 100_000)
    + b"r\0\0\0\0"
    + 2_000 * (of(Named("_codecs", "encode")) + b"j\0\0\0\0" + text("latin1") + b"\x86R0"),
    "one text as many arrays": text("a" * 100_000)
    + b"r\0\0\0\0"
    + 2_000 * (of(array(FLOAT, (25_000,), "PLACE")).replace(text("PLACE"), b"j\0\0\0\0") + b"0"),
    "one list as all pairs": of(Named("collections", "OrderedDict"))
    + of([1] * 2_000)
    + b"r\0\0\0\0"
    + b"0]("
    + 50_000 * b"j\0\0\0\0"
    + b"e\x85R",
    "one list as many dictionaries": repeated(
        "collections", "OrderedDict", of([(each, None) for each in range(5_000)]), 5_000
    ),
    "keys of one hash": b"}(" + b"N".join(map(of, of_one_hash(40_000))) + b"Nu",
    "memo of one hash": b"N" + b"".join(b"p%d\n" % each for each in of_one_hash(60_000)),
    "number of many bits": of(1 << 200),
    "long text": b"\x8d" + struct.pack("<Q", 1 << 62),
    "long bytes": b"\x8e" + struct.pack("<Q", HUGE) + b"1234",
    "long number": b"\x8b" + struct.pack("<i", (1 << 31) - 1) + b"1",
    "number of digits": b"I" + b"9" * 10_000 + b"\n",
    "empty stack": b"a",
    "no mark": b"t",
    "unknown opcode": b"\xff",
}
OF_TORCH = {
    "tensor of one number": of(tensor((HUGE,), (0,))),
    "tensor past its storage": of(tensor((2,), (4,))),
    "tensor before its storage": of(tensor((2,), (1,), offset=-1)),
    "tensors of one storage": of([tensor((4,), (1,)), tensor((4,), (1,))]),
    "stride of a number too large": of(tensor((1,), (1 << 70,))),
    "empty tensor of a size too large": of(tensor((0, 1 << 70), (1, 1))),
    "empty tensor of sizes too large": of(tensor((0, 1 << 39, 1 << 39), (1, 1, 1))),
    "sizes called often": repeated("torch", "Size", of([1] * 60_000), 10_000),
    "storage with a doubled view": b"("
    + of("storage")
    + of(Named("torch", "FloatStorage"))
    + b"".join(map(of, ("0", "cpu", 4)))
    + nested_by_memo(2, levels=40)
    + b"tQ",
    "tensor of a text": called("torch._utils", "_rebuild_tensor_v2", "a", 0, (1,), (1,), False, {}),
    "sizes without strides": of(tensor((2,), ())),
    "storage of objects": of(("storage", Named("torch", "Size"), "0", "cpu", 4)) + b"Q",
    "storage of a name": of(("storage", Named("os", "system"), "0", "cpu", 4)) + b"Q",
    "storage of less than none": of(("storage", Named("torch", "FloatStorage"), "0", "cpu", -1))
    + b"Q",
}


class Audit:
    """Events of the interpreter while it is on; a hook cannot be taken out again."""

    def __init__(self):
        self.on, self.seen = False, []
        sys.addaudithook(self)

    def __call__(self, event, arguments):
        if self.on and event.startswith(RUN):
            self.seen.append((event, arguments))


AUDIT = Audit()


def whole(payload):
    return b"\x80\x04" + payload + b"."


def official(folder, payload):
    path = folder / "hostile.pkl"
    path.write_bytes(whole(payload))
    return path


def zipped(folder, payload):
    return write_zip(folder / "hostile.pth", {}, **{"data.pkl": whole(payload)})


def legacy(folder, payload):
    path = folder / "hostile.pth"
    path.write_bytes(MAGIC + pickled(1001) + MACHINE + whole(payload) + pickled([]))
    return path


def within(folder, payload):
    """In the midst of what is a snapshot otherwise."""
    marked = ("G_paper", {}, {"4x4/Dense/weight": "PLACE"})
    path = folder / "hostile.pkl"
    path.write_bytes(snapshot([marked] * 3).replace(of("PLACE"), payload))
    return path


def assert_refused(path, folder):
    """In one line, with nothing run, nothing written and no memory taken."""
    before = sorted(folder.iterdir())
    AUDIT.seen.clear()
    tracemalloc.start()
    AUDIT.on = True
    try:
        with pytest.raises(pg.InputError) as error:
            zoo.convert(path, folder / "preset")
    finally:
        AUDIT.on = False
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    # Not for what became of it: while it is read.
    assert str(error.value).startswith((f"{path}: refused, it ", f"{path}: a damaged pickle ("))
    assert len(str(error.value)) < 600
    assert "\n" not in str(error.value)
    assert AUDIT.seen == []
    assert peak < MOST_MEMORY
    assert sorted(folder.iterdir()) == before


@pytest.fixture(scope="module", autouse=True)
def _imported(tmp_path_factory):
    """What the importers need is imported before anything is watched."""
    folder = tmp_path_factory.mktemp("warm")
    for write in (official, zipped, legacy, within):
        with pytest.raises(pg.InputError):
            zoo.convert(write(folder, b"N"), folder / "preset")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("write", [official, zipped], ids=lambda each: each.__name__)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_pickle_is_refused_and_runs_nothing(name, write, tmp_path):
    assert_refused(write(tmp_path, HOSTILE[name]), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("write", [within, legacy], ids=lambda each: each.__name__)
@pytest.mark.parametrize("name", HOSTILE)
def test_so_it_is_in_a_snapshot_and_in_an_old_file(name, write, tmp_path):
    assert_refused(write(tmp_path, HOSTILE[name]), tmp_path)


@pytest.mark.parametrize("write", [zipped, legacy], ids=lambda each: each.__name__)
@pytest.mark.parametrize("name", OF_TORCH)
def test_a_hostile_tensor_is_refused(name, write, tmp_path):
    assert_refused(write(tmp_path, OF_TORCH[name]), tmp_path)


def test_an_old_file_of_a_hostile_version_is_refused(tmp_path):
    path = tmp_path / "hostile.pth"
    path.write_bytes(
        MAGIC + whole(nested_by_memo(2, levels=40)) + MACHINE + whole(b"N") + pickled([])
    )
    with pytest.raises(pg.InputError, match=r"protocol \[\[.* of PyTorch, 1001 is known"):
        zoo.convert(path, tmp_path / "preset")


def test_no_more_of_a_word_is_unpacked_than_it_has(tmp_path):
    path = tmp_path / "hostile.pth"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/data.pkl", whole(of({})), zipfile.ZIP_STORED)
        archive.writestr("a/byteorder", bytes(2 * MOST_MEMORY))
    tracemalloc.start()
    try:
        with pytest.raises(pg.InputError, match="not little-endian"):
            zoo.convert(path, tmp_path / "preset")
        assert tracemalloc.get_traced_memory()[1] < MOST_MEMORY
    finally:
        tracemalloc.stop()


def test_layers_that_would_make_a_huge_network_are_refused_before_it_is_made(tmp_path):
    filters = 1 << 17
    arrays = {
        "4x4/Dense/weight": np.ones((4, 16), "float32"),
        "4x4/Dense/bias": np.ones(1, "float32"),
        "4x4/Conv/weight": np.ones((3, 3, 1, filters), "float32"),
        "4x4/Conv/bias": np.ones(filters, "float32"),
        "ToRGB_lod0/weight": np.ones((1, 1, 1, 3), "float32"),
        "ToRGB_lod0/bias": np.ones(3, "float32"),
    }
    path = tmp_path / "hostile.pkl"
    path.write_bytes(snapshot([("G_paper", {}, arrays)] * 3))
    with pytest.raises(pg.InputError, match="its layers do not fit each other: 154,6"):
        zoo.convert(path, tmp_path / "preset", zoo.ConvertOptions(network="averaged"))


def test_a_file_larger_than_memory_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "hostile.pkl"
    path.write_bytes(b"\x80")
    with path.open("r+b") as file:
        file.truncate(1 << 42)  # of which the disk has nothing
    with pytest.raises(pg.InputError, match=r"would take 4,096.0 GiB of memory"):
        zoo.convert(path, tmp_path / "preset")


def test_the_watch_sees_what_is_run(tmp_path):
    AUDIT.seen.clear()
    AUDIT.on = True
    try:
        pickle.loads(whole(HOSTILE["eval"]))
    finally:
        AUDIT.on = False
    assert {event for event, _ in AUDIT.seen} >= {"exec", "compile"}
    assert (tmp_path / "owned").exists()
