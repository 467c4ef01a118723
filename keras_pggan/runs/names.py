"""What the files of a run are called."""

CONFIG = "config.toml"
GENERATOR = "generator.keras"
CHECKPOINTS = "checkpoints"
STATE = "state.json"  # of a checkpoint: where the run was
