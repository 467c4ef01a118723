"""`keras-pggan preprocess`, on photographs with and without a face."""

import csv
import sys

import cv2
import numpy as np
import pytest
from PIL import Image
from skimage import data as photographs

OPTIONS = ("--size", "48", "--min-face", "40", "--workers", "0")


@pytest.fixture(scope="module")
def astronaut():
    """A photograph with one face, 256x256."""
    return cv2.resize(photographs.astronaut(), (256, 256), interpolation=cv2.INTER_AREA)


@pytest.fixture(scope="module")
def photos(tmp_path_factory, astronaut):
    """One face, two faces, none, and no picture at all."""
    folder = tmp_path_factory.mktemp("photos")
    (folder / "more").mkdir()
    Image.fromarray(astronaut).save(folder / "face.png")
    Image.fromarray(np.concatenate([astronaut] * 2, axis=1)).save(folder / "more" / "pair.png")
    Image.fromarray(photographs.coffee()).save(folder / "cup.png")
    (folder / "notes.txt").write_text("no picture")
    return folder


@pytest.fixture(scope="module")
def made(command, photos, tmp_path_factory):
    """What the command said, and the files that it wrote."""
    folder = tmp_path_factory.mktemp("faces")
    out, rejects = folder / "faces.npz", folder / "rejects.csv"
    result = command("preprocess", photos, "--out", out, "--rejects", rejects, *OPTIONS)
    assert result.exit_code == 0, (result.exception, result.output)
    return result, out, rejects


def test_each_picture_with_a_face_gives_one_named_crop(made):
    result, out, _ = made
    with np.load(out) as archive:
        assert archive["images"].shape == (2, 48, 48, 3)
        assert archive["images"].dtype == np.uint8
        assert archive["names"].tolist() == ["face.png", "more/pair.png"]
    assert f"2 faces of 2 pictures in {out}" in result.stdout


def test_nothing_is_told_as_an_error_where_there_was_none(made):
    assert made[0].stderr == ""


def test_the_crop_is_the_square_around_the_face(made, astronaut):
    with np.load(made[1]) as archive:
        crop = archive["images"][0]
    best = (-1.0, 0, (0.0, 0.0))
    for side in range(50, 110, 2):
        scaled = cv2.resize(astronaut, None, fx=48 / side, fy=48 / side)
        scores = cv2.matchTemplate(scaled, crop, cv2.TM_CCOEFF_NORMED)
        _, score, _, (left, top) = cv2.minMaxLoc(scores)
        centre = ((left + 24) * side / 48, (top + 24) * side / 48)
        best = max(best, (score, side, centre))
    score, side, (across, down) = best
    assert score > 0.95
    # Read off the photograph: the face is between the ears at 87 and 137, chin and hair at 81
    # and 28.
    assert 60 < side < 100
    assert abs(across - 112) < 8
    assert abs(down - 54) < 10


def test_files_without_a_face_are_listed_with_their_reason(made):
    result, _, rejects = made
    with rejects.open(newline="") as file:
        rows = [(row["file"], row["reason"]) for row in csv.DictReader(file)]
    assert sorted(rows) == [("cup.png", "no-face"), ("notes.txt", "not-a-picture")]
    assert f"2 files gave none, listed in {rejects}:\n" in result.stdout
    assert result.stdout.count("--no-detect takes the middle of any picture") == 1
    assert (
        "  1 not-a-picture: save those that are pictures again, as PNG or JPEG (notes.txt)\n"
        in result.stdout
    )


def test_all_faces_of_a_picture_are_taken_when_asked_for(command, photos, tmp_path):
    out = tmp_path / "faces.npz"
    pair = photos / "more" / "*.png"
    result = command("preprocess", pair, "--out", out, "--all-faces", *OPTIONS)
    assert result.exit_code == 0, (result.exception, result.output)
    with np.load(out) as archive:
        assert archive["names"].tolist() == ["pair.png", "pair.png#2"]
        first, second = archive["images"].reshape(2, -1)
    # Twice the same face, found at slightly different places.
    assert np.corrcoef(first, second)[0, 1] > 0.85


def test_the_faces_can_be_trained_on(command, made, tmp_path):
    options = ("--resolution", "8", "--base-shape", "4x4", "--filters-base", "32", "--dry-run")
    # 48 is not 4 * 2^n, but pictures shrink to any lower size.
    result = command("train", made[1], "--out", tmp_path / "run", *options, "--latent-dim", "8")
    assert result.exit_code == 0, (result.exception, result.output)


def test_faces_are_aligned_chosen_and_shown_as_asked_for(command, photos, tmp_path):
    out, sheet = tmp_path / "faces.npz", tmp_path / "sheet.png"
    options = ("--align", "celeba-hq", "--min-confidence", "0.9", "--min-sharpness", "1")
    result = command(
        "preprocess", photos, "--out", out, *options, "--contact-sheet", sheet,
        "--all-faces", "--drop-duplicates", *OPTIONS,
    )  # fmt: skip
    assert result.exit_code == 0, (result.exception, result.output)
    with np.load(out) as archive:
        assert archive["names"].tolist() == ["face.png"]  # the pair is the same face twice
        assert archive["images"].shape == (1, 48, 48, 3)
    assert "1 duplicate" in result.stdout
    with Image.open(sheet) as image:
        assert min(image.size) >= 256


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--align", "circle"), ("crop", "landmarks", "celeba-hq", "got circle")),
        (("--align", "celeba-hq", "--margin", "0.3"), "takes no margin"),
        (("--no-detect", "--align", "landmarks"), "--align must be left out"),
        (("--min-confidence", "1.5"), ("--min-confidence must be 0 to 1", "1.5")),
        (("--contact-sheet", "."), "a file is expected"),
        (("--size", "0"), "0"),
        (("--size", "96x"), "--size must be SIDE or HEIGHTxWIDTH, such as 64 or 96x64, got 96x"),
        (("--size", "wide"), "--size must be SIDE or HEIGHTxWIDTH, such as 64 or 96x64, got wide"),
        (("--size", "96x2"), "--size must be 4 pixels or more"),
        (("--channels", "2"), "--channels must be 1, 3 or 4, got 2"),
        (("--fit", "pad"), "--fit must be left out where faces are looked for; --no-detect"),
        (("--no-detect", "--fit", "round"), "--fit must be crop, pad or stretch, got round"),
        (("--margin", "-0.5"), "-0.5"),
        (("--min-face", "-3"), ("--min-face must be", "-3")),
    ],
    ids=lambda value: "=".join(value) if isinstance(value, tuple) else "",
)
def test_a_number_out_of_range_is_told_and_nothing_written(
    refused, photos, tmp_path, options, says
):
    refused("preprocess", photos, "--out", tmp_path / "faces.npz", *options, says=says)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["missing", "*.png", "empty"])
def test_a_place_without_files_is_told(refused, tmp_path, name):
    (tmp_path / "empty").mkdir()
    place = tmp_path / name
    refused("preprocess", place, "--out", tmp_path / "faces.npz", says=place)
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


@pytest.mark.parametrize("name", ["faces.png", "faces", "folder.npz"])
def test_an_out_that_is_no_npz_is_told(refused, photos, tmp_path, name):
    (tmp_path / "folder.npz").mkdir()
    refused("preprocess", photos, "--out", tmp_path / name, says=tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["folder.npz"]


def test_pictures_without_any_face_give_the_rejects_alone(refused, photos, tmp_path):
    given = ("preprocess", photos / "cup.png", "--out", tmp_path / "faces.npz")
    rejects = tmp_path / "rejects.csv"
    refused(*given, "--rejects", rejects, *OPTIONS, says=("40 pixels", "1 no-face", rejects))
    assert [path.name for path in tmp_path.iterdir()] == ["rejects.csv"]
    assert "cup.png,no-face" in rejects.read_text()


def test_a_dry_run_counts_what_would_be_read(command, photos, tmp_path):
    result = command("preprocess", photos, "--out", tmp_path / "faces.npz", "--dry-run")
    assert result.exit_code == 0, (result.exception, result.output)
    first, second, last = (line.split() for line in result.stdout.splitlines())
    assert first[:3] == [".png", "3", "files"]
    assert second == [".txt", "1", "file", "10", "bytes"]
    assert last[:2] == ["4", "files,"]
    assert list(tmp_path.iterdir()) == []


def test_pictures_without_faces_become_shards_in_several_processes(command, photos, tmp_path):
    out = tmp_path / "rooms"
    options = ("--no-detect", "--size", "16", "--shards", "2", "--workers", "2")
    result = command("preprocess", photos, "--out", out, *options)
    assert result.exit_code == 0, (result.exception, result.output)
    assert f"3 crops of 3 pictures in {out}" in result.stdout
    assert sorted(path.name for path in out.iterdir()) == [
        "index.json",
        "names.json",
        "shard-00000.tfrecord",
        "shard-00001.tfrecord",
    ]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--workers", "-1"), "--workers must be 0 or more"),
        (("--shards", "0"), "1 shard or more"),
        (("--shards", "2"), "shards go to a folder"),
    ],
    ids=lambda value: "=".join(value) if isinstance(value, tuple) else "",
)
def test_ways_of_working_that_cannot_be_are_told(refused, photos, tmp_path, options, says):
    refused("preprocess", photos, "--out", tmp_path / "faces.npz", *options, says=says)
    assert list(tmp_path.iterdir()) == []


def test_a_url_is_taken_as_it_was_given(command, photos, tmp_path):
    result = command("preprocess", f"file://{photos}", "--out", tmp_path / "a.npz", "--dry-run")
    assert result.exit_code == 0, (result.exception, result.output)
    assert "4 files" in result.stdout


def test_a_url_that_cannot_be_listed_is_told(refused, tmp_path):
    place = "nosuch://bucket/photos"
    refused("preprocess", place, "--out", tmp_path / "faces.npz", says=place)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--engine", "spark"), "--engine must be local or ray, got spark"),
        (("--ray-address", "head:6379"), "with --engine ray alone"),
        (("--engine", "ray"), "pip install 'keras_pggan[distributed]'"),
    ],
    ids=lambda value: "=".join(value) if isinstance(value, tuple) else "",
)
def test_an_engine_that_cannot_be_used_is_told(
    refused, photos, tmp_path, monkeypatch, options, says
):
    monkeypatch.setitem(sys.modules, "ray", None)  # as where it is not installed
    refused("preprocess", photos, "--out", tmp_path / "faces.npz", *options, says=says)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("size", "says"),
    [
        ("218x178", "does not come to 218x178; --size 224x176 is the nearest"),
        ("75x100", "does not come to 75x100; they will grow to 72x96 of it"),
        ("96x64", None),
        ("100", None),
    ],
)
def test_a_shape_that_networks_do_not_grow_to_is_told_at_once(
    command, photos, tmp_path, size, says
):
    out = tmp_path / "faces.npz"
    result = command("preprocess", photos, "--out", out, "--size", size, "--dry-run")
    assert result.exit_code == 0, (result.exception, result.output)
    first, *_ = result.stdout.splitlines()
    assert says in first if says else "networks" not in result.stdout
