"""Pictures that are nearly the same: copies, other sizes, other compression, frames of a film."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import cv2
import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.pictures.gray import to_gray

BITS = 64
SEEN_SIDE = 32  # pixels of the small picture that is hashed
HASHED_SIDE = 8  # of its lowest frequencies
LARGEST_DISTANCE = 8  # with more, a search looks at so many that it takes minutes


def picture_hash(picture: np.ndarray) -> int:
    """64 bits that differ in few places where pictures differ little.

    The brightness at 32x32 pixels is transformed (DCT-II); each of the 8x8 lowest frequencies is a
    bit, set where it is above their median. Brightness and contrast as a whole do not matter.

    Args:
        picture: uint8 (height, width, channels).
    """
    small = cv2.resize(to_gray(picture), (SEEN_SIDE, SEEN_SIDE), interpolation=cv2.INTER_AREA)
    lowest = cv2.dct(small.astype(np.float32))[:HASHED_SIDE, :HASHED_SIDE].ravel()
    bits = np.packbits(lowest > np.median(lowest[1:]))  # the first is the mean brightness
    return int.from_bytes(bits.tobytes(), "big")


class Duplicates:
    """Finds, among the hashes that were added, those near another one.

    The bits are cut into so many bands that two hashes which are near differ by at most one bit in
    one band at least. So for each band only those are looked at that have the same bits there or
    all but one, which are few: the time is about linear in the number of hashes (Norouzi et al.,
    Fast search in Hamming space with multi-index hashing, 2012).

    Args:
        distance: so many bits may differ, 0 to 8.

    Raises:
        InputError: the distance is out of range.

    >>> found = Duplicates(distance=2)
    >>> found.add(0b0000, "a.jpg"), found.add(0b0111, "b.jpg"), found.add(0b0011, "c.jpg")
    (None, None, 'b.jpg')
    """

    def __init__(self, distance: int = 4):
        if not 0 <= distance <= LARGEST_DISTANCE:
            raise InputError(f"distance must be 0 to {LARGEST_DISTANCE} bits, got {distance}")
        self.distance = distance
        self._names: list[str] = []
        self._hashes: list[int] = []
        count = distance // 2 + 1
        ends = [BITS * band // count for band in range(count + 1)]
        self._bands = [_Band(first, last - first) for first, last in itertools.pairwise(ends)]

    def find(self, code: int) -> str | None:
        """The name of the nearest hash, of these the earliest; None if none is near enough."""
        near = (
            ((self._hashes[index] ^ code).bit_count(), index)
            for band in self._bands
            for index in band.candidates(code)
        )
        distance, index = min(near, default=(BITS, -1))
        return self._names[index] if distance <= self.distance else None

    def add(self, code: int, name: str) -> str | None:
        """As `find`; where none is near enough, the hash is added under its name."""
        found = self.find(code)
        if found is None:
            for band in self._bands:
                band.add(code, len(self._hashes))
            self._hashes.append(code)
            self._names.append(name)
        return found


class _Band:
    """Numbers of hashes by some of their bits.

    Args:
        first: the lowest of the bits.
        width: how many there are.
    """

    def __init__(self, first: int, width: int):
        self._first, self._mask = first, (1 << width) - 1
        self._flips = (0, *(1 << bit for bit in range(width)))
        self._indices: dict[int, list[int]] = {}

    def candidates(self, code: int) -> Iterator[int]:
        bits = code >> self._first & self._mask
        for flip in self._flips:
            yield from self._indices.get(bits ^ flip, ())

    def add(self, code: int, index: int) -> None:
        self._indices.setdefault(code >> self._first & self._mask, []).append(index)
