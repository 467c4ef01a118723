"""Whether a run is computed by oneDNN is kept with it."""

import os

import pytest

from keras_pggan.onednn import VARIABLE
from keras_pggan.runs.config import TrainConfig


@pytest.mark.parametrize("said", ["0", "1"])
def test_a_run_goes_on_with_what_it_began_with(
    command, trained_run, run_options, data_file, monkeypatch, said
):
    monkeypatch.setenv(VARIABLE, said)
    run = trained_run(data_file, *run_options, "--resolution", "4", "--phase-images", "8")
    begun_with = said == "1"
    assert TrainConfig.read(run / "config.toml").onednn is begun_with
    monkeypatch.setenv(VARIABLE, "0" if begun_with else "1")
    result = command("train", "--out", run, "--quiet")
    assert result.exit_code == 0, result.output
    assert os.environ[VARIABLE] == said
    assert TrainConfig.read(run / "config.toml").onednn is begun_with


def test_what_is_no_choice_is_told(refused, tmp_path, data_file):
    path = tmp_path / "options.toml"
    path.write_text("onednn = 'fast'")
    says = f"{path}: onednn must be true or false, got 'fast'"
    refused("train", data_file, "--out", tmp_path / "run", "--config", path, says=says)
