"""Photographs that lie on their side or on their head, and were not told to be so."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from keras_pggan.preprocessing.alignment import SquareCrop
from keras_pggan.preprocessing.detect import LANDMARKS_SIDE, Face, FaceDetector
from keras_pggan.preprocessing.reading import Picture

# MTCNN finds hardly a face that lies on its side, and about half of those on their head, with
# landmarks that look upright and any confidence. But it does not stay so sure of the latter where
# the box is moved. Mean log odds of its last network over boxes moved by 7 of 48 pixels, on 119
# upright faces of 26 photographs and on the 21 faces that were found on their head:
#
#                     as found                 turned by half a turn
#     upright         2 or more for 98 %       2.5 at most
#     on their head   2.4 at most              4.4 or more
SHIFT = 7
CERTAIN, DOUBTFUL = 3.0, 1.0
# Two boxes, one above and one below, are enough to tell most upright faces: the mean was above this
# for nine of ten, and 3.1 at most for those on their head.
QUICK = 4.0
AROUND = SquareCrop(margin=SHIFT / LANDMARKS_SIDE)
ALL = [(down, across) for down in range(3) for across in range(3)]
ABOVE_AND_BELOW = [(0, 1), (2, 1)]
MOST_FACES = 4  # the largest ones, that are looked at
HALF, QUARTERS = 2, (1, 3, 2)  # turns to the left, the most likely first


@dataclasses.dataclass(frozen=True)
class View:
    """A picture turned to the left by quarters, as `Picture` gives it."""

    picture: Picture
    quarters: int = 0

    @property
    def small(self) -> np.ndarray:
        """See `Picture`."""
        return self._turned(self.picture.small)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the whole."""
        width, height = self.picture.size
        return (height, width) if self.quarters % 2 else (width, height)

    @property
    def whole(self) -> np.ndarray:
        """See `Picture`."""
        return self._turned(self.picture.whole)

    def _turned(self, pixels: np.ndarray) -> np.ndarray:
        return np.ascontiguousarray(np.rot90(pixels, self.quarters)) if self.quarters else pixels


def found_upright(
    picture: Picture, detector: FaceDetector, *, turns: bool = True
) -> tuple[View, list[Face]]:
    """A picture turned so that its faces are upright, and the faces, the largest first.

    Faces that are found in the picture as it is are taken, unless one of them is certain by half a
    turn, and more so than they are. Where there are none, or hardly one, the first turn with a
    certain face is taken.

    Args:
        picture: as it was read.
        detector: finds the faces.
        turns: whether any but the picture as it is is looked at.

    Returns:
        The picture as it is and what was found there, if no turn is better.
    """
    view = View(picture)
    faces = detector.detect(view.small, size=view.size)
    for quarters in _likely_turns(view, faces, detector) if turns else ():
        other = View(picture, quarters)
        found = detector.detect(other.small, size=other.size)
        if _best(other, found, detector) >= CERTAIN:
            return other, found
    return view, faces


def _likely_turns(view: View, faces: Sequence[Face], detector: FaceDetector) -> tuple[int, ...]:
    """By which a picture may be upright that is not so as it is."""
    if faces and _score(view, faces[0], detector, ABOVE_AND_BELOW) >= QUICK:
        return ()
    as_found = _best(view, faces, detector)
    if _best(view, faces, detector, on_head=True) >= max(QUICK, as_found):
        return (HALF,)
    return QUARTERS if as_found < DOUBTFUL else ()


def _best(
    view: View, faces: Sequence[Face], detector: FaceDetector, *, on_head: bool = False
) -> float:
    """The score of the face that is the most certain."""
    scores = [_score(view, face, detector, on_head=on_head) for face in faces[:MOST_FACES]]
    return max(scores, default=-np.inf)


def _score(
    view: View,
    face: Face,
    detector: FaceDetector,
    places: Sequence[tuple[int, int]] = ALL,
    *,
    on_head: bool = False,
) -> float:
    """The mean of the detector's log odds of a face, its box moved to places."""
    small = view.small
    height, width = small.shape[:2]
    across, down = width / view.size[0], height / view.size[1]
    there = Face(face.left * across, face.top * down, face.width * across, face.height * down, 1.0)
    patch = AROUND(small, there, LANDMARKS_SIDE + 2 * SHIFT)
    if on_head:
        patch = patch[::-1, ::-1]
    tops, lefts = (SHIFT * np.array(each) for each in zip(*places, strict=True))
    side = np.arange(LANDMARKS_SIDE)
    crops = patch[(tops[:, None] + side)[:, :, None], (lefts[:, None] + side)[:, None, :]]
    return float(detector.scores(crops).mean())
