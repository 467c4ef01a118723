"""A result that took its place, told beside it until all else of its run is deleted."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, NamedTuple

from keras_pggan.files import write_json
from keras_pggan.preprocessing.rejects import Reason, Reject
from keras_pggan.preprocessing.summary import Summary

FINISHED = "finished.json"


class Finished(NamedTuple):
    """What a run came to: which one it was, as `run.json` has it, and its summary."""

    run: dict[str, Any]
    summary: Summary


def note_finished(folder: Path, written: Path, finished: Finished) -> None:
    """Notes, in the folder of an unfinished run, what is about to take the place of its result."""
    write_json(folder / FINISHED, {**finished._asdict(), "file": _identity(written)})


def noted_finished(folder: Path, place: Path) -> Finished | None:
    """What was noted, if that is what stands there now: its run was killed right after it.

    Files keep their number when they are renamed, and whatever replaces them has another.
    """
    try:
        noted = json.loads((folder / FINISHED).read_text(encoding="utf-8"))
        if noted["file"] != _identity(place):
            return None
        pictures, faces, rejects, remarks = noted["summary"]
        told = [Reject(file, Reason(reason), *rest) for file, reason, *rest in rejects]
        return Finished(noted["run"], Summary(pictures, faces, told, tuple(remarks)))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _identity(path: Path) -> list[int]:
    state = os.stat(path)
    return [state.st_dev, state.st_ino]
