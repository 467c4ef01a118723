"""What a run has finished, kept on disk until its result is whole."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import time
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from keras_pggan.data.npz import DAMAGE
from keras_pggan.errors import InputError
from keras_pggan.files import is_temporary, unfinished_of, write_json, written_whole
from keras_pggan.locks import Lock
from keras_pggan.preprocessing.detect import Face
from keras_pggan.preprocessing.finished import FINISHED, Finished, note_finished, noted_finished
from keras_pggan.preprocessing.options import FaceOptions
from keras_pggan.preprocessing.rejects import Reason, Reject
from keras_pggan.preprocessing.remarks import as_remarks
from keras_pggan.preprocessing.sameness import differences, identity
from keras_pggan.preprocessing.sources import Source
from keras_pggan.preprocessing.summary import Summary
from keras_pggan.preprocessing.work import Crop, Crops, Outcome
from keras_pggan.words import kind_and_reason

RUN, LOCK = "run.json", "lock"
PART = re.compile(r"part-(\d{9})-(\d{9})\.npz")  # the first picture, and the one after the last
# What else there is of ours, as a regular expression; all of it was written under another name.
OTHERS = rf"{RUN}|{FINISHED}|{PART.pattern}|result(\.[^.]+)?"
FORMAT = "keras_pggan preprocess 3"
# A part is closed by whichever comes first.
PART_PICTURES = 512
PART_BYTES = 32 * 2**20
PART_SECONDS = 30.0


class Journal:
    """The finished pictures of a run, in the folder `RESULT.partial` beside its result.

    It holds `run.json` (the options as resolved, and the sources) and parts, each the crops and
    rejects of some hundred pictures in a row. A part appears whole or not at all, so a run that
    is killed at any moment goes on after the last one. Its `lock` keeps a second run out.

    Args:
        result: the file or folder that the run will make.
    """

    def __init__(self, result: Path | str):
        self.path = unfinished_of(os.path.abspath(result))
        self.result = Path(os.path.abspath(result))
        self.finished: Summary | None = None  # where all is done, and the result in its place
        self.done = 0  # pictures
        self._lock = Lock(
            self.path / LOCK,
            busy=f"{self.path}: another run is at work there",
            advice="wait for it, or take another --out",
        )
        self._parts: list[Path] = []
        self._waiting: list[Outcome] = []
        self._bytes, self._opened = 0, 0.0

    def start(self, sources: Sequence[Source], options: FaceOptions, *, resume: bool) -> None:
        """Begins, or goes on with what was done before.

        Raises:
            InputError: the folder is of a run with other options or pictures, of no run, or of one
                that is at work; it is left as it is.
        """
        self._run = {"format": FORMAT, "options": options.resolved(), **identity(sources)}
        self._before(resume=resume)  # what is refused leaves no lock
        self._lock.take()
        before = self._before(resume=resume)  # another run may have ended meanwhile
        if before and before.run == self._run and resume:
            self.finished = before.summary
            return
        if before or not resume or not (self.path / RUN).exists():
            self._delete_all()
            write_json(self.path / RUN, self._run)
        self._find_parts()

    def add(self, outcome: Outcome) -> None:
        """Adds what came of the next picture."""
        if not self._waiting:
            self._opened = time.monotonic()
        self._waiting.append(outcome)
        self._bytes += outcome.images.nbytes if isinstance(outcome, Crops) else 0
        if (
            len(self._waiting) >= PART_PICTURES
            or self._bytes >= PART_BYTES
            or time.monotonic() - self._opened >= PART_SECONDS
        ):
            self.flush()

    def flush(self) -> None:
        """Writes what was added since the last part as a part."""
        if not self._waiting:
            return
        end = self.done + len(self._waiting)
        path = self.path / f"part-{self.done:09d}-{end:09d}.npz"
        rows = json.dumps([_row(outcome) for outcome in self._waiting]).encode()
        arrays = {"rows": np.frombuffer(rows, np.uint8)}
        images = [each.images for each in self._waiting if isinstance(each, Crops)]
        if images:
            arrays["images"] = np.concatenate(images)
        with written_whole(path) as temporary:
            np.savez(temporary, allow_pickle=False, **arrays)
        self._parts.append(path)
        self.done, self._waiting, self._bytes = end, [], 0

    def rows(self) -> Iterator[list[Crop] | Reject]:
        """What came of each finished picture, in their order, without pixels."""
        for path in self._parts:
            for row in json.loads(_read(path, "rows").tobytes()):
                yield _unrow(row)

    def images(self, kept: np.ndarray) -> Iterator[np.ndarray]:
        """The crops of all finished pictures, in their order, those of a part at a time.

        Args:
            kept: for each crop whether it is given, bool (crops,).
        """
        start = 0
        for path in self._parts:
            images = _read(path, "images")
            if images is not None:
                end = start + len(images)
                yield images[kept[start:end]]
                start = end

    def place(self, written: Path, summary: Summary) -> None:
        """Gives the result, written in the folder, its place; a kill from here on costs nothing."""
        note_finished(self.path, written, Finished(self._run, summary))
        os.replace(written, self.result)

    def remove(self) -> None:
        """Deletes all that is of the run, and the folder, unless somebody keeps something in it."""
        self._delete_all()
        self._lock.release()
        with contextlib.suppress(OSError):
            self.path.rmdir()

    def close(self) -> None:
        """Lets another run at the folder; deletes it where nothing is finished."""
        # By what is there: an interrupt may have come before it was looked through.
        if self._lock.is_held and not any(PART.fullmatch(path.name) for path in self._ours()):
            self.remove()
        self._lock.release()

    def _before(self, *, resume: bool) -> Finished | None:
        """What is noted of a run that is finished; refuses a folder that is not ours."""
        before = noted_finished(self.path, self.result)
        if self.path.exists() and not before:
            self._check(self._run, resume=resume)
        return before

    def _check(self, run: dict[str, Any], *, resume: bool) -> None:
        try:
            before = json.loads((self.path / RUN).read_text(encoding="utf-8"))
            usable = before["format"] == FORMAT
        except (OSError, ValueError, KeyError, TypeError):
            usable = False
        # A run that was killed before its first word leaves the lock, or a temporary file.
        left = [path.name for path in self.path.iterdir() if path.name not in self._lock.names]
        if not usable and any(not is_temporary(name, RUN) for name in left):
            raise InputError(
                f"{self.path}: the unfinished pictures of a run are expected there, this is "
                "something else; delete it, or take another --out"
            )
        if usable and resume:
            changed = differences(before, run)
            if changed:
                raise InputError(
                    f"{self.path}: it holds what is done of a run with {changed}; give the same "
                    "to go on with it, --no-resume to start anew, or another --out"
                )

    def _find_parts(self) -> None:
        """Takes the unbroken row of parts from the first picture on; deletes all others."""
        found = {path.name: path for path in self._ours() if path.name != RUN}
        for name in sorted(found):
            match = PART.fullmatch(name)
            if match and int(match[1]) == self.done and _is_whole(found[name]):
                self.done = int(match[2])
                self._parts.append(found.pop(name))
        _delete(found.values())  # what was being written when the run was killed

    def _ours(self) -> list[Path]:
        """What there is of runs, but for the lock; what tells that all is done comes last."""
        ours = [
            path
            for path in self.path.iterdir()
            if re.fullmatch(OTHERS, path.name) or is_temporary(path.name, OTHERS)
        ]
        return sorted(ours, key=lambda path: path.name == FINISHED)

    def _delete_all(self) -> None:
        _delete(self._ours())


def _is_whole(path: Path) -> bool:
    """Whether a part was written to its end; `zipfile.is_zipfile` takes a disk's errors for no."""
    with path.open("rb") as file:
        return zipfile.is_zipfile(file)


def _delete(paths: Iterable[Path]) -> None:
    for path in paths:
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _row(outcome: Outcome) -> list[Any]:
    return list(outcome) if isinstance(outcome, Reject) else [outcome.crops]


def _unrow(row: list[Any]) -> list[Crop] | Reject:
    if len(row) > 1:
        file, reason, *rest = row
        return Reject(file, Reason(reason), *rest)
    return [
        Crop(name, kind, face and _face(*face), code, as_remarks(remarks))
        for name, kind, face, code, remarks in row[0]
    ]


def _face(*values: Any) -> Face:
    face = Face(*values)
    return face._replace(landmarks=tuple((x, y) for x, y in face.landmarks))


def _read(path: Path, name: str) -> Any:
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return arrays.get(name)
    except (OSError, MemoryError) as error:
        raise InputError(f"{path}: it cannot be read ({kind_and_reason(error)})") from error
    except DAMAGE as error:
        raise InputError(
            f"{path}: it is damaged ({kind_and_reason(error)}); delete it, and the same command "
            "makes it again"
        ) from error
