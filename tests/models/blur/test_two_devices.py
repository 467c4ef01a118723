"""Two devices train what one does, with statistics of the whole batch and in the fade."""

import subprocess
import sys
from pathlib import Path

import pytest


def test_two_replicas_give_the_weights_of_one():
    """In a process of its own, because devices are chosen before TensorFlow starts."""
    command = [sys.executable, Path(__file__).with_name("two_devices.py")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=500)
    assert done.returncode == 0, done.stderr
    found = dict(line.split("=") for line in done.stdout.split() if "=" in line)
    numbers = {name: float(value) for name, value in found.items()}
    assert numbers["replicas"] == 2
    assert numbers["radius"] == pytest.approx(0.1 * 16 / 5)  # in the last of five steps
    assert numbers["statistics"] == 0
    assert numbers["difference"] < 1e-5
    assert numbers["trained"] > 1e-3
