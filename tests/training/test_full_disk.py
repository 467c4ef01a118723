"""A disk that is full stops a run and costs no older checkpoint."""

import resource
import subprocess
import sys
from pathlib import Path

import keras_pggan as pg
from keras_pggan.runs.checkpoints import Checkpoints, Position

SCRIPT = Path(__file__).parent / "distribution" / "worker.py"
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


def test_a_checkpoint_that_cannot_be_written_ends_the_run_and_leaves_the_one_before(tmp_path):
    run = tmp_path / "run"
    done = subprocess.run(
        [sys.executable, SCRIPT, run, "none", "80"],
        preexec_fn=limit_files,  # what writes past the limit fails, as on a full disk
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert "the checkpoint of 0.3 MiB cannot be written (File too large)" in last, done.stderr
    assert [path.name for path in (run / "checkpoints").iterdir()] == ["images-000000000000"]
    assert Checkpoints(run / "checkpoints").latest().position == Position()


def test_the_command_tells_so_in_one_line(tmp_path, real_pictures):
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
    assert line.startswith(f"error: {run / 'checkpoints'}: the checkpoint of 0.3 MiB cannot be ")
    assert line.endswith("make room, then the same command continues from the one before")
    assert [path.name for path in (run / "checkpoints").iterdir()] == ["images-000000000000"]
    assert Checkpoints(run / "checkpoints").latest().position == Position()
