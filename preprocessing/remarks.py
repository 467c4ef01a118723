"""What is said of pictures that are used all the same."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import NamedTuple

from keras_pggan.words import counted


class About(enum.StrEnum):
    """What remarks there are."""

    TURNED = "turned"  # it was turned so that its faces are upright
    PROFILE = "profile"  # its colour profile is broken, and was ignored
    BITS = "bits"  # it has 16 bits, and uses fewer
    WHITE = "white"  # it uses more bits than were asked for


class Remark(NamedTuple):
    """Of one picture: what it is about, and the bits that it uses."""

    about: About
    bits: int = 0


def as_remarks(rows: Iterable[tuple[str, int]]) -> tuple[Remark, ...]:
    """Remarks that were read from JSON, which has no kinds of its own."""
    return tuple(Remark(About(about), bits) for about, bits in rows)


def in_sentences(remarks: Iterable[Remark]) -> tuple[str, ...]:
    """What the remarks of all pictures come to.

    >>> in_sentences([Remark(About.PROFILE), Remark(About.PROFILE)])
    ('broken colour profiles in 2 pictures, whose colours were taken as sRGB',)
    """
    bits: dict[About, list[int]] = {about: [] for about in About}
    for remark in remarks:
        bits[remark.about].append(remark.bits)
    return tuple(_SENTENCES[about](found) for about, found in bits.items() if found)


def _turned(bits: list[int]) -> str:
    return (
        f"{counted(len(bits), 'picture')} turned, so that the faces are upright "
        "(--no-turns takes all as they lie)"
    )


def _profile(bits: list[int]) -> str:
    pictures = counted(len(bits), "picture")
    return f"broken colour profiles in {pictures}, whose colours were taken as sRGB"


def _fraction(bits: list[int]) -> str:
    most = max(bits)
    largest = f"{2**most - 1:,}"
    return (
        f"only {most} of 16 bits in {counted(len(bits), 'picture')} (values to {largest} of "
        "65,535), which became dark, since the full range was taken as 0 to 255; where they are to "
        f"be brighter, --bits {most} takes 0 to {largest} in its place"
    )


def _white(bits: list[int]) -> str:
    return (
        f"more bits than --bits says, {max(bits)}, in {counted(len(bits), 'picture')}, where what "
        "is beyond became white; take a larger number, or give those pictures by themselves"
    )


_SENTENCES = {
    About.TURNED: _turned,
    About.PROFILE: _profile,
    About.BITS: _fraction,
    About.WHITE: _white,
}
