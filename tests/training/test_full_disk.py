"""A disk that is full stops a run and costs no older checkpoint."""

import resource
import subprocess
import sys

import numpy as np
import pytest
from checkpoint_numbers import numbers_of

import keras_pggan as pg
from keras_pggan.runs.checkpoints import Checkpoints, Position
from keras_pggan.runs.history_rows import read_history

# The first checkpoint, without optimizers, fits; one inside a phase, with them, does not.
LARGEST_FILE = 300_000


OPTIONS = """
[network]
resolution = 8
filters_base = 32
filters_max = 8
latent_dim = 8
[[phases]]
level = 0
height = 4
width = 4
fade_in = false
images = 80
batch_size = 8
"""


def limit_files():
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))


def weights(run):
    """All numbers of the last checkpoint of a run that is complete."""
    found = Checkpoints(run / "checkpoints").latest()
    assert found.position.phases_completed == 1
    return numbers_of(found)


@pytest.mark.slow
def test_a_checkpoint_that_cannot_be_written_ends_the_run_in_a_line_and_leaves_the_one_before(
    tmp_path, real_pictures
):
    data, options, run = (tmp_path / name for name in ("data.npz", "options.toml", "run"))
    pg.data.write_npz(data, real_pictures)
    options.write_text(OPTIONS)
    command = [sys.executable, "-m", "keras_pggan", "train", data, "--out", run]
    done = subprocess.run(
        [*command, "--config", options, "--checkpoint-images", "40"],
        preexec_fn=limit_files,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    line = done.stderr.splitlines()[-1]  # TensorFlow talks before, where it is told to
    assert line == (
        f"error: {run / 'checkpoints' / 'images-000000000040'}: cannot be written (File too large; "
        "a checkpoint takes 0.4 MiB); let files be larger (ulimit -f); the "
        f"checkpoint at 0 images is kept in {run}; the same command goes on"
    )
    assert [path.name for path in (run / "checkpoints").iterdir()] == ["images-000000000000"]
    assert Checkpoints(run / "checkpoints").latest().position == Position()
    # With room the same command goes on, and ends where a run ends that always had it.
    whole = tmp_path / "whole"
    for out in (run, whole):
        again = [*command[:-1], out, "--config", options, "--checkpoint-images", "40"]
        done = subprocess.run(again, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
    one, other = weights(run), weights(whole)
    assert one.keys() == other.keys()
    assert len(one) > 20
    for name, value in one.items():
        np.testing.assert_array_equal(value, other[name], err_msg=name)
    seen = [
        [row["images_seen"] for row in read_history(out / "history.csv")] for out in (run, whole)
    ]
    assert seen[0] == seen[1]
