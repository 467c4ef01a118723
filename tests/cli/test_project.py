"""`keras-pggan project`: latents of picture files."""

import numpy as np
import pytest
from PIL import Image

import keras_pggan as pg

SHORT = ("--steps", "3", "--starts", "2")


@pytest.fixture
def picture(astronaut, tmp_path):
    path = tmp_path / "astronaut.jpg"
    Image.fromarray(astronaut).save(path)
    return path


def test_a_picture_is_projected_and_told(command, run, picture, tmp_path, contents):
    before, out = contents(run), tmp_path / "found"
    result = command("project", run, picture, "--out", out, *SHORT)
    assert result.exit_code == 0, (result.exception, result.output)
    line, last = result.stdout.splitlines()
    assert line.startswith("astronaut.jpg: distance ")
    assert last == f"1 latent of {run} in {out}"
    assert result.stderr == ""
    with np.load(out / "latents.npz", allow_pickle=False) as found:
        assert sorted(found) == ["distances", "latents", "names"]
        assert found["latents"].shape == (1, 8)
        assert found["latents"].dtype == np.float32
        assert found["names"].tolist() == ["astronaut.jpg"]
    assert Image.open(out / "pictures.png").size == (256 + 2 + 256, 256)
    assert contents(run) == before


def test_features_of_a_model_can_count(command, run, picture, tmp_path):
    import keras

    layers = [keras.Input((None, None, 3)), keras.layers.GlobalAveragePooling2D()]
    keras.Sequential(layers).save(tmp_path / "means.keras")
    given = (*SHORT, "--extractor", tmp_path / "means.keras")
    result = command("project", run, picture, "--out", tmp_path / "found", *given)
    assert result.exit_code == 0, (result.exception, result.output)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--steps", "-1"), "--steps must be 0 or more, got -1"),
        (("--starts", "0"), "--starts must be 1 to 1024, got 0"),
        (("--label", "cat"), "--label must be left out, as {run}/generator.keras has no classes"),
        (("--extractor", "none.keras"), "none.keras: there is no such file"),
    ],
    ids=" ".join,
)
def test_options_that_cannot_be_are_refused(refused, run, picture, tmp_path, options, says):
    out = tmp_path / "found"
    refused("project", run, picture, "--out", out, *options, says=says.format(run=run))
    assert not out.exists()


def test_what_cannot_be_projected_is_refused(refused, run, exported, picture, tmp_path):
    out = tmp_path / "found"
    refused("project", exported, picture, "--out", out, says="a SavedModel gives no gradients")
    refused("project", run, tmp_path / "none.png", "--out", out, says="none.png: there is no such")
    refused("project", run, run / "config.toml", "--out", out, says="a picture is expected")
    refused("project", run, picture, "--out", tmp_path, says="there is something already")
    assert [path.name for path in tmp_path.iterdir()] == ["astronaut.jpg"]


def test_python_does_the_same(command, run, picture, tmp_path):
    assert command("project", run, picture, "--out", tmp_path / "found", *SHORT).exit_code == 0
    found = pg.project(run, [picture], pg.ProjectionOptions(steps=3, starts=2))
    with np.load(tmp_path / "found" / "latents.npz") as arrays:
        np.testing.assert_array_equal(arrays["latents"], found.latents)
