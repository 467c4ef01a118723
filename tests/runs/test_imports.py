"""Modules that a run needs are imported, and told in words where they cannot be."""

import sys

import pytest

import keras_pggan as pg
from keras_pggan.runs.imports import import_modules


@pytest.fixture
def here(tmp_path, monkeypatch):
    """The current folder, with a module `planted_losses`; nothing imported stays."""
    before = set(sys.modules)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "planted_losses.py").write_text("found = []\n")
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


def test_a_module_of_the_current_folder_is_found_by_name_and_by_file_and_kept_by_its_path(here):
    path = str(here / "planted_losses.py")
    assert import_modules(["planted_losses"]) == (path,)
    first = sys.modules["planted_losses"]
    assert import_modules(["planted_losses.py", path]) == (path, path)
    assert sys.modules["planted_losses"] is first  # a second time, it is not run again
    assert str(here) not in sys.path


def test_an_installed_module_is_kept_by_its_name(here):
    assert import_modules(["json.tool"]) == ("json.tool",)
    assert import_modules([]) == ()


def test_a_module_of_a_package_in_the_current_folder_is_found_from_another(here, monkeypatch):
    (here / "planted").mkdir()
    (here / "planted" / "__init__.py").write_text("")
    (here / "planted" / "parts.py").write_text("VALUE = 5\n")
    (here / "planted" / "losses.py").write_text("from .parts import VALUE\n")
    kept = import_modules(["planted.losses"])
    assert kept == (str(here / "planted" / "losses.py"),)
    for name in [name for name in sys.modules if name.startswith("planted")]:
        del sys.modules[name]
    (here / "elsewhere").mkdir()
    monkeypatch.chdir(here / "elsewhere")
    assert import_modules(kept) == kept
    assert sys.modules["planted.losses"].VALUE == 5
    assert str(here) not in sys.path


def test_a_folder_that_is_no_package_is_told(here):
    (here / "planted").mkdir()
    with pytest.raises(pg.InputError, match=r"planted: this is a folder without __init__\.py"):
        import_modules(["planted"])
    (here / "planted" / "losses.py").write_text("VALUE = 3\n")
    assert import_modules(["planted.losses"]) == (str(here / "planted" / "losses.py"),)


def test_what_is_no_name_of_a_module_is_told(here):
    with pytest.raises(pg.InputError, match=r"^--import \.: the name of a module or a \.py file"):
        import_modules(["."])


def test_a_file_named_as_a_module_that_is_there_does_not_take_its_place(here):
    import json

    (here / "json.py").write_text("mine = True\n")
    import_modules(["./json.py"])
    assert sys.modules["json"] is json
    assert sys.modules["keras_pggan_import_json"].mine


@pytest.mark.parametrize(
    ("name", "source", "says"),
    [
        ("nowhere", None, "--import nowhere: there is no such module in the current folder or "),
        ("nowhere.of", None, "--import nowhere.of: there is no such module in the current folder"),
        ("nowhere.py", None, "nowhere.py: there is no such file; give where it is now"),
        ("broken", "1 / 0", "--import broken: it fails (ZeroDivisionError: division by zero at "),
        ("broken.py", "\nimport nowhere", "(ModuleNotFoundError: No module named 'nowhere' at "),
        ("broken.py", "exit(3)", "--import broken.py: it fails (SystemExit: 3 at "),
        ("broken.py", "def", "--import broken.py: it fails (SyntaxError: invalid syntax at {}:1)"),
    ],
)
def test_what_cannot_be_imported_is_told_with_its_reason(here, name, source, says):
    if source:
        (here / "broken.py").write_text(source)
    with pytest.raises(pg.InputError) as told:
        import_modules([name])
    assert says.format(here / "broken.py") in str(told.value)
    assert "broken" not in sys.modules
