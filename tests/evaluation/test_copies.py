"""Copies that a run's own options tell how to look for."""

import dataclasses

import numpy as np
import pytest

import keras_pggan as pg
from keras_pggan.data.npz import write_npz
from keras_pggan.evaluation import copies
from keras_pggan.runs.config import TrainConfig


@pytest.mark.parametrize("mirrored", [True, False])
def test_a_run_that_mirrored_its_pictures_is_held_against_both_forms(
    tmp_path, tiny_config, real_pictures, monkeypatch, mirrored
):
    reals = np.ascontiguousarray(real_pictures[:, ::2, ::2, :3])
    write_npz(tmp_path / "reals.npz", reals)
    (tmp_path / "run").mkdir()
    schedule = pg.Schedule.growing(tiny_config, images_per_phase=8, batch_size=4)
    config = TrainConfig(data="reals.npz", network=tiny_config, schedule=schedule)
    dataclasses.replace(config, mirror=mirrored).write(tmp_path / "run" / "config.toml")
    monkeypatch.setattr(copies, "sample_pictures", lambda *given, **named: reals[:5, :, ::-1])
    run, data = tmp_path / "run", tmp_path / "reals.npz"
    (found,) = copies.find_copies(run, data).found
    assert (found.samples_median == 0) == mirrored
    (found,) = copies.find_copies(run, data, mirror=True).found
    assert found.samples_median == 0
