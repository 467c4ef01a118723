"""What a training run keeps on disk, and how it is continued."""

from __future__ import annotations

import dataclasses
import math
import re
from pathlib import Path

import numpy as np

from keras_pggan.data.images import UNNAMED
from keras_pggan.errors import InputError
from keras_pggan.files import as_path, check_writable, is_temporary, remove_left_over, written_whole
from keras_pggan.locks import LOCK, Lock
from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.models.adversarial.stage import Stage
from keras_pggan.pictures import grid, to_bytes, write_png
from keras_pggan.pictures.grid import SEEN_HEIGHT
from keras_pggan.runs.checkpoints import Checkpoint
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.continuation import Continuation, continuation, kept_otherwise
from keras_pggan.runs.history_rows import read_history
from keras_pggan.runs.names import (
    CHECKPOINTS,
    CONFIG,
    EVALUATION,
    GENERATOR,
    PRESET,
)
from keras_pggan.runs.run_config import check_lost, configuration_of, started_with
from keras_pggan.schedule import Phase
from keras_pggan.zoo.about import About
from keras_pggan.zoo.writing import save_to_preset

SAMPLES = r"\d{12}-.+\.png"  # a regular expression, of the files of the grids


class RunDirectory:
    """The folder of one training run.

    `config.toml` (the options), `checkpoints/` (the last two, a folder each), `generator.keras`
    (the averaged generator, straight through, of the last completed level), `preset/` (that level's
    generator and discriminator as the folder of a model, with a card), `samples/` (grids
    from the same latents throughout), `logs/` (TensorBoard), `history.csv`, and `best.keras`
    where samples are measured (the averaged generator, as it was nearest to the pictures in the
    current level); and once it was evaluated, `evaluation.json`.

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

    def __fspath__(self) -> str:
        return str(self.path)

    @property
    def checkpoints(self) -> Path:
        """The folder of the checkpoints."""
        return self.path / CHECKPOINTS

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
    def preset(self) -> Path:
        """The networks of the last completed level, as the folder of a model."""
        return self.path / PRESET

    @property
    def best(self) -> Path:
        """The generator of the level whose samples were the nearest to the pictures."""
        return self.path / "best.keras"

    @property
    def evaluation(self) -> Path:
        """What `evaluate` measured last."""
        return self.path / EVALUATION

    def best_distance(self, phase: Phase) -> float:
        """The distance of `best`, if it is of the level of a phase; infinity otherwise.

        By the table of the history, which a continued run has cut to where it goes on.
        """
        if not self.best.is_file():
            return math.inf
        size = f"{phase.height}x{phase.width}-"
        rows = [row for row in read_history(self.history) if row["phase"].startswith(size)]
        return min((float(row["swd"]) for row in rows if row.get("swd")), default=math.inf)

    def lock(self) -> Lock:
        """What keeps a second process from training the run."""
        return Lock(
            self.path / LOCK,
            busy=f"{self.path}: another process trains this run",
            advice="wait for it, stop it, or give another folder",
        )

    def started_with(self) -> TrainConfig | None:
        """The configuration that a run was started with; None in a new folder.

        Its loss need not be known here, see `read_recorded`.
        """
        return started_with(self.path)

    def configuration(self) -> TrainConfig:
        """As `started_with`; InputError, where the folder is not that of a run, or has lost it."""
        return configuration_of(self.path)

    def check_place(self) -> None:
        """Raises InputError unless the folder is new, empty or that of a run."""
        check_writable(self.path)
        if (self.path / CONFIG).is_file() or not self.path.exists():
            return
        check_lost(self.path)
        if not all(map(self._is_passing, self.path.iterdir())):
            raise InputError(
                f"{self.path}: a new or empty folder is expected, this has other files"
            )

    def continued(
        self, asked: TrainConfig, found: Checkpoint | None, *, allow_data_change: bool = False
    ) -> Continuation:
        """What the run in the folder goes on with; what is asked for, where it has not begun.

        Args:
            asked: the configuration that it is to have.
            found: its last checkpoint; None before the first. What this was trained with counts, so
                that an edited `config.toml` is something that is asked for.
            allow_data_change: whether it may go on with other pictures.

        Raises:
            InputError: something is asked for that cannot change any more, the folder holds
                something that is not a run, or a run whose checkpoints are gone.
        """
        self.check_place()
        written = self.started_with()
        if not written:
            return Continuation(asked)
        trained = (found.trained_with() if found else None) or written
        # By the run's own file, too: other pictures may have been allowed before it was killed.
        known = {trained.data_sha256, written.data_sha256}
        if asked.data_sha256 not in known and not allow_data_change:
            raise InputError(
                f"{self.path}: this run was started with other pictures (those of "
                f"{written.data}, as they were then); give these, another folder for the new ones, "
                "or allow the change (--allow-data-change) to go on with them"
            )
        if not found:
            self._check_untrained()
            return Continuation(asked)
        try:
            going = continuation(trained, asked, found.position)
        except InputError as error:
            raise InputError(f"{self.path}: this run cannot go on so: {error}") from error
        others = kept_otherwise(written, asked, found.position)
        return dataclasses.replace(going, changes=(*going.changes, *others))

    def _check_untrained(self) -> None:
        """Raises InputError where something was trained: a new run would replace it."""
        results = (self.generator, self.best, self.history)
        if left := [path.name for path in results if path.is_file()]:
            raise InputError(
                f"{self.path}: this run has {' and '.join(left)}, but no checkpoint to go on from; "
                "put its checkpoints/ back, or give another folder"
            )

    def _is_passing(self, path: Path) -> bool:
        """Whether it is there for a while only, or was left by a run that was killed at once."""
        return path.name in self.lock().names or is_temporary(path.name, re.escape(CONFIG))

    def start(self, config: TrainConfig) -> None:
        """Makes the folder of a run, or writes down what it goes on with, which was checked.

        What a run that was killed was writing there is deleted.
        """
        if not self.writes:
            return
        files = (CONFIG, GENERATOR, PRESET, self.best.name, self.history.name)
        remove_left_over(self.path, "|".join(map(re.escape, files)))
        remove_left_over(self.samples, SAMPLES)
        if self.started_with() != config:
            config.write(self.path / CONFIG)

    def save_generator(self, stage: Stage) -> None:
        """Writes the averaged generator of a completed level as `generator.keras`."""
        with written_whole(self.generator) as temporary:
            stage.averaged_generator.save(temporary)

    def save_preset(self, gan: AdversarialGAN, config: TrainConfig, images_seen: int) -> None:
        """Writes the networks of a completed level as a preset folder."""
        about = About(
            data="" if config.data == UNNAMED else Path(config.data).name,
            recipe=config.recipe or "",
            loss=config.loss.name,
            images_seen=images_seen,
        )
        save_to_preset(gan, self.preset, about=about, level=gan.stage.phase.level)

    def save_best(self, stage: Stage) -> None:
        """Writes the averaged generator of a phase as `best.keras`."""
        with written_whole(self.best) as temporary:
            stage.averaged_generator.save(temporary)

    def save_samples(self, name: str, pictures) -> np.ndarray:
        """Writes a grid of pictures (floats meant for [-1, 1]), and returns it as uint8.

        Small pictures are enlarged by a whole factor, each pixel to a square.
        """
        image = grid(to_bytes(pictures), least_height=SEEN_HEIGHT)
        write_png(self.samples / f"{name}.png", image)
        return image
