"""Copies that a run's own options tell how to look for."""

import numpy as np
import pytest

import keras_pggan as pg
from keras_pggan.data.npz import write_npz
from keras_pggan.evaluation import copies
from keras_pggan.runs.config import TrainConfig


@pytest.fixture
def run_of(tmp_path, tiny_config, monkeypatch):
    """Makes a run of pictures in a file beside it, which draws some of them turned over."""

    def make(reals, **options):
        write_npz(tmp_path / "reals.npz", reals)
        (tmp_path / "run").mkdir()
        schedule = pg.Schedule.growing(tiny_config, images_per_phase=8, batch_size=4)
        config = TrainConfig(data="reals.npz", network=tiny_config, schedule=schedule, **options)
        config.write(tmp_path / "run" / "config.toml")
        drawn = reals[:5, :, ::-1]
        monkeypatch.setattr(copies, "samples_beside", lambda images, *_, **__: (images, drawn))
        return tmp_path / "run", tmp_path / "reals.npz"

    return make


@pytest.mark.parametrize("mirrored", [True, False])
def test_a_run_that_mirrored_its_pictures_is_held_against_both_forms(
    run_of, real_pictures, mirrored
):
    reals = np.ascontiguousarray(real_pictures[:, ::2, ::2, :3])
    run, data = run_of(reals, mirror=mirrored)
    (found,) = copies.find_copies(run, data).found
    assert (found.samples_median == 0) == mirrored
    (found,) = copies.find_copies(run, data, mirror=True).found
    assert found.samples_median == 0


def test_other_pictures_than_a_run_was_trained_with_are_warned_of(run_of, real_pictures, caplog):
    reals = np.ascontiguousarray(real_pictures[:, ::2, ::2, :3])
    run, data = run_of(reals, data_sha256=pg.data.Images(pg.data.Pictures(reals)).sha256)
    assert not copies.find_copies(run, data).of_others
    assert caplog.messages == []
    write_npz(data, 255 - reals)
    assert copies.find_copies(run, data).of_others
    assert caplog.messages == [
        f"{data}: these are not the pictures that {run} was trained with, so that a copy of one of "
        "those is not found"
    ]
