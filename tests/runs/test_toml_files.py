"""Laws of dataclasses from TOML files: a field is a key, with its type and its range."""

import codecs
import dataclasses
import tomllib
from typing import Any

import pytest

from keras_pggan.errors import InputError
from keras_pggan.options import check, option
from keras_pggan.runs.toml_files import build, read_toml


@dataclasses.dataclass(frozen=True, kw_only=True)
class Drawing:
    """How something is drawn."""

    size: int = option(8, "Side.", least=4)
    decay: float = option(0.5, "How it fades.", below=1, least=0)
    rate: float | None = option(None, "How fast.")
    shape: tuple[int, int] = option((4, 4), "Of it.")
    names: tuple[str, ...] = option((), "Of those who draw.")
    table: dict | None = None
    what: Any = None

    def __post_init__(self):
        check(self)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Longer(Drawing):
    """The same, with a field more."""

    height: int = option(2, "How high it hangs.", least=0)


def made(kind, text, where="a.toml"):
    return build(kind, tomllib.loads(text), where)


def test_values_become_those_of_the_fields():
    text = "size = 5\ndecay = 0\nrate = 2\nshape = [4, 6]\nnames = ['a']\ntable = {a = 1}\n"
    found = made(Drawing, text)
    assert found == Drawing(size=5, decay=0.0, rate=2.0, shape=(4, 6), names=("a",), table={"a": 1})
    assert (type(found.decay), type(found.rate)) == (float, float)


def test_a_new_field_is_a_key_by_itself():
    assert made(Longer, "height = 7").height == 7
    with pytest.raises(InputError, match=r"a.toml: unknown key height; known are size, decay"):
        made(Drawing, "height = 7")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("size = true", "a.toml: size must be a whole number, got true"),
        ("size = 5.0", "a.toml: size must be a whole number, got 5.0"),
        ("decay = true", "a.toml: decay must be a number, got true"),
        ("rate = 'fast'", "a.toml: rate must be a number, got 'fast'"),
        ("shape = [4, 'a']", "a.toml: shape must be two whole numbers, got [4, 'a']"),
        ("shape = 4", "a.toml: shape must be two whole numbers, got 4"),
        ("names = 'a'", "a.toml: names must be a list of texts, got 'a'"),
        ("size = 3", "a.toml: size must be 4 or more, got 3"),
        ("decay = 1.0", "a.toml: decay must be from 0 to below 1, got 1.0"),
        ("height = -1", "a.toml: height must be 0 or more, got -1"),
    ],
)
def test_what_does_not_fit_is_told_with_file_and_key(text, message):
    with pytest.raises(InputError) as told:
        made(Longer, text)
    assert str(told.value) == message


def test_without_a_file_the_key_is_told_alone():
    with pytest.raises(InputError, match=r"^size must be 4 or more, got 3$"):
        made(Drawing, "size = 3", where="")


def test_a_message_does_not_grow_with_the_value():
    for text in (f"size = '{'x' * 10_000}'", f"names = {list(range(10_000))}"):
        with pytest.raises(InputError) as told:
            made(Drawing, text)
        assert "..." in str(told.value)
        assert len(str(told.value)) < 200


@pytest.mark.parametrize(
    ("start", "encoding", "ends"),
    [(b"", "utf-8", "\n"), (codecs.BOM_UTF8, "utf-8", "\r\n"), (b"", "utf-8-sig", "\n")],
)
def test_a_file_that_an_editor_saved_in_its_manner_is_read(tmp_path, start, encoding, ends):
    path = tmp_path / "a.toml"
    path.write_bytes(start + f"size = 5{ends}names = ['\u00fc']{ends}".encode(encoding))
    assert read_toml(path) == {"size": 5, "names": ["\u00fc"]}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_of_utf_16_is_told_as_that(tmp_path, encoding):
    path = tmp_path / "a.toml"
    path.write_bytes("size = 5\n".encode(encoding))
    with pytest.raises(InputError) as told:
        read_toml(path)
    assert str(told.value) == f"{path}: it is UTF-16; save it as UTF-8, which TOML files are"


def test_a_file_that_is_no_text_is_told_as_that(tmp_path):
    path = tmp_path / "a.npz"
    path.write_bytes(b"PK\x03\x04\x00\x00")
    with pytest.raises(InputError) as told:
        read_toml(path)
    assert str(told.value) == f"{path}: not a TOML file (it is not text)"


def test_a_file_that_is_not_there_and_one_of_bytes_are_told(tmp_path):
    path = tmp_path / "a.toml"
    with pytest.raises(InputError) as told:
        read_toml(path)
    assert str(told.value) == f"{path}: there is no such file"
    path.write_bytes(b"size = 5 # \xe9\n")
    with pytest.raises(InputError) as told:
        read_toml(path)
    assert str(told.value) == f"{path}: not a TOML file (it is not UTF-8, from byte 11 on)"
