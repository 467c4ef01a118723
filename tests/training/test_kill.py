"""Runs that are killed at any moment, also while they save, end like those that are not."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
from checkpoint_numbers import numbers_of
from tensorflow.core.util import event_pb2

import keras_pggan as pg
from keras_pggan.runs.checkpoints import Checkpoints

# Every step has a checkpoint, so that about half of the time goes into saving.
OPTIONS = """
seed = 7
checkpoint_images = 1
[network]
resolution = 8
filters_base = 16
latent_dim = 4
[[phases]]
level = 0
height = 4
width = 4
fade_in = false
images = 8
batch_size = 4
[[phases]]
level = 1
height = 8
width = 8
fade_in = true
images = {images}
batch_size = 4
"""
PATIENCE = 240  # seconds for a process to come to its first step on a busy machine


@pytest.fixture(scope="module")
def data(real_pictures, tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "astronaut.npz"
    pg.data.write_npz(path, real_pictures[:, ::4, ::4])
    return path


def arguments(data: Path, run: Path, images: int) -> tuple:
    options = data.with_name(f"{images}.toml")
    options.write_text(OPTIONS.format(images=images))
    return "train", data, "--out", run, "--config", options


def finish(command, data: Path, run: Path, images: int) -> dict[str, np.ndarray]:
    """Trains to the end, here; all numbers of the last checkpoint."""
    result = command(*arguments(data, run, images))
    assert result.exit_code == 0, (result.exception, result.output)
    found = Checkpoints(run / "checkpoints").latest()
    assert found.position.phases_completed == 2
    return numbers_of(found)


def kill(data: Path, run: Path, images: int, delay: float) -> None:
    """Starts a run, and kills it so many seconds after it saved for the first time."""
    before = names(run)
    process = subprocess.Popen(
        [sys.executable, "-m", "keras_pggan", *map(str, arguments(data, run, images))],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    deadline = time.monotonic() + PATIENCE
    while names(run) <= before and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    time.sleep(delay)
    process.kill()
    output, _ = process.communicate()
    assert process.returncode == -signal.SIGKILL, output


def names(run: Path) -> set[str]:
    """Everything that was ever seen among the checkpoints, half-written ones too."""
    folder = run / "checkpoints"
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


@pytest.mark.parametrize(
    ("kills", "images"), [(1, 40), pytest.param(20, 1200, marks=pytest.mark.slow)]
)
def test_a_run_that_is_killed_ends_with_the_weights_of_one_that_is_not(
    command, data, tmp_path, kills, images
):
    expected = finish(command, data, tmp_path / "whole", images)
    throw = random.Random(kills)
    for _ in range(kills):
        kill(data, tmp_path / "killed", images, throw.uniform(0.0, 0.6))
    killed = finish(command, data, tmp_path / "killed", images)
    assert killed.keys() == expected.keys()
    assert len(expected) > 30
    for name, value in expected.items():
        np.testing.assert_array_equal(killed[name], value, err_msg=name)
    assert not list((tmp_path / "killed").rglob(".*"))
    steps = logged(tmp_path / "killed")
    assert steps == logged(tmp_path / "whole")
    assert len(steps) > min(40, images / 4)


def logged(run: Path) -> list[int]:
    """The steps of a curve, in TensorBoard's files read one after the other."""
    files = [str(path) for path in sorted((run / "logs").iterdir())]
    events = map(event_pb2.Event.FromString, tf.data.TFRecordDataset(files).as_numpy_iterator())
    return [event.step for event in events for value in event.summary.value if value.tag == "alpha"]
