"""What a run is on disk: its configuration, folder, checkpoints and history."""
