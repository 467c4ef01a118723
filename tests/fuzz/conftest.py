"""What a thousand odd inputs have in common."""

import random

import numpy as np
import pytest

OPTIONS = (
    *("--resolution", "16", "--filters-base", "32", "--filters-max", "8", "--latent-dim", "8"),
    *("--phase-images", "16", "--batch-size", "4"),
)
LONGEST = 700  # characters of a message, besides paths; a person reads them


@pytest.fixture
def chance(request):
    """Random choices that are the same at every run, and others in every test."""
    return random.Random(request.node.name)


@pytest.fixture(scope="session")
def fuzz_options():
    """Of `train`, for a run of seconds."""
    return OPTIONS


@pytest.fixture(scope="session")
def fuzz_data(tmp_path_factory, real_pictures):
    """An .npz of 24 real pictures of 16x16."""
    path = tmp_path_factory.mktemp("fuzz") / "pictures.npz"
    np.savez(path, images=np.ascontiguousarray(real_pictures[:24, ::2, ::2]))
    return path


@pytest.fixture(scope="session")
def fuzz_run(trained_run, fuzz_data):
    """A complete run of them."""
    return trained_run(fuzz_data, *OPTIONS, "--quiet")


@pytest.fixture(scope="session")
def told_or_done():
    """Whether a command worked (True) or told in one line what was wrong (False)."""

    def check(result, arguments):
        known = result.exception is None or isinstance(result.exception, SystemExit)
        assert known, (arguments, result.exception)
        assert "Traceback" not in result.output, arguments
        if result.exit_code == 0:
            return True
        assert result.exit_code == 2, (arguments, result.exit_code, result.output)
        *before, last = result.stderr.splitlines()
        assert last.startswith("error: "), (arguments, result.stderr)
        assert not [line for line in before if not line.startswith("warning: ")], result.stderr
        own = sum(len(str(argument)) for argument in arguments)  # may be named in the message
        assert len(last) < LONGEST + own, (arguments, last)
        return False

    return check
