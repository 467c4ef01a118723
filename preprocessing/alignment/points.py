"""Landmarks as complex numbers, x + iy: a product turns and scales them."""

from __future__ import annotations

import numpy as np

from keras_pggan.preprocessing.detect import Face
from keras_pggan.preprocessing.rejects import Reason, RejectedError


def landmarks_of(face: Face) -> np.ndarray:
    """Left eye, right eye, nose, left and right end of the mouth, complex128 (5,).

    Raises:
        RejectedError: the detector gave none.
    """
    points = np.asarray(face.landmarks, np.float64)
    if points.shape != (5, 2) or not np.isfinite(points).all():
        raise RejectedError(Reason.DETECTOR_FAILED, "the face has no five landmarks to align by")
    return np.asarray(points @ (1, 1j))


def to_matrix(turn: complex, move: complex) -> np.ndarray:
    """`turn * point + move` as a matrix, float64 (2, 3).

    >>> to_matrix(2j, 3)
    array([[ 0., -2.,  3.],
           [ 2.,  0.,  0.]])
    """
    return np.array([[turn.real, -turn.imag, move.real], [turn.imag, turn.real, move.imag]])


def directed(vector: complex) -> complex:
    """The vector, which a face is to be turned by.

    Raises:
        RejectedError: it is 0, as where all landmarks are one point.
    """
    if vector == 0:
        raise RejectedError(Reason.DETECTOR_FAILED, "the landmarks of the face tell no direction")
    return vector


def similarity(points: np.ndarray, places: np.ndarray) -> np.ndarray:
    """What turns, scales and moves points nearest to places, by least squares, float64 (2, 3).

    Args:
        points, places: complex (count,), which belong together one by one.

    Raises:
        RejectedError: all points are one, or no turn is better than another.
    """
    around = points - points.mean()
    turn = directed(np.vdot(around, places)) / np.vdot(around, around).real
    return to_matrix(turn, places.mean() - turn * points.mean())
