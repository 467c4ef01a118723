"""What to do about files that gave nothing, told from what was seen in them."""

from __future__ import annotations

import collections
import math
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from keras_pggan.preprocessing.archives import SUFFIX
from keras_pggan.preprocessing.detect import DETECTED_FACE, SMALLEST_SIDE
from keras_pggan.preprocessing.options import LEAST_SIZE, FaceOptions
from keras_pggan.preprocessing.rejects import Reason, Reject
from keras_pggan.sizes import as_text, sides_of
from keras_pggan.words import listed, shortened

NAMED, LONGEST_NAME = 3, 40  # of the files with one reason, in one line
STEP = 4  # pixels; the same face is found a little smaller or larger at another scale
MIDDLE = "--no-detect takes the middle of any picture"
ADVICE = {
    Reason.UNREADABLE: "copy them again, or see what is said of each (--rejects)",
    Reason.NOT_A_PICTURE: "save those that are pictures again, as PNG or JPEG",
    Reason.TOO_LARGE: "shrink them",
    Reason.DETECTOR_FAILED: f"{MIDDLE}, for those that you crop by hand",
    Reason.DUPLICATE: "they stay without --drop-duplicates",
    Reason.CRASHED: "shrink them, or take fewer --workers where memory ran out",
    Reason.TIMED_OUT: "shrink them",
}


class Refusal(NamedTuple):
    """Files that gave nothing for one reason, and what may help."""

    reason: Reason
    files: list[str]
    advice: str

    def __str__(self) -> str:
        names = listed([shortened(name, LONGEST_NAME) for name in self.files], most=NAMED)
        return f"{len(self.files):,} {self.reason}: {self.advice} ({names})"


def refusals(rejects: Sequence[Reject], options: FaceOptions) -> list[Refusal]:
    """What may help against each reason, the most frequent first.

    Where a limit was missed, the advice is the value that some of the files reach: of sizes one
    that all reach which have half of what was asked, of confidence and sharpness the one that the
    better half reaches.

    Args:
        rejects: of a run.
        options: those of the run.
    """
    found: dict[Reason, list[Reject]] = collections.defaultdict(list)
    for reject in rejects:
        found[reject.reason].append(reject)
    return [
        Refusal(reason, [each.file for each in files], _advice(reason, files, options))
        for reason, files in sorted(found.items(), key=lambda pair: -len(pair[1]))
    ]


def is_found(refusal: Refusal) -> bool:
    """Whether its advice was found from the files, and not for its reason alone."""
    if refusal.reason is Reason.NOT_A_PICTURE:
        return _zips(refusal.files)
    return refusal.reason in FITTING or refusal.reason is Reason.NEEDS_PACKAGE


def _zips(files: Iterable[str]) -> bool:
    return any(file.lower().endswith(SUFFIX) for file in files)


def _advice(reason: Reason, files: Sequence[Reject], options: FaceOptions) -> str:
    measured = [each.found for each in files if each.found is not None]
    if reason is Reason.NEEDS_PACKAGE:  # they say which
        return listed(sorted({each.detail for each in files}), most=NAMED, separator="; ")
    if reason is Reason.NOT_A_PICTURE and _zips(each.file for each in files):
        return f"{ADVICE[reason]}, and give each {SUFFIX} of pictures by its name"
    if reason in FITTING:
        return FITTING[reason](measured, len(files), options)
    return ADVICE[reason]


def _larger(sizes: list[float], count: int, options: FaceOptions) -> str:
    smallest = options.smallest_face
    near = [round(size) for size in sizes if round(size) >= smallest / 2]
    if not near:
        return "give pictures with larger faces"
    limit = min(near)
    if limit // STEP * STEP >= smallest / 2:
        limit = limit // STEP * STEP
    ways = [f"--min-face {limit}"]
    height, width = (side // 2 for side in sides_of(options.size))
    if options.min_face is None and min(height, width) >= LEAST_SIZE:
        ways.append(f"--size {as_text((height, width))}")
    return f"{' or '.join(ways)} would take {_share(len(near), count)}"


def _upright(sizes: list[float], count: int, options: FaceOptions) -> str:
    # What a face of the smallest size is shrunk to, against the smallest that MTCNN finds.
    seen = math.ceil(options.smallest_face * min(1.0, SMALLEST_SIDE / DETECTED_FACE))
    ways = [] if options.turns else ["--turns takes those that lie on their side"]
    ways.append(MIDDLE)
    lower = max(SMALLEST_SIDE, options.smallest_face // 2)
    if lower < options.smallest_face:
        ways.append(f"--min-face {lower} looks for faces below {seen} pixels, too")
    return ", ".join(ways)


def _doubtful(scores: list[float], count: int, options: FaceOptions) -> str:
    return _lower("--min-confidence", scores, count, 2)


def _blurred(scores: list[float], count: int, options: FaceOptions) -> str:
    return _lower("--min-sharpness", scores, count, 0 if min(scores, default=0) >= 10 else 2)


def _lower(option: str, scores: list[float], count: int, digits: int) -> str:
    """A limit with so many digits that the better half of the scores reaches."""
    best = sorted(scores, reverse=True)
    if not best:
        return f"give a lower {option}"
    limit = math.floor(best[(len(best) - 1) // 2] * 10**digits) / 10**digits
    taken = sum(score >= limit for score in best)
    return f"{option} {limit:g} would take {_share(taken, count)}"


def _classes(scores: list[float], count: int, options: FaceOptions) -> str:
    if options.labels_from_folders:
        return "put each into a folder that is named for its class"
    return "add each to the dataset.json, or --no-labels takes all without classes"


def _share(taken: int, count: int) -> str:
    if taken < count:
        return f"{taken:,} of them"
    return f"all {count:,}" if count > 1 else "it"


FITTING: dict[Reason, Callable[[list[float], int, FaceOptions], str]] = {
    Reason.FACE_TOO_SMALL: _larger,
    Reason.NO_FACE: _upright,
    Reason.LOW_CONFIDENCE: _doubtful,
    Reason.BLURRED: _blurred,
    Reason.NO_CLASS: _classes,
}
