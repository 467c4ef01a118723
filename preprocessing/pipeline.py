"""Photographs become a data set of faces."""

from __future__ import annotations

import collections
import dataclasses
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from keras_pggan.data.npz import write_npz
from keras_pggan.errors import InputError
from keras_pggan.files import check_writable
from keras_pggan.preprocessing.alignment import SquareCrop
from keras_pggan.preprocessing.classes import class_of, labels_of
from keras_pggan.preprocessing.detect import Face, FaceDetector
from keras_pggan.preprocessing.reading import read_picture
from keras_pggan.preprocessing.rejects import Reason, Reject, RejectedError, write_rejects
from keras_pggan.preprocessing.sources import Source, find_sources


@dataclasses.dataclass(frozen=True, kw_only=True)
class FaceOptions:
    """How faces are cropped.

    Args:
        size: side of the crops in pixels.
        margin: added around a face, as a fraction of its box's longer side.
        min_face: the smallest face used, in pixels; by default half of `size`.
        all_faces: whether every face of a picture is taken, or only the largest.

    Raises:
        InputError: a value out of range.
    """

    size: int = 128
    margin: float = 0.2
    min_face: int | None = None
    all_faces: bool = False

    def __post_init__(self) -> None:
        if self.size < 1 or self.smallest_face < 1:
            raise InputError(
                f"size and min_face must be 1 pixel or more, got {self.size} "
                f"and {self.smallest_face}"
            )
        SquareCrop(self.margin)  # checks it

    @property
    def smallest_face(self) -> int:
        """`min_face`, or its default."""
        return max(1, self.size // 2) if self.min_face is None else self.min_face


@dataclasses.dataclass(frozen=True)
class Summary:
    """What came of a run: pictures that gave faces, faces, and files that gave none."""

    pictures: int
    faces: int
    rejects: list[Reject]

    def reasons(self) -> str:
        """Such as `3 no-face, 1 unreadable`."""
        counts = collections.Counter(reject.reason for reject in self.rejects)
        return ", ".join(f"{count} {reason}" for reason, count in counts.most_common())


def make_face_data_set(
    places: Iterable[Path | str],
    out: Path | str,
    options: FaceOptions,
    *,
    rejects: Path | str | None = None,
    labels_from_folders: bool = False,
    on_file: Callable[[int, int], None] = lambda done, total: None,
) -> Summary:
    """Crops the faces out of photographs into an .npz of the contract.

    `names` holds, for every face, the file that it came from, followed by `#2`, `#3`, ... for
    further faces of one picture. A file that gives no face is named in the rejects with its
    reason; it does not end the run.

    Args:
        places: folders (recursively), glob patterns, files.
        out: the .npz to write.
        options: how faces are cropped.
        rejects: a CSV to write, `file,reason,detail`.
        labels_from_folders: whether the outermost folder of a picture is its class; classes
            become `labels` and `class_names`, pictures in no folder are rejected.
        on_file: called with files done and files in all, before the first and after each file.

    Raises:
        InputError: places without files, `out` not an .npz, or no face anywhere; no .npz is
            written then, and the rejects only in the last case.
    """
    check_out(out, rejects)
    sources = find_sources(places)
    detector = FaceDetector(options.smallest_face)
    crops: list[np.ndarray] = []
    names: list[str] = []
    classes: list[str] = []
    refused: list[Reject] = []
    on_file(0, len(sources))
    for done, source in enumerate(sources, 1):
        try:
            kind = class_of(source) if labels_from_folders else ""
            found = _crops(source, detector, options)
            crops += found
            classes += [kind] * len(found)
            names += [source.name if k == 1 else f"{source.name}#{k}" for k in _from_1(found)]
        except RejectedError as reject:
            refused.append(Reject(source.name, reject.reason, reject.detail))
        on_file(done, len(sources))
    summary = Summary(len(sources) - len(refused), len(crops), refused)
    if crops:
        labels, class_names = labels_of(classes) if labels_from_folders else (None, None)
        write_npz(out, np.stack(crops), labels=labels, names=names, class_names=class_names)
    if rejects is not None:
        write_rejects(rejects, refused)
    if not crops:
        raise InputError(_no_face(summary, options, rejects))
    return summary


def check_out(out: Path | str, rejects: Path | str | None) -> None:
    """Raises InputError where the results could not be written, before any work is done."""
    if Path(out).suffix.lower() != ".npz" or Path(out).is_dir():
        raise InputError(f"{out}: a file name that ends in .npz is expected")
    if rejects is not None and Path(rejects).is_dir():
        raise InputError(f"{rejects}: a file is expected, this is a folder")
    if rejects is not None and os.path.abspath(rejects) == os.path.abspath(out):
        raise InputError(f"{rejects}: the rejects need another file than the data set")
    for file in (out, rejects):
        if file is not None:
            check_writable(file)


def _crops(source: Source, detector: FaceDetector, options: FaceOptions) -> list[np.ndarray]:
    picture = read_picture(source.path)
    try:
        faces = detector.detect(picture)
    except Exception as error:  # one picture that the detector fails on must not end the run
        raise RejectedError(Reason.DETECTOR_FAILED, f"{type(error).__name__}: {error}") from error
    large = [face for face in faces if face.size >= options.smallest_face]
    if not large:
        raise RejectedError(*_nothing(faces, options))
    wanted = large if options.all_faces else large[:1]
    align = SquareCrop(options.margin)
    return [align(picture, face, options.size) for face in wanted]


def _nothing(faces: list[Face], options: FaceOptions) -> tuple[Reason, str]:
    if not faces:
        return Reason.NO_FACE, "no face was found"
    size = round(faces[0].size)
    return (
        Reason.FACE_TOO_SMALL,
        f"the largest face has {size} pixels, {options.smallest_face} are needed",
    )


def _no_face(summary: Summary, options: FaceOptions, rejects: Path | str | None) -> str:
    count = len(summary.rejects)
    listed = "" if rejects is None else f", listed in {rejects}"
    advice = "give other files"
    # The detector does not look for faces much below the smallest asked for.
    if {Reason.NO_FACE, Reason.FACE_TOO_SMALL} & {reject.reason for reject in summary.rejects}:
        advice = "give pictures with larger faces, or a smaller min_face (--min-face)"
    return (
        f"no face of {options.smallest_face} pixels or more in {count} "
        f"file{'s' if count > 1 else ''} ({summary.reasons()}{listed}); {advice}"
    )


def _from_1(items: list) -> range:
    return range(1, len(items) + 1)
