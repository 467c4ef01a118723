"""The evaluation that lies in the folder of a run."""

from __future__ import annotations

import os
from pathlib import Path

from keras_pggan.files import as_path, sha256_of
from keras_pggan.runs.names import CONFIG, EVALUATION, GENERATOR


def place_in_run(model: Path | str) -> Path | None:
    """Where the evaluation of a run lies; None of what is no run, or cannot be written to."""
    run = as_path(model)
    if (run / CONFIG).is_file() and os.access(run, os.W_OK | os.X_OK):
        return run / EVALUATION
    return None


def generator_checksum(model: Path | str) -> str | None:
    """SHA-256 of the file of a run's generator, or of a .keras file; None of anything else."""
    path = as_path(model)
    path = path / GENERATOR if path.is_dir() else path
    if path.suffix != ".keras" or not path.is_file():
        return None
    return sha256_of(path)
