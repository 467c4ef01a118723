"""Runs, generators and exports that version 0.1.0 wrote; see tests/fixtures/README.md."""

import csv
import zipfile
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest
from slow_parameters import with_slow
from typer.testing import CliRunner

import keras_pggan as pg
from keras_pggan.cli import app
from keras_pggan.models.building import build_gan
from keras_pggan.runs.checkpoints import Checkpoints, Position
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.run_directory import RunDirectory
from keras_pggan.training.execution import enter

FIXTURES = Path(__file__).parents[1] / "fixtures"
DATA = FIXTURES / "data.npz"
# The stopped runs: where they were, and the images of all their phases.
STOPPED = {
    "run_interrupted": (Position(1, 28, 36), 76),
    "run_least_squares": (Position(0, 36, 36), 80),
}
SCORE = "checkpoint/vars/average_score"  # in every checkpoint then; now of the loss that has one
COUNTS = ("checkpoint/vars/images_seen", "checkpoint/vars/random")
SKIPPED = "checkpoint/vars/skipped_steps"


def call(*arguments):
    """What a command printed; it must succeed."""
    given = [str(argument) for argument in arguments]
    result = CliRunner().invoke(app, given, env={"COLUMNS": "200"})
    assert result.exit_code == 0, (result.exception, result.output)
    return result.stdout


def unpacked(name, folder):
    with zipfile.ZipFile(FIXTURES / f"{name}.zip") as archive:
        archive.extractall(folder)
    return folder / name


def rows(run):
    with (run / "history.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def numbers(checkpoint):
    """What a checkpoint holds, by path in its file."""
    found = {}
    with h5py.File(checkpoint / "gan.weights.h5") as file:
        file.visititems(
            lambda name, item: found.update(
                {f"checkpoint/{name}": item[()]} if isinstance(item, h5py.Dataset) else {}
            )
        )
    return found


def last(run):
    return max(run.glob("checkpoints/images-*"))


def files(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def expected():
    with np.load(FIXTURES / "expected.npz") as file:
        return dict(file)


@pytest.fixture(scope="module")
def complete(tmp_path_factory):
    """The run that was complete. Nothing may change it."""
    return unpacked("run_complete", tmp_path_factory.mktemp("complete"))


@pytest.fixture(scope="module", params=with_slow(STOPPED, ["run_least_squares"]))
def continued(request, tmp_path_factory):
    """A run as it was stopped, what was printed when it was continued, and what it is now."""
    before = unpacked(request.param, tmp_path_factory.mktemp("stopped"))
    after = unpacked(request.param, tmp_path_factory.mktemp("continued"))
    told = call("train", DATA, "--out", after, "--config", before / "config.toml")
    return before, told, after


@pytest.mark.parametrize("name", STOPPED)
def test_a_checkpoint_is_read_to_the_last_bit(name, tmp_path):
    run = RunDirectory(unpacked(name, tmp_path))
    config = TrainConfig.read(run.path / "config.toml")
    found = Checkpoints(run.checkpoints).latest()
    assert found.position == STOPPED[name][0]
    gan = build_gan(config)
    saved = numbers(found.path)
    enter(gan, config.schedule[found.position.phases_completed])
    found.load(gan)
    assert int(gan.images_seen) == saved[COUNTS[0]] == found.position.phase_images
    score = gan.loss_state.get("average_score")
    assert (score is not None) == (config.loss.name == "least-squares")
    assert score is None or float(score) == saved[SCORE] != 0
    again = numbers(Checkpoints(tmp_path / "again").save(gan, found.position).path)
    assert set(saved) - set(again) == ({SCORE} if score is None else set())
    assert again.pop(SKIPPED) == 0  # which was not counted then
    for key, value in again.items():
        np.testing.assert_array_equal(value, saved[key], err_msg=key)


def test_a_stopped_run_goes_on_as_it_would_have_then(continued, expected):
    before, told, after = continued
    position, images = STOPPED[before.name]
    assert f"continuing after {position.images_seen} images" in told
    assert Checkpoints(after / "checkpoints").latest().position.images_seen == images
    start, end = numbers(last(before)), numbers(last(after))
    kept = keras.models.load_model(after / "generator.keras", compile=False).get_weights()
    end |= {f"generator.keras/{index:02d}": value for index, value in enumerate(kept)}
    wanted = {
        key.removeprefix(f"{before.name}/"): value
        for key, value in expected.items()
        if key.startswith(f"{before.name}/")
    }
    for key in COUNTS:
        np.testing.assert_array_equal(end[key], wanted.pop(key))
    score = wanted.pop(SCORE)
    if score:
        assert end[SCORE] == pytest.approx(score, rel=1e-3)
        assert abs(score - start[SCORE]) > 0.1
    # Equal to the last bit where sums have the order that they had then. Other processors sum in
    # another: without oneDNN it is 2e-4 after these eleven steps.
    for key, value in wanted.items():
        np.testing.assert_allclose(end[key], value, rtol=1e-3, atol=1e-3, err_msg=key)
    kernel = "checkpoint/generator/heads/equalized_conv2d_1/vars/0"
    assert np.abs(wanted[kernel] - start[kernel]).max() > 1e-2


def test_the_history_keeps_its_rows_and_columns(continued):
    before, _, after = continued
    old, new = rows(before), rows(after)
    assert list(new[0]) == list(old[0])  # gradient_norm, too, which the second loss has none of
    assert new[: len(old)] == old
    _, images = STOPPED[before.name]
    assert [int(row["images_seen"]) for row in new] == list(range(4, images + 1, 4))


def test_a_complete_run_is_told_to_be_and_stays_as_it_is(complete):
    before, config = files(complete), complete / "config.toml"
    told = call("train", DATA, "--out", complete, "--config", config)
    assert told.splitlines()[-1].startswith(f"{complete} is complete: 3 phases, 24 images; ")
    assert files(complete) == before


def test_pictures_of_an_old_run_and_of_its_generator_are_those_of_then(
    complete, expected, tmp_path
):
    for name, model in (("run", complete), ("file", complete / "generator.keras")):
        out = tmp_path / f"{name}.npz"
        call("generate", model, "--out", out, "--count", "16", "--seed", "0")
        made = pg.data.read_npz(out).images
        wanted = expected["run_complete/generated"].astype(int)
        np.testing.assert_allclose(made, wanted, rtol=0, atol=1)


def test_pictures_of_an_old_export_are_those_of_its_generator(complete, expected, tmp_path):
    old = unpacked("exported", tmp_path)
    made = pg.generate(pg.load_generator(old), 16, seed=0)
    wanted = expected["run_complete/generated"].astype(int)
    np.testing.assert_allclose(made, wanted, rtol=0, atol=1)
    call("export", complete, "--out", tmp_path / "new")
    again = pg.generate(pg.load_generator(tmp_path / "new"), 16, seed=0)
    np.testing.assert_allclose(again, wanted, rtol=0, atol=1)


@pytest.mark.parametrize("name", ["run_complete", *STOPPED])
def test_an_old_run_is_reported(name, tmp_path):
    run, out = unpacked(name, tmp_path), tmp_path / "report.html"
    before = files(run)
    assert f"{out} tells of {run}" in call("report", run, "--out", out, "--data", DATA)
    page = out.read_text()
    assert page.startswith("<!DOCTYPE html>")
    assert all(phase in page for phase in {row["phase"] for row in rows(run)})
    assert files(run) == before
