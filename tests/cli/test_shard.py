"""`keras-pggan shard`, and training on what it writes."""

import numpy as np

import keras_pggan as pg


def test_an_npz_becomes_a_folder_that_training_takes(
    command, data_file, run, run_options, tmp_path, real_pictures
):
    out = tmp_path / "shards"
    result = command("shard", data_file, "--out", out, "--per-shard", 30)
    assert result.exit_code == 0, (result.exception, result.output)
    assert result.stdout == f"64 pictures of 32x32 in 3 shards in {out}\n"
    images = pg.data.open(out)
    np.testing.assert_array_equal(images.at_size(32, 32)[np.arange(64)], real_pictures)
    # The same pictures: the run that was trained on the .npz accepts them as its own.
    again = command("train", out, "--out", run, *run_options)
    assert again.exit_code == 0, (again.exception, again.output)
    assert "is complete" in again.stdout


def test_a_folder_with_content_is_refused_before_the_data_are_read(refused, tmp_path, contents):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "note").write_text("kept")
    before = contents(tmp_path)
    missing = tmp_path / "missing.npz"
    refused("shard", missing, "--out", tmp_path / "out", says=(tmp_path / "out", "already"))
    refused("shard", missing, "--out", tmp_path / "new", says=(missing, "no such file"))
    assert contents(tmp_path) == before


def test_a_folder_that_is_no_data_set_is_refused_by_training(refused, tmp_path):
    (tmp_path / "photos").mkdir()
    out = tmp_path / "run"
    refused("train", tmp_path / "photos", "--out", out, says=(tmp_path / "photos", "index.json"))
    assert not out.exists()
