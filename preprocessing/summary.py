"""What came of a run, in numbers."""

from __future__ import annotations

import collections
from typing import NamedTuple

from keras_pggan.preprocessing.rejects import Reject


class Summary(NamedTuple):
    """What came of a run: pictures that gave faces, faces, and files that gave none.

    `remarks` are sentences on pictures that are used all the same, and on lists of classes.
    """

    pictures: int
    faces: int
    rejects: list[Reject]
    remarks: tuple[str, ...] = ()

    def reasons(self) -> str:
        """Such as `3 no-face, 1 unreadable`."""
        counts = collections.Counter(reject.reason for reject in self.rejects)
        return ", ".join(f"{count} {reason}" for reason, count in counts.most_common())
