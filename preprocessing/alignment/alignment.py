"""What all alignments have in common."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.preprocessing.detect import Face
from keras_pggan.sizes import Size, sides_of
from keras_pggan.words import shortened

LARGEST_MARGIN = 10  # more is picture around a dot, and memory without bound


@dataclasses.dataclass(frozen=True)
class Alignment:
    """Base of alignments: which part of a picture the crop of a face is.

    It is a square around the face, and where the crop is to be no square, as much more above and
    below it, or beside it, as that needs: the face is where it is in the square, in the middle.

    Points are in pixels, x before y, from the top left corner of the first pixel, whose centre
    thus is at (0.5, 0.5); boxes and landmarks of faces are meant so.

    A subclass sets `name` and implements `square`, or `matrix` itself, and the call.
    """

    name = ""  # how commands call it; without an annotation, so that it is no field

    def __call__(self, picture: np.ndarray, face: Face, size: Size) -> np.ndarray:
        """The crop of a face.

        Args:
            picture: uint8 (height, width, channels) with 3 or 4 channels, upright.
            face: where the face is in it.
            size: of the crop in pixels.

        Returns:
            uint8 (height, width, channels).

        Raises:
            RejectedError: the landmarks that it needs are missing, or tell no direction.
        """
        raise NotImplementedError

    def square(self, face: Face, size: int) -> np.ndarray:
        """What takes a point of the picture to its place in a crop that is a square.

        Args:
            face: as for the call.
            size: side of the square in pixels.

        Returns:
            float64 (2, 3).

        Raises:
            RejectedError: as the call.
        """
        raise NotImplementedError

    def matrix(self, face: Face, size: Size) -> np.ndarray:
        """What takes a point of the picture to its place in the crop, float64 (2, 3).

        Raises:
            RejectedError: as the call.
        """
        height, width = sides_of(size)
        side = min(height, width)
        matrix = self.square(face, side)
        matrix[:, 2] += (width - side) / 2, (height - side) / 2
        return matrix

    def landmarks(self, face: Face, size: Size) -> tuple[tuple[float, float], ...]:
        """Where the landmarks of a face are in its crop; none, if it has none."""
        if not face.landmarks:
            return ()
        matrix = self.matrix(face, size)
        found = np.asarray(face.landmarks, np.float64) @ matrix[:, :2].T + matrix[:, 2]
        return tuple((float(x), float(y)) for x, y in found)


def check_margin(margin: float) -> None:
    """Raises InputError for a margin out of range."""
    if not 0 <= margin <= LARGEST_MARGIN:
        raise InputError(f"margin must be 0 to {LARGEST_MARGIN}, got {margin}")


def named_alignments() -> dict[str, type[Alignment]]:
    """All alignments by name.

    >>> sorted(named_alignments())
    ['celeba-hq', 'crop', 'landmarks']
    """
    return {kind.name: kind for kind in Alignment.__subclasses__()}


def make_alignment(name: str, *, margin: float | None = None) -> Alignment:
    """The alignment of a name.

    Args:
        name: one of `named_alignments`.
        margin: added on every side, as a fraction of the face's; by default the alignment's own.

    Raises:
        InputError: there is no such alignment, or it takes no such margin.

    >>> make_alignment("crop", margin=0.5)
    SquareCrop(margin=0.5)
    """
    kinds = named_alignments()
    if name not in kinds:
        raise InputError(f"align must be one of {', '.join(sorted(kinds))}, got {shortened(name)}")
    fields = {field.name for field in dataclasses.fields(kinds[name])}
    if margin is not None and "margin" not in fields:
        raise InputError(f"the alignment {name} takes no margin, got {margin}: leave it out")
    given: dict[str, Any] = {} if margin is None else {"margin": margin}
    return kinds[name](**given)
