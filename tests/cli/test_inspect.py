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
        assert image.size == (270, 270)


def test_classes_and_pairs_are_named_as_far_as_there_is_room(command, tmp_path, real_pictures):
    images = np.repeat(real_pictures[5:6], 30, axis=0)
    np.savez(tmp_path / "a.npz", images=images, labels=np.arange(30))
    result = command("inspect", tmp_path / "a.npz")
    assert "classes     30 (0: 1, 1: 1, " in result.stdout
    assert "19: 1, and 10 more)" in result.stdout
    assert "29 pictures much like an earlier" in result.stdout
    assert result.stdout.count(" like number 0\n") == 5
    assert result.stdout.endswith("            and 24 more\n")


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
