"""Sizes of pictures, and the small bases that networks could double to them."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

Size: TypeAlias = int | tuple[int, int]  # the side of a square, or (height, width), in pixels

LEAST_BASE = 4  # pixels of a base's shorter side, where growing begins in the paper
MOST_BASE = 16  # of its longer one; what is drawn in one piece beyond that learns no layout


class Growth(NamedTuple):
    """What networks begin with, and the largest they can grow to: (height, width) each."""

    base: tuple[int, int]
    reached: tuple[int, int]


def sides_of(size: Size) -> tuple[int, int]:
    """Height and width.

    >>> sides_of(64), sides_of((96, 64))
    ((64, 64), (96, 64))
    """
    return (size, size) if isinstance(size, int) else size


def as_text(size: Size) -> str:
    """As it is written on a command line.

    >>> as_text(64), as_text((64, 64)), as_text((96, 64))
    ('64', '64', '96x64')
    """
    height, width = sides_of(size)
    return str(height) if height == width else f"{height}x{width}"


def growth_to(height: int, width: int) -> Growth | None:
    """How networks grow to pictures of a size, or as near below it as doubling a base allows.

    Of the bases with 4 to 16 pixels a side that have the proportions of the pictures exactly, as
    shrinking these needs, it is that which reaches most, and of these the smallest.

    Returns:
        None, where there is no such base.

    >>> growth_to(192, 128), growth_to(75, 100)
    (Growth(base=(6, 4), reached=(192, 128)), Growth(base=(9, 12), reached=(72, 96)))
    >>> growth_to(218, 178) is None
    True
    """
    found = [
        Growth(base, reached)
        for base in _bases()
        if base[0] * width == base[1] * height and (reached := _doubled(base, height))
    ]
    return max(found, key=lambda each: (each.reached, -each.base[0]), default=None)


def largest_resolution(base: int, height: int) -> int:
    """The largest base * 2^n that is not above height; base itself, where height is smaller.

    >>> largest_resolution(4, 100), largest_resolution(6, 192)
    (64, 192)
    """
    return base << max(0, (height // base).bit_length() - 1)


def nearest_growing(height: int, width: int) -> Growth:
    """The size nearest to one, by the sum of what its sides differ, that networks can grow to.

    >>> nearest_growing(218, 178)
    Growth(base=(14, 11), reached=(224, 176))
    """
    sizes = [
        Growth(base, (base[0] << level, base[1] << level))
        for base in _bases()
        for level in range(max(height, width).bit_length())
    ]

    def off(each: Growth) -> tuple[int, int]:
        return abs(each.reached[0] - height) + abs(each.reached[1] - width), each.base[0]

    return min(sizes, key=off)


def _bases() -> list[tuple[int, int]]:
    sides = range(LEAST_BASE, MOST_BASE + 1)
    return [(height, width) for height in sides for width in sides]


def _doubled(base: tuple[int, int], height: int) -> tuple[int, int] | None:
    """The base as often doubled as a height has room for; None where it has none."""
    if base[0] > height:
        return None
    times = largest_resolution(base[0], height) // base[0]
    return base[0] * times, base[1] * times
