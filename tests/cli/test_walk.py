"""`keras-pggan walk`: films of a run, in every format."""

import re
import subprocess
import sys

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image

import keras_pggan as pg

SHORT = ("--seconds", "0.5", "--fps", "20")


def test_every_format_is_written_and_told(command, run, tmp_path):
    for suffix in ("mp4", "gif", "webp", "png"):
        out = tmp_path / f"a.{suffix}"
        result = command("walk", run, "--out", out, *SHORT)
        assert result.exit_code == 0, (result.exception, result.output)
        told = "2096x790 pixels" if suffix == "png" else "0.5 s at 20 frames/s, 518x258 pixels"
        told = f"10 frames ({told}) of {run} in {out}, after "
        assert re.fullmatch(rf"{re.escape(told)}\d+ s\n", result.stdout), result.stdout
        assert result.stderr == ""
    assert imageio_ffmpeg.count_frames_and_secs(tmp_path / "a.mp4") == (10, 0.5)
    for suffix in ("gif", "webp"):
        with Image.open(tmp_path / f"a.{suffix}") as image:
            assert (image.n_frames, image.size) == (10, (518, 258))
    assert len(list(tmp_path.iterdir())) == 4


def test_a_sheet_has_sixteen_frames_of_the_way(command, run, tmp_path):
    given = ("--seeds", "3,17", "--seconds", "3.2", "--fps", "10")
    assert command("walk", run, "--out", tmp_path / "a.png", *given).exit_code == 0
    sheet = np.asarray(Image.open(tmp_path / "a.png"))
    assert sheet.shape == (4 * 264 - 8, 4 * 264 - 8, 3)
    for index, seed in ((0, 3), (8, 17)):
        top, left = index // 4 * 264, index % 4 * 264
        picture = sheet[top : top + 256 : 32, left : left + 256 : 32].astype(int)
        assert np.abs(picture - pg.generate(run, 1, seed=seed)[0]).max() <= 1


def test_a_walk_leaves_the_run_as_it_is(command, run, tmp_path, contents):
    before = contents(run)
    assert command("walk", run, "--out", tmp_path / "a.gif", *SHORT).exit_code == 0
    assert contents(run) == before


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--seconds", "0"), "--seconds must be 0.1 to 3600, got 0.0"),
        (("--fps", "500"), "--fps must be 1 to 120, got 500.0"),
        (("--grid", "4"), "--grid must be COLUMNSxROWS, such as 4x2, got 4"),
        (("--grid", "0x2"), "--grid must be two numbers, 1x1 or more, got 0x2"),
        (("--seeds", "3,cat"), "--seeds must be SEED,SEED,..., such as 3,17,42, got 3,cat"),
        (("--seeds", "3"), "--seeds must be 2 or more, each 0 or more, got 3"),
        (("--truncation", "2"), "--truncation must be 0 to 1, got 2.0"),
        (("--path", "straight"), "--path must be slerp or lerp, got straight"),
        (("--label", "cat"), "--label must be left out, as {run}/generator.keras has no classes"),
        (
            ("--seeds", "1,2,3", "--seconds", "1", "--fps", "2"),
            "--seconds must be 1.5 or more, for 3 frames at 2 a second, got 1",
        ),
    ],
    ids=" ".join,
)
def test_a_walk_that_cannot_be_is_refused(refused, run, tmp_path, options, says):
    refused("walk", run, "--out", tmp_path / "a.gif", *options, says=says.format(run=run))
    assert list(tmp_path.iterdir()) == []


def test_a_missing_package_is_told_before_the_run_is_looked_for(refused, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    says = "an .mp4 needs the package imageio_ffmpeg: pip install 'keras_pggan[video]'"
    refused("walk", tmp_path / "none", "--out", tmp_path / "a.mp4", says=says)


def test_a_wrong_suffix_is_told_before_tensorflow_is_loaded(tmp_path):
    code = (
        "import sys; from keras_pggan.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: print(end.code, 'tensorflow' in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, "walk", "none", "--out", "a.avi"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert result.stdout == "2 False\n"
    says = "error: a.avi: a name that ends in .mp4, .gif, .webp or .png is expected\n"
    assert result.stderr == says


def test_truncation_narrows_what_generate_draws(command, run, tmp_path):
    spreads = []
    for truncation in ("1", "0.5", "0"):
        out = tmp_path / "made.npz"
        given = ("--out", out, "--count", "32", "--truncation", truncation)
        assert command("generate", run, *given).exit_code == 0
        spreads.append(pg.data.read_npz(out).images.std(axis=0).mean())
    assert spreads[0] > spreads[1] > spreads[2] == 0
