"""What the files of a run are called."""

import re
from pathlib import Path

CONFIG = "config.toml"
GENERATOR = "generator.keras"
CHECKPOINTS = "checkpoints"
STATE = "state.json"  # of a checkpoint: where the run was
CHECKPOINT = r"images-\d{12}"  # a regular expression, of one among them


def is_checkpoint(path: Path) -> bool:
    """Whether a path is that of a checkpoint; whatever else lies among them is a user's."""
    return path.is_dir() and re.fullmatch(CHECKPOINT, path.name) is not None
