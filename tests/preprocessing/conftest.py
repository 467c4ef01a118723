"""Photographs with faces, detectors made once, and pictures that harm processes."""

import signal
import time

import matplotlib.cbook
import numpy as np
import pytest
from PIL import Image
from skimage import data as photographs

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
def killing():
    """Makes a picture, by its name, that ends the process."""
    return lambda name: Troubled(name, signal.raise_signal, signal.SIGKILL)


@pytest.fixture(scope="session")
def hanging():
    """Makes a picture, by its name, that takes ages."""
    return lambda name: Troubled(name, time.sleep, 100)


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
def detector() -> FaceDetector:
    """Looks at pictures in their own size."""
    return FaceDetector(20)


@pytest.fixture(scope="session")
def detector_64() -> FaceDetector:
    """Shrinks pictures before it looks."""
    return FaceDetector(64)
