"""Faces turned and scaled so that eyes, nose and mouth come to the same places."""

from __future__ import annotations

import dataclasses

import numpy as np

from keras_pggan.preprocessing.alignment.alignment import Alignment, check_margin
from keras_pggan.preprocessing.alignment.points import landmarks_of, similarity
from keras_pggan.preprocessing.alignment.resampling import cut, resample
from keras_pggan.preprocessing.detect import Face
from keras_pggan.sizes import Size

# Eyes, nose and corners of the mouth in a square around a face, as fractions of its side: the
# mean face that face recognition aligns to (Deng et al., ArcFace, 2019, in pixels of 112), made
# symmetric.
TEMPLATE = (
    (0.3427, 0.4607),
    (0.6573, 0.4607),
    (0.5000, 0.6405),
    (0.3697, 0.8240),
    (0.6303, 0.8240),
)


@dataclasses.dataclass(frozen=True)
class Landmarks(Alignment):
    """The square that brings the landmarks of a face nearest to those of a mean face.

    It is turned, scaled and moved, but not sheared or mirrored, so that the sum of the squared
    distances is least. Where it leaves the picture, the picture is mirrored at its border.

    Args:
        margin: added on every side of the mean face's square, as a fraction of its side.

    Raises:
        InputError: the margin is out of range.
    """

    name = "landmarks"

    margin: float = 0.2

    def __post_init__(self) -> None:
        check_margin(self.margin)

    def square(self, face: Face, size: int) -> np.ndarray:
        """See `Alignment`."""
        places = (np.array(TEMPLATE) + self.margin) * (size / (1 + 2 * self.margin))
        matrix: np.ndarray = similarity(landmarks_of(face), places @ (1, 1j))
        return matrix

    def __call__(self, picture: np.ndarray, face: Face, size: Size) -> np.ndarray:
        """See `Alignment`."""
        crop: np.ndarray = resample(cut(picture, self.matrix(face, size), size), size)
        return crop
