"""`keras-pggan inspect`."""

import os
import re
import subprocess
import sys

import numpy as np
from PIL import Image


def test_a_data_set_is_described_and_shown(command, data_file, tmp_path):
    sheet = tmp_path / "sheet.png"
    result = command("inspect", data_file, "--contact-sheet", sheet)
    assert result.exit_code == 0, (result.exception, result.output)
    assert "64 of 32x32, 3 channels" in result.stdout
    assert "0.2 MiB at full size, 0.2 MiB on disk" in result.stdout
    assert re.search(r"\d+ pictures? much like an earlier", result.stdout)
    assert result.stdout.endswith(f"the first pictures are in {sheet}\n")
    with Image.open(sheet) as image:
        assert image.size == (270, 390)


def test_classes_and_pairs_are_named_as_far_as_there_is_room(command, tmp_path, real_pictures):
    images = np.repeat(real_pictures[5:6], 30, axis=0)
    np.savez(tmp_path / "a.npz", images=images, labels=np.arange(30))
    result = command("inspect", tmp_path / "a.npz")
    assert "classes     30 (0: 1, 1: 1, " in result.stdout
    assert "19: 1, and 10 more)" in result.stdout
    assert "29 pictures much like an earlier" in result.stdout
    assert result.stdout.count(" like number 0\n") == 5
    assert result.stdout.endswith("            and 24 more\n")


def test_pictures_that_use_a_fraction_of_the_levels_are_told(command, tmp_path, real_pictures):
    images = real_pictures[:3].copy()
    images[:2] //= 4  # 63 at most
    images[1, 5, 6, 1] = 64
    np.savez(tmp_path / "a.npz", images=images)
    result = command("inspect", tmp_path / "a.npz")
    assert "dark        1 picture uses no more than the lowest quarter of" in result.stdout
    images[:, 0, 0] = 255
    np.savez(tmp_path / "b.npz", images=images)
    assert "dark" not in command("inspect", tmp_path / "b.npz").stdout


def test_unusable_input_is_told_in_one_line(refused, tmp_path, data_file):
    refused("inspect", tmp_path, says=(tmp_path, "index.json"))
    refused("inspect", tmp_path / "no.npz", says="no such file")
    other = tmp_path / "sheet.jpg"
    refused("inspect", data_file, "--contact-sheet", other, says=(other, "ends in .png"))
    assert list(tmp_path.iterdir()) == []


def test_a_reader_who_has_enough_ends_it_without_a_word(data_file):
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "keras_pggan", "inspect", data_file]
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, timeout=300)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


def test_output_that_has_no_room_is_told(data_file):
    command = [sys.executable, "-m", "keras_pggan", "inspect", data_file]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=300)
    assert done.returncode == 2
    told = done.stderr.decode()
    assert told.startswith("error: what is printed: cannot be written (No space left"), told


def test_pictures_are_told_and_shown_by_their_numbers(command, tmp_path, real_pictures):
    data, out = tmp_path / "a.npz", tmp_path / "shown.png"
    names = [f"{k}.png" for k in range(64)]
    np.savez(data, images=real_pictures, names=names, labels=np.arange(64) % 2)
    result = command("inspect", data, "--show", "7,62-63", "--out", out)
    assert result.exit_code == 0, (result.exception, result.output)
    assert result.stdout.splitlines() == [
        " 7  7.png  (class 1)",
        "62  62.png  (class 0)",
        "63  63.png  (class 1)",
        f"3 pictures in {out}",
    ]
    with Image.open(out) as image:
        assert image.width == 1026


def test_a_data_set_without_names_says_so(command, data_file):
    result = command("inspect", data_file, "--show", "5")
    assert result.stdout.splitlines() == [
        "5  file not known",
        f"{data_file} has no array `names`, which would tell the files",
    ]


def test_ways_of_showing_that_cannot_be_are_told(refused, data_file, tmp_path):
    png = tmp_path / "a.png"
    show = ("inspect", data_file, "--show", "5")
    refused(*show, "--out", tmp_path / "a.jpg", says="ends in .png")
    refused(*show, "--contact-sheet", png, says="those of --show go to --out")
    refused("inspect", data_file, "--out", png, says="--out is for the pictures of --show")
    refused("inspect", data_file, "--show", "x", says="--show must be numbers")
    refused("inspect", data_file, "--show", "64", "--out", png, says="from 0 to 63, got 64")
    assert list(tmp_path.iterdir()) == []
