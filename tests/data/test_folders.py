"""Folders of pictures are told apart, with the command that makes a data set of them."""

import re
import shlex

import numpy as np
import pytest
from PIL import Image

import keras_pggan as pg
from keras_pggan.data.folders import check_folder


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of two pictures of 72 and more pixels, below another; the current one is above."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my photos" / "beach").mkdir(parents=True)
    for name in ("a.JPG", "b.png"):
        Image.new("RGB", (90, 72)).save(tmp_path / "my photos" / "beach" / name)
    return "my photos"


def test_a_folder_of_pictures_is_told_with_the_commands_that_make_a_data_set(folder):
    with pytest.raises(pg.InputError) as told:
        pg.data.open(folder)
    makes = "keras-pggan preprocess 'my photos' --out 'my photos.npz' --size 64"
    assert str(told.value) == (
        f"my photos: this is a folder of pictures, and no data set yet; `{makes}` makes one of the "
        f"faces in them, `{makes} --no-detect` one of whole pictures"
    )


def test_the_size_is_what_training_wants_where_that_is_known(folder):
    with pytest.raises(pg.InputError, match="--size 16`"):
        check_folder(folder, size=16)


def test_the_command_that_is_offered_makes_a_data_set_that_opens(folder, command):
    with pytest.raises(pg.InputError) as told:
        pg.data.open(folder)
    offered = shlex.split(re.findall(r"`(.*?)`", str(told.value))[1])
    result = command(*offered[1:], "--workers", "0")
    assert result.exit_code == 0, result.output
    assert pg.data.open("my photos.npz").image_shape == (64, 64, 3)


def test_a_folder_without_pictures_is_told_as_before(tmp_path):
    (tmp_path / "notes.txt").write_text("note")
    with pytest.raises(pg.InputError, match=r"this folder has no index\.json; `keras-pggan prep"):
        pg.data.open(tmp_path)


def test_a_picture_that_cannot_be_opened_does_not_hide_the_command(tmp_path):
    (tmp_path / "a.png").write_bytes(b"none")
    with pytest.raises(pg.InputError, match="--size 128`"):
        pg.data.open(tmp_path)


def test_the_command_is_one_of_the_current_folder_too(tmp_path, monkeypatch):
    Image.fromarray(np.zeros((8, 8), np.uint8)).save(tmp_path / "a.png")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(pg.InputError, match=r"preprocess \. --out pictures\.npz --size 8`"):
        pg.data.open(".")
