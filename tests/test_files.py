"""Files and folders appear whole or not at all."""

import json
import os
from pathlib import Path

import pytest

from keras_pggan.errors import InputError
from keras_pggan.files import check_new_folder, check_writable, write_json, written_whole

INTERRUPTIONS = [ValueError("no"), OSError("disk full"), KeyboardInterrupt(), SystemExit(1)]


def _content(folder: Path) -> dict[str, str | None]:
    """Every file (with its text) and folder (with None) below a folder."""
    return {
        path.relative_to(folder).as_posix(): None if path.is_dir() else path.read_text()
        for path in folder.rglob("*")
    }


def _fill(folder: Path, text: str) -> None:
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "file.txt").write_text(text)


def _write_until(path: Path, write, interruption: BaseException) -> None:
    with written_whole(path) as temporary:
        write(temporary)
        assert temporary.exists()
        raise interruption


def test_a_new_file_appears_when_the_block_ends_and_not_before(tmp_path):
    path = tmp_path / "new.txt"
    with written_whole(path) as temporary:
        temporary.write_text("new")
        assert not path.exists()
    assert _content(tmp_path) == {"new.txt": "new"}


def test_an_old_file_stands_until_the_block_ends(tmp_path):
    path = tmp_path / "file.txt"
    path.write_text("old")
    with written_whole(path) as temporary:
        temporary.write_text("new")
        assert path.read_text() == "old"
    assert _content(tmp_path) == {"file.txt": "new"}


def test_a_new_folder_appears_when_the_block_ends_and_not_before(tmp_path):
    path = tmp_path / "model"
    with written_whole(path) as temporary:
        _fill(temporary, "new")
        assert not path.exists()
    assert _content(tmp_path) == {"model": None, "model/inner": None, "model/inner/file.txt": "new"}


def test_a_name_may_be_as_long_as_the_system_takes(tmp_path):
    for name in (246 * "a" + ".png", 120 * "ü" + ".png"):
        with written_whole(tmp_path / name) as temporary:
            temporary.write_text("a")
        assert (tmp_path / name).read_text() == "a"


def test_an_old_folder_is_replaced_and_not_mixed_with_the_new(tmp_path):
    path = tmp_path / "model"
    _fill(path, "old")
    (path / "only in the old").touch()
    with written_whole(path) as temporary:
        _fill(temporary, "new")
        assert (path / "inner" / "file.txt").read_text() == "old"
    assert _content(tmp_path) == {"model": None, "model/inner": None, "model/inner/file.txt": "new"}


def test_a_file_never_takes_the_place_of_a_folder(tmp_path):
    _fill(tmp_path / "thing", "old")
    before = _content(tmp_path)
    with (
        pytest.raises(InputError, match="thing: a file is expected there, this is a folder"),
        written_whole(tmp_path / "thing") as temporary,
    ):
        temporary.write_text("new")
    assert _content(tmp_path) == before


def test_a_folder_stays_where_its_successor_cannot_be_renamed(tmp_path, monkeypatch):
    _fill(tmp_path / "thing", "old")
    before, replace = _content(tmp_path), os.replace

    def fails_for_the_new(source, target):
        if Path(source).name.startswith(".thing") and Path(source).suffix != ".old":
            raise OSError("the disk is gone")
        replace(source, target)

    monkeypatch.setattr(os, "replace", fails_for_the_new)
    with pytest.raises(OSError, match="gone"), written_whole(tmp_path / "thing") as temporary:
        _fill(temporary, "new")
    assert _content(tmp_path) == before


def test_a_relative_name_without_a_name_is_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inner").mkdir()
    monkeypatch.chdir(tmp_path / "inner")
    with written_whole(".") as temporary:
        assert temporary.parent == tmp_path
        temporary.mkdir()


@pytest.mark.parametrize("interruption", INTERRUPTIONS, ids=repr)
def test_an_interrupted_block_leaves_the_old_file_and_nothing_else(tmp_path, interruption):
    path = tmp_path / "file.txt"
    path.write_text("old")
    with pytest.raises(type(interruption)):
        _write_until(path, lambda temporary: temporary.write_text("half of the n"), interruption)
    assert _content(tmp_path) == {"file.txt": "old"}


@pytest.mark.parametrize("interruption", INTERRUPTIONS, ids=repr)
def test_an_interrupted_block_leaves_the_old_folder_and_nothing_else(tmp_path, interruption):
    _fill(tmp_path / "model", "old")
    with pytest.raises(type(interruption)):
        _write_until(
            tmp_path / "model", lambda temporary: _fill(temporary, "half of the n"), interruption
        )
    assert _content(tmp_path) == {"model": None, "model/inner": None, "model/inner/file.txt": "old"}


@pytest.mark.parametrize("interruption", INTERRUPTIONS, ids=repr)
def test_a_block_interrupted_before_it_wrote_leaves_nothing(tmp_path, interruption):
    with pytest.raises(type(interruption)), written_whole(tmp_path / "file.txt"):
        raise interruption
    assert _content(tmp_path) == {}


def test_a_block_that_writes_nothing_is_an_error_and_leaves_the_old_file(tmp_path):
    path = tmp_path / "file.txt"
    path.write_text("old")
    with pytest.raises(FileNotFoundError), written_whole(path):
        pass
    assert _content(tmp_path) == {"file.txt": "old"}


def test_a_block_that_writes_nothing_is_an_error_and_leaves_the_old_folder(tmp_path):
    _fill(tmp_path / "model", "old")
    with pytest.raises(FileNotFoundError), written_whole(tmp_path / "model"):
        pass
    assert _content(tmp_path) == {"model": None, "model/inner": None, "model/inner/file.txt": "old"}


def test_the_temporary_lies_beside_the_file_hidden_and_keeps_the_suffix(tmp_path):
    with written_whole(tmp_path / "model.v2.keras") as temporary:
        temporary.touch()
        assert temporary.parent == tmp_path
        assert temporary.name.startswith(".")
        assert temporary.suffix == ".keras"


def test_two_writers_of_one_file_do_not_share_a_temporary(tmp_path):
    path = tmp_path / "file.txt"
    with written_whole(path) as one, written_whole(path) as other:
        assert one != other
        one.write_text("one")
        other.write_text("other")
    assert _content(tmp_path) == {"file.txt": "one"}  # the outer block ended last


def test_missing_parents_are_made_and_text_paths_do(tmp_path):
    with written_whole(str(tmp_path / "a" / "b" / "file.txt")) as temporary:
        temporary.write_text("new")
    assert (tmp_path / "a" / "b" / "file.txt").read_text() == "new"


def test_of_a_link_to_a_folder_the_folder_is_replaced(tmp_path):
    _fill(tmp_path / "disk", "old")
    (tmp_path / "link").symlink_to("disk")
    with written_whole(tmp_path / "link") as temporary:
        _fill(temporary, "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "disk" / "inner" / "file.txt").read_text() == "new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["disk", "link"]


def test_of_a_link_to_a_file_the_file_is_replaced(tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk" / "file.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to(tmp_path / "disk" / "file.txt")
    with written_whole(tmp_path / "link.txt") as temporary:
        temporary.write_text("new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "disk" / "file.txt").read_text() == "new"


def test_a_disk_cannot_be_replaced_by_a_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("os.path.ismount", lambda path: path == str(tmp_path / "disk"))
    (tmp_path / "disk").mkdir()
    (tmp_path / "link").symlink_to("disk")
    for name in ("disk", "link"):
        with pytest.raises(InputError, match=f"{name}: a disk is mounted there; give a folder wi"):
            check_new_folder(tmp_path / name)
    assert check_new_folder(tmp_path / "disk" / "new") == tmp_path / "disk" / "new"


def test_a_result_below_a_file_is_refused(tmp_path):
    (tmp_path / "notes").write_text("note")
    for name in ("notes/new.txt", "notes/deep/new.txt"):
        with pytest.raises(InputError) as told:
            check_writable(tmp_path / name)
        says = f"{tmp_path / 'notes'} is a file, a folder is expected there"
        assert str(told.value) == f"{tmp_path / name}: {says}"


def test_a_result_where_nothing_can_be_written_is_refused(tmp_path, monkeypatch):
    # The mode of a folder does not hold the administrator back, whom tests may run as.
    access = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: Path(path) != tmp_path and access(path, mode)
    )
    for check in (check_writable, check_new_folder):
        with pytest.raises(InputError) as told:
            check(tmp_path / "deep" / "new")
        assert str(told.value) == f"{tmp_path / 'deep' / 'new'}: {tmp_path} cannot be written to"


def test_a_value_is_written_as_json_whole_or_not_at_all(tmp_path):
    path = tmp_path / "folder" / "value.json"
    write_json(path, {"name": "M\u00fcller", "sizes": [1, 2]})
    assert json.loads(path.read_text("utf-8")) == {"name": "M\u00fcller", "sizes": [1, 2]}
    before = path.read_bytes()
    with pytest.raises(TypeError, match="set is not JSON serializable"):
        write_json(path, {"names": {1}})
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == ["value.json"]
