"""Where there is no room, a command names the file, says what is safe, and leaves nothing."""

import contextlib
import errno
import os
import resource

import numpy as np
import pytest
from PIL import Image

import keras_pggan as pg
from keras_pggan.files import FullDiskError, full_disk_named, written_whole
from keras_pggan.training.callbacks.history import CsvTable

TOO_LARGE = "cannot be written (File too large); let files be larger (ulimit -f)"
ADVICE = f"{TOO_LARGE}; then give the same command again"


@contextlib.contextmanager
def no_room(largest=100):
    """Files of this process cannot be larger; what writes past that fails, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(
    ("verb", "out", "largest", "named", "kept"),
    [
        ("generate", "a.npz", 100, "a.npz", "no picture was written in part"),
        ("generate", "a.png", 100, "a.png", "no picture was written in part"),
        ("generate", "folder", 100, "folder/0000.png", "no picture was written in part"),
        # TensorFlow writes small files of its own before.
        ("export", "saved-model", 16_000, "saved-model", "nothing was written"),
        ("report", "a.html", 30_000, "a.html", "{out} was not written"),
    ],
)
def test_what_is_made_of_a_run_is_whole_or_not_there(
    refused, run, tmp_path, verb, out, largest, named, kept
):
    out = tmp_path / out
    kept = kept.format(out=out)
    with no_room(largest):
        says = f"error: {tmp_path / named}: {ADVICE}; {kept}"
        refused(verb, run, "--out", out, says=says)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", ["gif", "webp", "png", "mp4"])
def test_a_film_is_whole_or_not_there(refused, run, tmp_path, suffix):
    out = tmp_path / f"a.{suffix}"
    with no_room():
        says = f"error: {out}: {ADVICE}; {out} was not written"
        refused("walk", run, "--out", out, "--seconds", "0.5", "--fps", "10", says=says)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_shards_is_whole_or_not_there(refused, data_file, tmp_path):
    out = tmp_path / "shards"
    with no_room():
        says = f"error: {out}: {ADVICE}; {out} was not written"
        refused("shard", data_file, "--out", out, says=says)
    assert list(tmp_path.iterdir()) == []


def test_a_smaller_size_of_shards_is_whole_or_not_there(tmp_path, real_pictures):
    pg.data.write_shards(tmp_path / "shards", pg.data.Pictures(real_pictures))
    images = pg.data.open(tmp_path / "shards")
    with no_room(), pytest.raises(FullDiskError, match=r"8x8\.npy: cannot be written"):
        images.at_size(8, 8)
    assert not [path for path in (tmp_path / "shards" / "levels").rglob("*") if path.is_file()]


def test_an_evaluation_keeps_the_one_before(command, data_file, tmp_path):
    out = tmp_path / "evaluation.json"
    out.write_text("{}")
    options = ("--metrics", "swd", "--count", "4", "--repeats", "1")
    with no_room():
        told = command("evaluate", data_file, data_file, "--out", out, *options)
    assert told.exit_code == 2, (told.exception, told.output)
    assert told.stderr.splitlines()[-1] == f"error: {out}: {ADVICE}; {out} was not written"
    assert [path.name for path in tmp_path.iterdir()] == ["evaluation.json"]
    assert out.read_text() == "{}"


def test_what_preprocessing_has_finished_is_kept(refused, command, tmp_path, real_pictures):
    folder, out = tmp_path / "pictures", tmp_path / "faces.npz"
    folder.mkdir()
    for number, picture in enumerate(real_pictures[:20]):
        Image.fromarray(picture).save(folder / f"{number}.png")
    arguments = (
        "preprocess",
        folder,
        "--out",
        out,
        "--no-detect",
        "--size",
        "16",
        "--workers",
        "0",
    )
    unfinished = tmp_path / "faces.npz.partial"
    with no_room():
        refused(*arguments, says=f"error: {unfinished / 'run.json'}: {ADVICE}")
        assert not unfinished.exists()
    with no_room(16_000):
        part = unfinished / "part-000000000-000000020.npz"
        refused(*arguments, says=f"error: {part}: {ADVICE}")
        assert not unfinished.exists()
    result = command(*arguments)
    assert result.exit_code == 0, (result.exception, result.output)
    with np.load(out) as arrays:
        assert len(arrays["images"]) == 20


def test_a_row_of_the_history_that_has_no_room_is_told(tmp_path):
    path = tmp_path / "history.csv"
    table = CsvTable(path, 0, ["images_seen", "phase"])
    with no_room(30), pytest.raises(FullDiskError) as told:
        table({"images_seen": 12_345_678, "phase": "1024x1024-straight"})
    assert str(told.value) == f"{path}: {ADVICE}"


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
@pytest.mark.parametrize("form", ["plain", "words", "temporary", "elsewhere"])
def test_every_form_of_a_full_disk_becomes_one(tmp_path, code, form):
    path, words = tmp_path / "a.h5", os.strerror(code)

    def fail(temporary):
        raise {
            "plain": OSError(code, words),
            "words": RuntimeError(f"Unable to flush (errno = {code}, error message = '{words}')"),
            "temporary": OSError(code, words, str(temporary)),
            "elsewhere": OSError(code, words, "/other/b"),
        }[form]

    with pytest.raises(FullDiskError) as told, written_whole(path) as temporary:
        fail(temporary)
    assert told.value.errno == code
    assert told.value.filename == ("/other/b" if form == "elsewhere" else str(path))


def test_another_error_stays_what_it_was(tmp_path):
    for error in (OSError(errno.EACCES, "no"), ValueError("no"), pg.InputError(os.strerror(28))):
        with pytest.raises(type(error)) as told, full_disk_named(tmp_path):
            raise error
        assert told.value is error
