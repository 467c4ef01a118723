"""A picture whose colours are a formula, and faces with landmarks on it."""

import numpy as np
import pytest

from keras_pggan.preprocessing.detect import Face

# Of the astronaut of scikit-image, as MTCNN gives them: eyes, nose, corners of the mouth.
ASTRONAUT = ((204, 100), (245, 102), (224, 126), (202, 139), (244, 140))


def _colours(x, y):
    """The colour at a point, float64 (..., 3): waves that are long beside a pixel."""
    waves = np.stack([x / 31 + y / 53, x / 47 - y / 29 + 1, (x + y) / 61 + 2], axis=-1)
    return 128 + 100 * np.sin(waves)


def _smooth(height, width, scale=1.0):
    """The picture of `_colours`, at so many pixels for each unit of length, uint8."""
    y, x = (np.mgrid[:height, :width] + 0.5) / scale
    return np.round(_colours(x, y)).astype(np.uint8)


def _face(points):
    points = np.asarray(points, float)
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    marks = tuple((float(x), float(y)) for x, y in points)
    return Face(left, top, right - left, bottom - top, 0.99, marks)


def _turned(points, *, degrees=0.0, scale=1.0, centre=(224.0, 120.0)):
    """The astronaut's landmarks turned clockwise around their middle, scaled, and moved."""
    angle = np.radians(degrees)
    turn = scale * np.array([(np.cos(angle), -np.sin(angle)), (np.sin(angle), np.cos(angle))])
    points = np.asarray(points, float)
    return (points - points.mean(axis=0)) @ turn.T + centre


@pytest.fixture(scope="session")
def colours():
    return _colours


@pytest.fixture(scope="session")
def smooth():
    return _smooth


@pytest.fixture(scope="session")
def face_at():
    """Makes a face: `face_at(degrees=30, scale=2, centre=(300, 200))`."""
    return lambda **place: _face(_turned(ASTRONAUT, **place))


@pytest.fixture(scope="session")
def face_of():
    """Makes a face of five points."""
    return _face
