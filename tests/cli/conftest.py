"""What the tests of the commands share: real pictures, one trained run."""

import numpy as np
import pytest

RUN_OPTIONS = (
    *("--resolution", "8", "--filters-base", "32", "--filters-max", "8", "--latent-dim", "8"),
    *("--phase-images", "32", "--batch-size", "4", "--recipe", "paper"),
)


@pytest.fixture(scope="session")
def contents():
    """Everything below a folder: its bytes and when it was written, by path."""

    def read(folder):
        return {
            path.relative_to(folder).as_posix(): (
                path.stat().st_mtime_ns,
                path.read_bytes() if path.is_file() else None,
            )
            for path in sorted(folder.rglob("*"))
        }

    return read


@pytest.fixture(scope="session")
def run_options():
    """The options that the trained run was started with."""
    return RUN_OPTIONS


@pytest.fixture(scope="session")
def data_file(tmp_path_factory, real_pictures):
    """64 real pictures of 32x32 in the .npz contract."""
    path = tmp_path_factory.mktemp("data") / "pictures.npz"
    np.savez(path, images=real_pictures)
    return path


@pytest.fixture(scope="session")
def run(trained_run, data_file):
    """The one trained run of these tests. Nothing may change it."""
    return trained_run(data_file, *RUN_OPTIONS)


@pytest.fixture(scope="session")
def exported(command, tmp_path_factory, run):
    """The trained run, exported as a SavedModel."""
    folder = tmp_path_factory.mktemp("exports") / "saved-model"
    result = command("export", run, "--out", folder)
    assert result.exit_code == 0, (result.exception, result.output)
    return folder
