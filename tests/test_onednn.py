import os
import subprocess
import sys

import pytest

from keras_pggan.onednn import VARIABLE, choose_onednn


@pytest.mark.parametrize(
    ("said", "begun_with", "on"),
    [
        (None, None, True),
        ("0", None, False),
        ("1", None, True),
        (None, False, False),
        ("1", False, False),
        ("0", True, True),
    ],
)
def test_it_is_on_unless_the_user_or_the_run_says_otherwise(monkeypatch, said, begun_with, on):
    monkeypatch.delenv(VARIABLE, raising=False)
    if said is not None:
        monkeypatch.setenv(VARIABLE, said)
    assert choose_onednn(begun_with) is on
    assert os.environ[VARIABLE] == str(int(on))


def test_importing_the_package_chooses_nothing():
    code = f"import os, keras_pggan as pg; pg.losses, pg.train; print(os.environ.get({VARIABLE!r}))"
    without = {key: value for key, value in os.environ.items() if key != VARIABLE}
    done = subprocess.run(
        [sys.executable, "-c", code], env=without, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "None"
