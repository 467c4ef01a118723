"""What a training run keeps on disk, and how it is continued."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.files import as_path, check_writable, written_whole
from keras_pggan.models.adversarial.stage import Stage
from keras_pggan.pictures import grid, to_bytes, write_png
from keras_pggan.runs.config import TrainConfig, differences
from keras_pggan.runs.history_rows import read_history
from keras_pggan.runs.names import CONFIG, GENERATOR
from keras_pggan.schedule import Phase
from keras_pggan.words import listed

TOLD = 3  # differences between two configurations, in a message
SAMPLES_HEIGHT = 256  # pixels of a grid at least; one of 4x4 pictures is hard to look at


class RunDirectory:
    """The folder of one training run.

    `config.toml` (the options), `checkpoints/` (the last two, a folder each), `generator.keras`
    (the averaged generator, straight through, of the last completed level), `samples/` (grids
    from the same latents throughout), `logs/` (TensorBoard), `history.csv`, and `best.keras`
    where samples are measured (the averaged generator, as it was nearest to the pictures in the
    current level).

    Args:
        path: the folder; made with the first file.
        writes: False for workers of a run that leave writing to another.
    """

    def __init__(self, path: Path | str, *, writes: bool = True):
        self.path, self.writes = as_path(path), writes
        if self.path.exists() and not self.path.is_dir():
            raise InputError(f"{self.path}: a folder is expected, this is a file")

    def __repr__(self) -> str:
        return f"RunDirectory({self.path})"

    @property
    def checkpoints(self) -> Path:
        """The folder of the checkpoints."""
        return self.path / "checkpoints"

    @property
    def history(self) -> Path:
        """The table of losses over images seen."""
        return self.path / "history.csv"

    @property
    def logs(self) -> Path:
        """TensorBoard's folder."""
        return self.path / "logs"

    @property
    def samples(self) -> Path:
        """The folder of the sample grids."""
        return self.path / "samples"

    @property
    def generator(self) -> Path:
        """The generator of the last completed level."""
        return self.path / GENERATOR

    @property
    def best(self) -> Path:
        """The generator of the level whose samples were the nearest to the pictures."""
        return self.path / "best.keras"

    def best_distance(self, phase: Phase) -> float:
        """The distance of `best`, if it is of the level of a phase; infinity otherwise.

        By the table of the history, which a continued run has cut to where it goes on.
        """
        if not self.best.is_file():
            return math.inf
        size = f"{phase.height}x{phase.width}-"
        rows = [row for row in read_history(self.history) if row["phase"].startswith(size)]
        return min((float(row["swd"]) for row in rows if row.get("swd")), default=math.inf)

    def started_with(self) -> TrainConfig | None:
        """The configuration that a run was started with; None in a new folder."""
        path = self.path / CONFIG
        return TrainConfig.read(path) if path.is_file() else None

    def check_config(self, config: TrainConfig, *, allow_data_change: bool = False) -> None:
        """Holds a configuration against the one that the run was started with, if it was.

        Args:
            config: what the run is to go on with.
            allow_data_change: whether it may go on with other pictures.

        Raises:
            InputError: they differ, or the folder holds something that is not a run.
        """
        check_writable(self.path)
        started = self.started_with()
        if started:
            if started.data_sha256 != config.data_sha256:
                if not allow_data_change:
                    raise InputError(
                        f"{self.path}: this run was started with other pictures (those of "
                        f"{started.data}, as they were then); give these, another --out, or "
                        "--allow-data-change to go on with the new ones"
                    )
                started = dataclasses.replace(started, data_sha256=config.data_sha256)
            changed = differences(started, config)
            if changed:
                told = listed(changed, most=TOLD, separator="; ")
                raise InputError(
                    f"{self.path}: this run was started with another configuration "
                    f"({told}); give the same options, or another --out"
                )
        elif self.path.exists() and any(self.path.iterdir()):
            raise InputError(
                f"{self.path}: a new or empty folder is expected, this has other files"
            )

    def start(self, config: TrainConfig) -> None:
        """Makes the folder of a new run, or accepts that of the same run, which was checked."""
        started = self.started_with()
        if self.writes and started != config:  # by what has no effect, such as moved data
            config.write(self.path / CONFIG)

    def save_generator(self, stage: Stage) -> None:
        """Writes the averaged generator of a completed level as `generator.keras`."""
        with written_whole(self.generator) as temporary:
            stage.averaged_generator.save(temporary)

    def save_best(self, stage: Stage) -> None:
        """Writes the averaged generator of a phase as `best.keras`."""
        with written_whole(self.best) as temporary:
            stage.averaged_generator.save(temporary)

    def save_samples(self, name: str, pictures) -> np.ndarray:
        """Writes a grid of pictures (floats meant for [-1, 1]), and returns it as uint8.

        Small pictures are enlarged by a whole factor, each pixel to a square.
        """
        image = grid(to_bytes(pictures), least_height=SAMPLES_HEIGHT)
        write_png(self.samples / f"{name}.png", image)
        return image
