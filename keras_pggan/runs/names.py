"""What the files of a run are called."""

CONFIG = "config.toml"
GENERATOR = "generator.keras"
