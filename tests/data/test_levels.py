"""Smaller sizes of a folder of shards are made once, and are those of the .npz."""

import contextlib
import logging
import os
import shutil
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from keras_pggan import locks
from keras_pggan.data import Pictures, box_downsample, open, shard_pictures, write_shards
from keras_pggan.data import levels as levels_module
from keras_pggan.errors import InputError


@pytest.fixture
def folder(labelled, tmp_path):
    write_shards(tmp_path / "ten", labelled, per_shard=4)
    return tmp_path / "ten"


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """The folder for temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    return tmp_path / "temporary"


def _files(folder) -> list[Path]:
    return sorted(path for path in folder.rglob("*.npy") if path.name != "labels.npy")


@pytest.mark.parametrize("chunk", [1, 3 * 32 * 32 * 3, 2**30])
def test_a_smaller_size_is_that_of_the_npz(folder, labelled, monkeypatch, chunk):
    monkeypatch.setattr(shard_pictures, "CHUNK_BYTES", chunk)
    images = open(folder)
    for side in (16, 4, 20):  # 20 does not divide 32
        expected = box_downsample(labelled.images, side, side)
        np.testing.assert_array_equal(images.at_size(side, side), expected)
    names = [path.name for path in _files(folder)]
    assert names == ["16x16.npy", "20x20.npy", "4x4.npy"]
    assert not list(folder.rglob(".*"))


def test_a_size_is_made_once_and_then_read_without_the_shards(folder, monkeypatch):
    first = np.array(open(folder).at_size(8, 8))
    (path,) = _files(folder)
    written = path.stat().st_mtime_ns
    monkeypatch.setattr(levels_module, "box_downsample", None)
    again = open(folder).at_size(8, 8)
    np.testing.assert_array_equal(again, first)
    assert _files(folder) == [path]
    assert path.stat().st_mtime_ns == written
    assert isinstance(again, np.memmap)
    assert not again.flags.writeable


def test_a_size_that_two_ask_for_at_once_is_made_by_one(folder, labelled, monkeypatch, caplog):
    made, second = [], []
    monkeypatch.setattr(locks, "BETWEEN_TRIES", 0.01)

    def slowly(full, height, width):
        if not made:
            thread = threading.Thread(target=lambda: second.append(open(folder).at_size(8, 8)))
            made.append(thread)
            thread.start()
            deadline = time.monotonic() + 20
            while "waiting for it" not in caplog.text and time.monotonic() < deadline:
                time.sleep(0.01)
        else:
            made.append("another")
        return box_downsample(full, height, width)

    monkeypatch.setattr(levels_module, "box_downsample", slowly)
    first = open(folder).at_size(8, 8)
    made[0].join()
    assert len(made) == 1
    np.testing.assert_array_equal(second[0], first)
    (path,) = _files(folder)
    (told,) = caplog.messages
    assert told.startswith(
        f"{path}: another process makes this size of the pictures (process {os.getpid()} on "
    )
    assert told.endswith("); waiting for it")
    assert not list(folder.rglob(".*"))


def test_what_a_kill_left_of_a_size_goes_when_it_is_made(folder):
    open(folder).at_size(16, 16)
    (path,) = _files(folder)
    path.with_name(".8x8-0123abcd.npy").touch()
    path.with_name("8x8.txt").touch()
    open(folder).at_size(8, 8)
    assert sorted(each.name for each in path.parent.iterdir()) == [
        "16x16.npy",
        "8x8.npy",
        "8x8.txt",
    ]


def test_what_was_made_of_other_data_is_not_used(folder, labelled, tmp_path):
    open(folder).at_size(8, 8)
    negative = Pictures(255 - labelled.images)
    write_shards(tmp_path / "negative", negative)
    shutil.copytree(folder / "levels", tmp_path / "negative" / "levels")
    made = open(tmp_path / "negative").at_size(8, 8)
    np.testing.assert_array_equal(made, box_downsample(negative.images, 8, 8))


@pytest.mark.parametrize("length", [0, 100, -1])
def test_a_kept_size_that_was_cut_short_is_made_again(folder, labelled, length):
    open(folder).at_size(8, 8)
    (path,) = _files(folder)
    path.write_bytes(path.read_bytes()[:length])
    made = open(folder).at_size(8, 8)
    np.testing.assert_array_equal(made, box_downsample(labelled.images, 8, 8))


@pytest.mark.parametrize("kept", [np.zeros((9, 8, 8, 3), np.uint8), np.zeros((10, 8, 8, 3))])
def test_a_kept_file_of_another_shape_or_type_is_made_again(folder, labelled, kept):
    open(folder).at_size(8, 8)
    (path,) = _files(folder)
    np.save(path, kept)
    made = open(folder).at_size(8, 8)
    np.testing.assert_array_equal(made, box_downsample(labelled.images, 8, 8))


def test_beside_data_that_cannot_be_written_to_nothing_is_made(
    folder, labelled, temporary, monkeypatch, caplog
):
    # The mode of a folder does not hold the administrator back, whom tests may run as.
    access = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: folder != Path(path) and access(path, mode)
    )
    expected = box_downsample(labelled.images, 8, 8)
    with caplog.at_level(logging.INFO, "keras_pggan"):
        np.testing.assert_array_equal(open(folder).at_size(8, 8), expected)
    assert not (folder / "levels").exists()
    (path,) = _files(temporary)
    assert str(path) in caplog.text
    assert str(folder) in caplog.text
    assert path.parents[1].stat().st_mode & 0o077 == 0
    monkeypatch.setattr(levels_module, "box_downsample", None)
    np.testing.assert_array_equal(open(folder).at_size(8, 8), expected)


def test_a_folder_for_temporary_files_of_another_user_is_refused(folder, temporary, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    monkeypatch.setattr(levels_module, "_user", lambda: -1)
    with pytest.raises(InputError, match="it belongs to another user; set TMPDIR"):
        open(folder).at_size(8, 8)


def test_sizes_kept_beside_the_data_are_read_where_nothing_can_be_written(
    folder, temporary, monkeypatch
):
    first = np.array(open(folder).at_size(8, 8))
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    np.testing.assert_array_equal(open(folder).at_size(8, 8), first)
    assert list(temporary.iterdir()) == []


def test_a_size_that_is_gone_as_soon_as_it_was_written_is_told(folder, monkeypatch):
    written_whole = levels_module.written_whole

    @contextlib.contextmanager
    def and_removed(path):
        with written_whole(path) as temporary:
            yield temporary
        path.unlink()

    monkeypatch.setattr(levels_module, "written_whole", and_removed)
    with pytest.raises(InputError, match=r"8x8\.npy: it cannot be read after it was written"):
        open(folder).at_size(8, 8)


@pytest.mark.parametrize("name", ["shard-00001.tfrecord", "labels.npy"])
def test_a_flipped_bit_is_seen_when_a_size_is_made_and_nothing_is_kept(folder, name):
    content = bytearray((folder / name).read_bytes())
    content[-8] ^= 1
    (folder / name).write_bytes(content)
    images = open(folder)
    with pytest.raises(InputError, match=r"ten: .*damaged, their checksum is not that"):
        images.at_size(8, 8)
    assert _files(folder) == []


def test_sizes_that_do_not_fit_are_refused_as_for_an_npz(folder):
    with pytest.raises(InputError, match="the pictures are 32x32, smaller than the 64x64"):
        open(folder).at_size(64, 64)
    assert not (folder / "levels").exists()
