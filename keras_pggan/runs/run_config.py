"""The configuration of a run, looked for in its folder."""

from __future__ import annotations

import contextlib
from pathlib import Path

from keras_pggan.errors import InputError
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.names import CHECKPOINTS, CONFIG, checkpoints_in
from keras_pggan.runs.recorded import read_recorded


def started_with(run: Path) -> TrainConfig | None:
    """The configuration that a run was started with; None where the folder has none.

    Its loss need not be known here, see `read_recorded`.

    Raises:
        InputError: it cannot be read; with where there is a copy.
    """
    path = run / CONFIG
    try:
        return read_recorded(path) if path.is_file() else None
    except InputError as error:
        raise InputError(f"{error}{_way_out(run)}") from error


def configuration_of(run: Path) -> TrainConfig:
    """As `started_with`, of a folder that is to be that of a run.

    Raises:
        InputError: it is none, or its configuration is gone or cannot be read.
    """
    config = started_with(run)
    if config is None:
        check_lost(run)
        raise InputError(f"{run}: a run directory is expected, it has no {CONFIG}")
    return config


def check_lost(run: Path) -> None:
    """Raises InputError where a folder without a configuration has checkpoints."""
    if checkpoints_in(run / CHECKPOINTS):
        raise InputError(
            f"{run}: this run has checkpoints, but no {CONFIG}; put it back{_copy_of(run)}, or "
            "give another folder"
        )


def _way_out(run: Path) -> str:
    found = _copy_of(run)
    return f"; mend it, or put it back{found}" if found else ""


def _copy_of(run: Path) -> str:
    """Names the newest checkpoint's copy that can be read, if there is one."""
    for path in reversed(checkpoints_in(run / CHECKPOINTS)):
        with contextlib.suppress(InputError):
            read_recorded(path / CONFIG)
            return f" ({path / CONFIG} is a copy)"
    return ""
