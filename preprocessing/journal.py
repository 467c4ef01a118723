"""What a run has finished, kept on disk until its result is whole."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import filelock
import numpy as np

from keras_pggan.data.npz import DAMAGE
from keras_pggan.errors import InputError
from keras_pggan.files import unfinished_of, write_json, written_whole
from keras_pggan.preprocessing.detect import Face
from keras_pggan.preprocessing.options import FaceOptions
from keras_pggan.preprocessing.rejects import Reason, Reject
from keras_pggan.preprocessing.sources import Source
from keras_pggan.preprocessing.work import Crop, Crops, Outcome

RUN, LOCK = "run.json", "lock"
BEFORE = rf"{LOCK}|\.run-.*"  # what is there before `run.json` is
FORMAT = "keras_pggan preprocess 2"
PART = re.compile(r"part-(\d{9})-(\d{9})\.npz")  # the first picture, and the one after the last
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
        self.done = 0  # pictures
        self._lock = filelock.FileLock(self.path / LOCK, blocking=False)
        self._parts: list[Path] = []
        self._waiting: list[Outcome] = []
        self._bytes, self._opened = 0, 0.0

    def start(self, sources: Sequence[Source], options: FaceOptions, *, resume: bool) -> None:
        """Begins, or goes on with what was done before.

        Raises:
            InputError: the folder is of a run with other options or pictures, of no run, or of one
                that is at work; it is left as it is.
        """
        run = {"format": FORMAT, "options": options.resolved(), **_identity(sources)}
        if self.path.exists():
            self._check(run, resume=resume)
        self.path.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire()
        except filelock.Timeout as error:
            raise InputError(
                f"{self.path}: another run is at work there; wait for it, or take another --out"
            ) from error
        if not resume or not (self.path / RUN).exists():
            _delete(path for path in self.path.iterdir() if path.name != LOCK)
            write_json(self.path / RUN, run)
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

    def remove(self) -> None:
        """Deletes the folder."""
        shutil.rmtree(self.path, ignore_errors=True)  # while it is this run's alone
        self._lock.release()
        if os.name == "nt":  # where the lock could not be deleted before
            shutil.rmtree(self.path, ignore_errors=True)

    def close(self) -> None:
        """Lets another run at the folder; deletes it where nothing is finished."""
        if self._lock.is_locked and not any(self.path.glob("part-*")):
            self.remove()
        self._lock.release()

    def _check(self, run: dict[str, Any], *, resume: bool) -> None:
        try:
            before = json.loads((self.path / RUN).read_text(encoding="utf-8"))
            usable = before["format"] == FORMAT
        except (OSError, ValueError, KeyError, TypeError):
            usable = False
        # A run that was killed before its first word leaves the lock, or a temporary file.
        if not usable and any(not re.fullmatch(BEFORE, path.name) for path in self.path.iterdir()):
            raise InputError(
                f"{self.path}: the unfinished pictures of a run are expected there, this is "
                "something else; delete it, or take another --out"
            )
        if usable and resume:
            changed = _differences(before, run)
            if changed:
                raise InputError(
                    f"{self.path}: it holds what is done of a run with {changed}; give the same "
                    "to go on with it, --no-resume to start anew, or another --out"
                )

    def _find_parts(self) -> None:
        """Takes the unbroken row of parts from the first picture on; deletes all else."""
        found = {path.name: path for path in self.path.iterdir() if path.name not in (RUN, LOCK)}
        for name in sorted(found):
            match = PART.fullmatch(name)
            if match and int(match[1]) == self.done and zipfile.is_zipfile(found[name]):
                self.done = int(match[2])
                self._parts.append(found.pop(name))
        _delete(found.values())  # what was being written when the run was killed


def _delete(paths: Iterable[Path]) -> None:
    for path in paths:
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _identity(sources: Sequence[Source]) -> dict[str, Any]:
    """How many pictures there are, and a checksum of their names, sizes and times of change."""
    digest = hashlib.sha256()
    for source in sources:
        try:
            state = source.state()
        except OSError:  # a link to nowhere is a source, too
            state = (-1, -1)
        digest.update(json.dumps([source.name, *state]).encode())
    return {"pictures": len(sources), "sha256": digest.hexdigest()}


def _differences(before: dict[str, Any], now: dict[str, Any]) -> str:
    """In words, such as `other options (size 128, now 64)`; empty where there are none."""
    olds = before.get("options", {})
    changed = [
        f"{name} {olds.get(name)}, now {value}"
        for name, value in now["options"].items()
        if olds.get(name) != value
    ]
    if changed:
        return f"other options ({'; '.join(changed)})"
    if before.get("sha256") != now["sha256"]:
        return f"other pictures ({before.get('pictures')}, now {now['pictures']}, or changed ones)"
    return ""


def _row(outcome: Outcome) -> list[Any]:
    return list(outcome) if isinstance(outcome, Reject) else [outcome.crops]


def _unrow(row: list[Any]) -> list[Crop] | Reject:
    if len(row) > 1:
        file, reason, detail = row
        return Reject(file, Reason(reason), detail)
    return [Crop(name, kind, face and _face(*face), code) for name, kind, face, code in row[0]]


def _face(*values: Any) -> Face:
    face = Face(*values)
    return face._replace(landmarks=tuple((x, y) for x, y in face.landmarks))


def _read(path: Path, name: str) -> Any:
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return arrays.get(name)
    except DAMAGE as error:
        raise InputError(
            f"{path}: it is damaged; delete it, and the same command makes it again"
        ) from error
