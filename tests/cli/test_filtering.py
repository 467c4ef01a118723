"""`keras-pggan label`, `train-filter` and `generate --filter`: from pictures to better ones."""

import shutil

import numpy as np
import pytest
from PIL import Image

import keras_pggan as pg
from keras_pggan.generators import read_latents


@pytest.fixture(scope="module")
def labelled(command, run, tmp_path_factory):
    """Pictures of the run; those that are brighter than the median are good."""
    out = tmp_path_factory.mktemp("filters") / "marked"
    result = command("label", run, "--out", out, "--count", "60", "--seed", "3")
    assert result.exit_code == 0, (result.exception, result.output)
    told, page, then = result.stdout.splitlines()
    assert told == f"60 pictures of {run} in {out}"
    assert page.startswith(f"open {out}/label.html in a browser, mark them (J or right is good")
    assert then.endswith(f"keras-pggan train-filter labels.csv --pictures {out} --out filter.keras")
    np.testing.assert_array_equal(
        read_latents(out / "latents.npz").values, pg.latents(60, 8, seed=3)
    )
    bright = [np.asarray(Image.open(out / f"{n:04d}.png")).mean() for n in range(60)]
    rows = [f"{n:04d}.png,{int(each > np.median(bright))}" for n, each in enumerate(bright)]
    (out / "labels.csv").write_text("\n".join(["file,good", *rows]))
    return out


@pytest.fixture(scope="module")
def filter_file(command, labelled):
    out = labelled.parent / "filter.keras"
    result = command("train-filter", labelled / "labels.csv", "--out", out)
    assert result.exit_code == 0, (result.exception, result.output)
    first, second, third, last = result.stdout.splitlines()
    assert first == "trained with 48 pictures; held back: 12 pictures, 6 of them good"
    assert second.startswith("accuracy ")
    assert " reach the score 0.95" in third
    assert last == f"the filter is in {out}"
    return out


def test_pictures_that_pass_are_kept_and_those_tried_told(command, run, filter_file, tmp_path):
    out, kept = tmp_path / "good.npz", tmp_path / "kept.npz"
    given = ("--count", "10", "--filter", filter_file, "--min-score", "0.6", "--latents-out", kept)
    result = command("generate", run, "--out", out, *given)
    assert result.exit_code == 0, (result.exception, result.output)
    accept = pg.load_filter(filter_file).at_least(0.6)
    found = pg.generate_accepted(run, 10, accept)
    assert found.tried > 10
    assert result.stdout == (
        f"10 pictures of {run} in {out}, of {found.tried} tried those that score 0.6 or more by "
        f"{filter_file}\n"
    )
    np.testing.assert_array_equal(np.load(out)["images"], found.pictures)
    np.testing.assert_array_equal(read_latents(kept).values, found.found.values)
    assert accept(found.pictures).all()
    assert found.pictures.mean() > pg.generate(run, 200).mean()


def test_labels_lead_to_a_direction_too(command, run, labelled, tmp_path):
    given = (labelled / "labels.csv", "--latents", labelled / "latents.npz")
    result = command("direction", run, *given, "--out", tmp_path / "bright.npz")
    assert result.exit_code == 0, (result.exception, result.output)
    assert result.stdout.startswith("from good 0 (30) to good 1 (30): ")


def test_where_next_to_nothing_passes_it_is_told_and_nothing_written(
    refused, run, filter_file, tmp_path
):
    given = ("--filter", filter_file, "--min-score", "1", "--out", tmp_path / "a.png")
    refused("generate", run, *given, says="passed, and 16 are wanted; less than 1 % is given up")
    assert list(tmp_path.iterdir()) == []


def test_bad_input_is_told_and_nothing_written(refused, run, labelled, filter_file, tmp_path):
    out = ("--out", tmp_path / "a.png")
    says = "--filter must be left out where latents are given"
    refused("generate", run, *out, "--filter", "a", "--latents", "b", says=says)
    refused("generate", run, *out, "--filter", tmp_path / "a.keras", says="there is no such file")
    says = "--min-score must be 0 to 1, got 95.0"
    refused("generate", run, *out, "--filter", filter_file, "--min-score", "95", says=says)
    refused("label", run, "--out", labelled, says="there is something already")
    refused("label", run, "--out", tmp_path / "x", "--count", "0", says="--count must be 1 or more")
    refused(
        "label", run, "--out", tmp_path / "x", "--label", "cat", says="--label must be left out"
    )
    train = ("train-filter", labelled / "labels.csv", "--out")
    refused(*train, tmp_path / "a.npz", says="a file name that ends in .keras is expected")
    says = "--held-back must be 0.05 to 0.5, got 0.9"
    refused(*train, tmp_path / "a.keras", "--held-back", "0.9", says=says)
    shutil.copy(labelled / "labels.csv", tmp_path / "labels.csv")
    given = ("train-filter", tmp_path / "labels.csv", "--out", tmp_path / "a.keras")
    refused(
        *given,
        says=("there is no 0000.png", "give the folder of the labelled pictures (--pictures)"),
    )
    assert [path.name for path in tmp_path.iterdir()] == ["labels.csv"]
