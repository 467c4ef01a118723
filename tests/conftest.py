"""Shared fixtures: real pictures out of packages, tiny networks, one trained run."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# Laws of equality to the last bit need sums in one order, which several threads do not promise on
# a busy machine; tiny networks are no slower on one. Processes that tests start inherit this.
os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
os.environ.setdefault("TF_NUM_INTEROP_THREADS", "1")
# As the command has it, whose choice comes too late for this process.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

import keras
import matplotlib.cbook
import numpy as np
import pytest
from PIL import Image
from skimage import data as photographs
from typer.testing import CliRunner

import keras_pggan as pg
from keras_pggan.cli import app

# Files that take longest begin first: one that began last would leave the other cores idle.
LONGEST = (
    "distribution/test_workers.py",
    "training/test_changing.py",
    "training/test_loop.py",
    "distribution/test_distribution.py",
    "callbacks/test_distance.py",
    "contracts/test_export_formats.py",
    "models/blur/test_blur_gan.py",
    "training/test_kill.py",
    "export/test_page.py",
    "cli/test_train.py",
    "adversarial/test_step.py",
    "contracts/test_families.py",
    "test_known_to_keras.py",
)


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: not item.path.as_posix().endswith(LONGEST))


@pytest.fixture(autouse=True)
def _fixed_seed():
    keras.utils.set_random_seed(1)


@pytest.fixture(scope="session")
def real_pictures() -> np.ndarray:
    """64 pieces of a photograph, uint8 (64, 32, 32, 3)."""
    astronaut = photographs.astronaut()[:256, :256]
    pieces = astronaut.reshape(8, 32, 8, 32, 3).swapaxes(1, 2)
    return np.ascontiguousarray(pieces.reshape(64, 32, 32, 3))


@pytest.fixture(scope="session")
def astronaut() -> np.ndarray:
    """A face about 83 pixels wide and 107 high, uint8 (512, 512, 3)."""
    return photographs.astronaut()


@pytest.fixture(scope="session")
def hopper() -> np.ndarray:
    """A face about 172 pixels wide and 220 high, uint8 (600, 512, 3)."""
    path = matplotlib.cbook.get_sample_data("grace_hopper.jpg", asfileobj=False)
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


@pytest.fixture(scope="session")
def tiny_config() -> pg.NetworkConfig:
    """Networks to 16x16 that train in seconds."""
    return pg.NetworkConfig(resolution=16, filters_base=32, filters_max=8, latent_dim=8)


def _command(*arguments):
    # Wide, so that no table breaks a line.
    environment = {"COLUMNS": "200", "FORCE_COLOR": None}
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env=environment)


@pytest.fixture(scope="session")
def command():
    """Calls `keras-pggan` in this process: `command("train", data, "--out", folder)`."""
    return _command


@pytest.fixture(scope="session")
def trained_run(tmp_path_factory):
    """Trains a run in a new folder by the command: `trained_run(data, "--resolution", "8")`."""

    def train(data, *options):
        folder = tmp_path_factory.mktemp("runs") / "run"
        result = _command("train", data, "--out", folder, *options)
        assert result.exit_code == 0, (result.exception, result.output)
        return folder

    return train


@pytest.fixture(scope="session")
def refused():
    """Calls a command that must end as bad input does, and tell each of `says`."""

    def check(*arguments, says):
        result = _command(*arguments)
        assert result.exit_code == 2, (result.exception, result.output)
        assert result.stdout == ""
        (line,) = result.stderr.splitlines()
        assert line.startswith("error: ")
        for part in says if isinstance(says, tuple) else (says,):
            assert str(part) in line

    return check
