"""Numbers of pictures as people write them."""

from __future__ import annotations

import re

from keras_pggan.errors import InputError
from keras_pggan.words import shortened

FORM = "17,23,40-44"
PART = re.compile(r"(\d{1,18})(?:\s*-\s*(\d{1,18}))?", re.ASCII)


def number_ranges(text: str, what: str = "numbers") -> list[range]:
    """Numbers and ranges of them, both ends included, separated by commas.

    Args:
        text: such as `17,23,40-44`.
        what: what an error calls it.

    Raises:
        InputError: it is something else.

    >>> number_ranges("17, 23,40-44")
    [range(17, 18), range(23, 24), range(40, 45)]
    """
    found = []
    for part in text.split(","):
        match = PART.fullmatch(part.strip())
        if not match or int(match[2] or match[1]) < int(match[1]):
            raise InputError(f"{what} must be numbers such as {FORM}, got {shortened(text)!r}")
        found.append(range(int(match[1]), int(match[2] or match[1]) + 1))
    return found
