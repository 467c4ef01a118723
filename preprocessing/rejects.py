"""Why a file gave nothing to a data set."""

from __future__ import annotations

import csv
import enum
from pathlib import Path
from typing import NamedTuple

from keras_pggan.files import written_whole

COLUMNS = ("file", "reason", "detail")


class Reason(enum.StrEnum):
    """The reasons there are."""

    UNREADABLE = "unreadable"  # permissions, vanished, or a damaged picture
    NOT_A_PICTURE = "not-a-picture"
    NEEDS_PACKAGE = "needs-package"  # one that reads its format is not installed
    TOO_LARGE = "too-large"
    DETECTOR_FAILED = "detector-failed"
    NO_FACE = "no-face"
    FACE_TOO_SMALL = "face-too-small"
    LOW_CONFIDENCE = "low-confidence"
    BLURRED = "blurred"
    DUPLICATE = "duplicate"  # nearly the same as an earlier one
    NO_CLASS = "no-class"  # only where folders are classes
    CRASHED = "crashed"  # it ended the process that read it, or failed in a way unheard of
    TIMED_OUT = "timed-out"


class Reject(NamedTuple):
    """A file that gave nothing, the reason, and what was seen.

    `found` is what fell short of a limit: pixels of a face, confidence, sharpness.
    """

    file: str
    reason: Reason
    detail: str
    found: float | None = None


class RejectedError(Exception):
    """Raised while a file is read; carries the reason, what was seen, and what fell short."""

    def __init__(self, reason: Reason, detail: str, found: float | None = None):
        super().__init__(detail)
        self.reason, self.detail, self.found = reason, " ".join(detail.split()), found


def write_rejects(path: Path | str, rejects: list[Reject]) -> None:
    """Writes the CSV `file,reason,detail` under a temporary name, then renames it."""
    with (
        written_whole(path) as temporary,
        temporary.open("w", newline="", encoding="utf-8", errors="backslashreplace") as file,
    ):
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(reject[: len(COLUMNS)] for reject in rejects)
