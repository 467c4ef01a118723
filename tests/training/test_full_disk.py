"""A disk that is full stops a run and costs no older checkpoint."""

import resource
import subprocess
import sys

import pytest

import keras_pggan as pg
from keras_pggan.models.building import build_gan
from keras_pggan.runs.checkpoints import Checkpoints, Position
from keras_pggan.runs.config import RunOptions, TrainConfig

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
    """What writes past the limit fails, as on a full disk."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, hard))


@pytest.fixture
def full_disk():
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    limit_files()
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_checkpoint_that_cannot_be_written_ends_the_run_and_leaves_the_one_before(
    real_pictures, tmp_path, full_disk
):
    images = pg.data.Images(pg.data.Pictures(real_pictures), "astronaut.npz")
    network = pg.NetworkConfig(resolution=8, filters_base=32, filters_max=8, latent_dim=8)
    schedule = pg.Schedule.growing(network, images_per_phase=80, batch_size=8)
    config = TrainConfig(data=images.source, network=network, schedule=schedule)
    run, options = tmp_path / "run", RunOptions(checkpoint_images=40)
    says = r"the checkpoint of 0\.3 MiB cannot be written \(File too large\)"
    with pytest.raises(OSError, match=says):
        pg.train(build_gan(config), images, schedule, run, options=options)
    assert [path.name for path in (run / "checkpoints").iterdir()] == ["images-000000000000"]
    assert Checkpoints(run / "checkpoints").latest().position == Position()


def test_the_command_tells_so_in_one_line(tmp_path, real_pictures):
    """In a process of its own, which could crash when it ends: HDF5 does where a write failed."""
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
