"""How far the run is that a generator is taken from."""

from __future__ import annotations

import json
from pathlib import Path

from keras_pggan.errors import InputError
from keras_pggan.runs.names import CHECKPOINTS, CONFIG, STATE, checkpoints_in
from keras_pggan.runs.toml_files import read_toml


def progress_of(run: Path | str, image_shape: tuple[int, ...] | None = None) -> str | None:
    """A run that is not complete, such as `8x8: phase 4 of 7, training goes on to 32x32`.

    It is read from the configuration and from the position of the newest checkpoint, whose weights
    are neither read nor verified: what this costs does not grow with the networks.

    Args:
        run: its folder.
        image_shape: (height, width, ...) of the pictures of a generator that was taken from it;
            None where none is spoken of.

    Returns:
        the sentence; None for a run that is complete, or where nothing tells.
    """
    folder = Path(run) / CHECKPOINTS
    # A checkpoint has a copy, where the run's own was removed or damaged.
    places = [Path(run), *reversed(checkpoints_in(folder))]
    planned = next(filter(None, (_planned(each / CONFIG) for each in places)), None)
    completed = _phases_completed(folder)
    if planned is None or completed is None or completed >= planned[0]:
        return None
    phases, whole = planned
    told = f"phase {completed + 1} of {phases}"
    if image_shape is None:
        return f"{told}, training is not complete"
    height, width = image_shape[:2]
    if whole == (height, width):
        return f"{height}x{width}: {told}, training is not complete"
    return f"{height}x{width}: {told}, training goes on to {whole[0]}x{whole[1]}"


def _planned(path: Path) -> tuple[int, tuple[int, int]] | None:
    """How many phases a configuration has, and (height, width) of the last."""
    try:
        phases = read_toml(path)["phases"]
        return len(phases), (int(phases[-1]["height"]), int(phases[-1]["width"]))
    except (OSError, InputError, KeyError, IndexError, TypeError, ValueError):
        return None


def _phases_completed(folder: Path) -> int | None:
    """At the newest checkpoint that tells; None where none does."""
    for path in reversed(checkpoints_in(folder)):
        try:
            return int(json.loads((path / STATE).read_text(encoding="utf-8"))["phases_completed"])
        except (OSError, ValueError, KeyError, TypeError):
            continue  # a damaged one
    return None
