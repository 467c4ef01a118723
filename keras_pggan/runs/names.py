"""What the files of a run are called."""

import re
from pathlib import Path

CONFIG = "config.toml"
GENERATOR = "generator.keras"
PRESET = "preset"
EVALUATION = "evaluation.json"
CHECKPOINTS = "checkpoints"
STATE = "state.json"  # of a checkpoint: where the run was
CHECKPOINT = r"images-\d{12}"  # a regular expression, of one among them


def checkpoints_in(folder: Path) -> list[Path]:
    """The checkpoints in a folder, the oldest first; whatever else lies there is a user's."""
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in found if re.fullmatch(CHECKPOINT, path.name) and path.is_dir())
