"""Detectors made once, and pictures that harm processes."""

import signal
import time

import pytest

from keras_pggan.preprocessing.detect import FaceDetector
from keras_pggan.preprocessing.sources import Source


class Troubled(Source):
    """A picture that does something to the process which takes it out of its pipe."""

    def __init__(self, name, act, *arguments):
        super().__init__(name, name)
        object.__setattr__(self, "deed", (act, arguments))

    def __reduce__(self):
        return self.deed


@pytest.fixture(scope="session")
def troubled():
    """Makes a picture, by its name, a function and its arguments, that calls it."""
    return Troubled


@pytest.fixture(scope="session")
def killing():
    """Makes a picture, by its name, that ends the process."""
    return lambda name: Troubled(name, signal.raise_signal, signal.SIGKILL)


@pytest.fixture(scope="session")
def hanging():
    """Makes a picture, by its name, that takes ages."""
    return lambda name: Troubled(name, time.sleep, 100)


@pytest.fixture(scope="session")
def detector() -> FaceDetector:
    """Looks at pictures in their own size."""
    return FaceDetector(20)


@pytest.fixture(scope="session")
def detector_64() -> FaceDetector:
    """Shrinks pictures before it looks."""
    return FaceDetector(64)
