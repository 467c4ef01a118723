"""Photographs that lie on their side or on their head, and were not told to be so."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence

import numpy as np

from keras_pggan.preprocessing.alignment import SquareCrop
from keras_pggan.preprocessing.detect import LANDMARKS_SIDE, Face, FaceDetector
from keras_pggan.preprocessing.reading import Picture

# MTCNN finds hardly a face that lies on its side, and about half of those on their head, with
# landmarks that look upright and any confidence. But of the latter it is less sure where the box is
# moved. Means of its last network's log odds over the places of a box, on 169 upright faces (of 25
# photographs and 25 small ones, and mirrored), and on 21 faces that were found on their head:
#
#                    ALL, as found    by half a turn   QUICK, as found    by half a turn
#     upright        2.0+ for 98 %    2.5 at most      4.0+ for 93 %      3.1 at most
#     on their head  3.1 at most      4.4 or more      3.1 at most        4.4 or more
#
# What is no face had 2.3 at most.
SHIFT = 7  # pixels of the 48 that the network sees
ALL = [(down, across) for down in (0, SHIFT, 2 * SHIFT) for across in (0, SHIFT, 2 * SHIFT)]
QUICK = [(0, SHIFT), (2 * SHIFT, SHIFT)]  # above and below
CERTAIN, QUICK_CERTAIN, DOUBTFUL = 3.0, 4.0, 1.0
AROUND = SquareCrop(margin=SHIFT / LANDMARKS_SIDE)
MOST_FACES = 4  # the largest ones, that are looked at
HALF, QUARTERS = 2, (1, 3, 2)  # turns to the left, the most likely first


@dataclasses.dataclass(frozen=True)
class View:
    """A picture turned to the left by quarters, as `Picture` gives it."""

    picture: Picture
    quarters: int = 0

    @functools.cached_property
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
        certain = _best(other, found, detector, ALL)
        if certain >= max(CERTAIN, _best(other, found, detector, ALL, on_head=True)):
            return other, found
    return view, faces


def _likely_turns(view: View, faces: Sequence[Face], detector: FaceDetector) -> tuple[int, ...]:
    """By which a picture may be upright that is not so as it is."""
    if _best(view, faces[:1], detector, QUICK) >= QUICK_CERTAIN:
        return ()
    as_found = _best(view, faces, detector, QUICK)
    if _best(view, faces, detector, QUICK, on_head=True) >= max(QUICK_CERTAIN, as_found):
        return (HALF,)
    return QUARTERS if as_found < DOUBTFUL else ()


def _best(
    view: View,
    faces: Sequence[Face],
    detector: FaceDetector,
    places: Sequence[tuple[int, int]],
    *,
    on_head: bool = False,
) -> float:
    """The score of the face that is the most certain: the mean of the log odds over the places."""
    scores = [
        detector.scores(_moved(view, face, places, on_head=on_head)).mean()
        for face in faces[:MOST_FACES]
    ]
    return float(max(scores, default=-np.inf))


def _moved(
    view: View, face: Face, places: Sequence[tuple[int, int]], *, on_head: bool
) -> np.ndarray:
    """A face with its box moved to places, uint8 (places, 48, 48, 3)."""
    small = view.small
    across, down = small.shape[1] / view.size[0], small.shape[0] / view.size[1]
    left, top, width, height = face[:4]
    there = Face(left * across, top * down, width * across, height * down, face.confidence)
    patch = AROUND(small, there, LANDMARKS_SIDE + 2 * SHIFT)
    patch = patch[::-1, ::-1] if on_head else patch
    return np.stack([patch[top:, left:][:LANDMARKS_SIDE, :LANDMARKS_SIDE] for top, left in places])
