"""Paths as people have them: no character of one means more than itself."""

import os
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from slow_parameters import with_slow
from typer.testing import CliRunner

import keras_pggan as pg
from keras_pggan.cli import app
from keras_pggan.plain_names import plainly_named
from keras_pggan.runs.imports import import_modules

NAMES = (
    *("b[1]", "a*b", "q?", "h#1", "p%20q", "{x}", "sp ace", "quo'te\"", "a:b", "gs:", "file:x"),
    *("ünï", "~tilde", "back\\slash", "$HOME", "new\nline", "x.npz", "-dash", "l" * 250),
)
SPECIAL = ("a*b", "q?", "back\\slash")
# In one name what is special to a glob, a URL, a shell, a format; and the beginning of an option.
AT_ONCE = "-a [1] {x} #%20 *?'\" ünï: $HOME \\"
IDS = {"ids": lambda name: ascii(name)[:14]}


@pytest.fixture
def folder(request, tmp_path, monkeypatch):
    """A folder of a name, and it as a relative path that a command line can have."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / request.param).mkdir()
    return f"./{request.param}" if request.param.startswith("-") else request.param


def done(command, *arguments):
    result = command(*arguments)
    assert result.exit_code == 0, (result.exception, result.output)
    return result


@pytest.mark.parametrize("folder", with_slow([AT_ONCE, *NAMES], NAMES), indirect=True, **IDS)
def test_what_is_read_and_written_lies_where_it_was_named(command, run, folder, real_pictures):
    """By the commands that take no time; some paths end with a slash, or go up and down again."""
    data, there = f"{folder}/d.npz", Path(folder)
    np.savez(data, images=real_pictures[:8])
    Image.fromarray(real_pictures[0]).save(there / "a.png")
    shutil.copytree(run, there / "run")
    done(command, "inspect", data, "--contact-sheet", f"{folder}/sheet.png")
    done(command, "shard", f"{folder}/../{folder}/d.npz", "--out", f"{folder}/shards")
    done(command, "inspect", f"{folder}/shards/")
    done(command, "generate", f"{folder}/run/", "--out", f"{folder}/drawn.png", "--count", 2)
    done(command, "generate", f"{folder}/run", "--out", f"{folder}/drawn", "--count", 2)
    crops = ("--no-detect", "--size", 8, "--workers", 0)
    done(command, "preprocess", f"{folder}/a.png", "--out", f"{folder}/one.npz", *crops)
    done(command, "preprocess", f"{folder}/*.png", "--out", f"{folder}/all.npz", *crops)
    done(command, "train", f"{folder}/shards", "--out", f"{folder}/new", "--dry-run")
    assert not (there / "new").exists()
    found = {path.name for path in there.iterdir()}
    written = {"sheet.png", "shards", "drawn.png", "drawn", "one.npz", "all.npz"}
    assert found == {"d.npz", "a.png", "run", *written}
    assert len(pg.data.read_npz(there / "all.npz").images) == 3
    assert list(Path().iterdir()) == [there]


@pytest.mark.parametrize(
    "folder", with_slow(["models [v1]", *SPECIAL], SPECIAL), indirect=True, **IDS
)
def test_a_saved_model_is_exported_to_and_opened_from_any_path(command, run, folder):
    done(command, "export", run, "--out", f"{folder}/{folder}")
    done(command, "generate", f"{folder}/{folder}", "--out", f"{folder}/a.npz", "--count", 2)
    done(command, "generate", run, "--out", "b.npz", "--count", 2)
    one, other = (np.load(path)["images"].astype(int) for path in (f"{folder}/a.npz", "b.npz"))
    assert np.abs(one - other).max() <= 1
    assert {path.name for path in Path(folder).iterdir()} == {Path(folder).name, "a.npz"}


@pytest.mark.slow
@pytest.mark.parametrize("folder", [AT_ONCE, *NAMES], indirect=True, **IDS)
def test_long_commands_work_anywhere(command, run, run_options, data_file, folder):
    shutil.copytree(run, Path(folder) / "run")
    shutil.copy(data_file, Path(folder) / "d.npz")
    data, trained = f"{folder}/d.npz", f"{folder}/run"
    done(command, "train", data, "--out", f"{folder}/new", *run_options)
    done(command, "train", data, "--config", f"{trained}/config.toml", "--out", trained)
    done(command, "export", f"{folder}/new", "--out", f"{folder}/saved-model")
    done(command, "report", trained, "--out", f"{folder}/r.html", "--data", data)
    done(command, "neighbours", trained, data, "--out", f"{folder}/n.png", "--count", 4)


def test_a_folder_with_a_plain_name_is_given_as_it_is(tmp_path):
    with plainly_named(tmp_path) as named:
        assert named == tmp_path


@pytest.mark.parametrize("name", ["b[1]", "a*b", "q?", "back\\slash", os.fsdecode(b"\xff")])
def test_a_folder_with_a_special_name_has_another_for_a_while(tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    with plainly_named(folder) as named:
        assert re.fullmatch(r"[\w/.-]+", str(named))
        (named / "a").write_text("a")
    assert (folder / "a").read_text() == "a"
    assert not os.path.lexists(named)


def test_a_tilde_is_home_in_python_too(run, tmp_path, monkeypatch, real_pictures):
    monkeypatch.setenv("HOME", str(tmp_path))
    shutil.copytree(run, tmp_path / "run")
    pg.data.write_npz("~/d.npz", real_pictures[:4])
    assert len(pg.data.open("~/d.npz")) == 4
    assert pg.load_generator("~/run").latent_dim == 8
    monkeypatch.chdir(tmp_path)
    Path("~").mkdir()  # such as a program made that did not know
    with pytest.raises(pg.InputError, match=r"~/run: there is no such file or folder"):
        pg.load_generator("~/run")


def test_a_tilde_is_home_to_every_command(tmp_path, monkeypatch, real_pictures):
    monkeypatch.setenv("HOME", str(tmp_path))
    pg.data.write_npz(tmp_path / "d.npz", real_pictures[:4])
    sheet, shards = "--contact-sheet=~/sheet.png", "--out=~/shards"
    told = CliRunner().invoke(app, ["inspect", "~/d.npz", sheet])
    assert told.exit_code == 0, told.output
    assert (tmp_path / "sheet.png").is_file()
    told = CliRunner().invoke(app, ["shard", "~/d.npz", shards, "--per-shard", "2"])
    assert "4 pictures of 32x32 in 2 shards" in told.output
    (tmp_path / "mine.py").write_text("VALUE = 3")
    assert import_modules(["~/mine.py"]) == (str(tmp_path / "mine.py"),)


@pytest.mark.parametrize("place", ["a [1]/*.png", "a [1]/[ab].png", "*/a.png"])
def test_a_pattern_may_lie_in_a_folder_of_any_name(tmp_path, monkeypatch, place, real_pictures):
    from keras_pggan.preprocessing.sources import find_sources

    monkeypatch.chdir(tmp_path)
    Path("a [1]").mkdir()
    Image.fromarray(real_pictures[0]).save("a [1]/a.png")
    assert [source.name for source in find_sources([place])] == ["a.png"]
