"""`keras-pggan select`."""

import numpy as np

import keras_pggan as pg


def test_three_wrong_crops_are_dropped(command, tmp_path, real_pictures):
    data = tmp_path / "a.npz"
    np.savez(data, images=real_pictures, names=[f"{k}.png" for k in range(64)])
    for out in (tmp_path / "good.npz", tmp_path / "good"):
        result = command("select", data, "--exclude", "17,40-41", "--out", out)
        assert result.exit_code == 0, (result.exception, result.output)
        assert result.stdout.splitlines() == [
            f"61 pictures in {out}",
            "3 pictures left out: 17.png, 40.png, 41.png",
        ]
        kept = np.delete(np.arange(64), [17, 40, 41])
        images = pg.data.open(out).at_size(32, 32)
        np.testing.assert_array_equal(images[np.arange(61)], real_pictures[kept])


def test_numbers_are_told_where_no_file_is_known(command, data_file, tmp_path):
    (tmp_path / "list.txt").write_text("3\n9-20\n")
    given = ("--exclude", tmp_path / "list.txt", "--out", tmp_path / "b.npz")
    result = command("select", data_file, *given)
    told = "number 3, number 9, number 10, number 11, number 12, and 8 more"
    assert result.stdout.endswith(f"13 pictures left out: {told}\n")


def test_unusable_input_is_told_in_one_line(refused, data_file, tmp_path):
    out = ("--out", tmp_path / "b.npz")
    refused("select", data_file, "--exclude", "5-3", *out, says="--exclude must be numbers")
    refused("select", data_file, "--exclude", "list.txt", *out, says="there is no such file")
    refused("select", data_file, "--exclude", "99", *out, says=("no picture 99", "0 to 63"))
    refused("select", data_file, "--exclude", "9", "--out", data_file, says="something already")
    refused("select", tmp_path / "no.npz", "--exclude", "9", *out, says="no such file")
    assert list(tmp_path.iterdir()) == []
