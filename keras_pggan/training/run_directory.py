"""What a training run keeps on disk, and how it is continued."""

from __future__ import annotations

from pathlib import Path

from keras_pggan.errors import InputError
from keras_pggan.files import check_writable, written_whole
from keras_pggan.generation import RUN_GENERATOR
from keras_pggan.models.pggan import ProgressiveGAN
from keras_pggan.pictures import grid, to_bytes, write_png
from keras_pggan.training.config import TrainConfig, differences


class RunDirectory:
    """The folder of one training run.

    `config.toml` (the options), `checkpoints/` (the last two, a folder each), `generator.keras`
    (the averaged generator, straight through, of the last completed level), `samples/` (grids
    from the same latents throughout), `logs/` (TensorBoard), `history.csv`.
    """

    def __init__(self, path: Path | str):
        self.path = Path(path)
        if self.path.exists() and not self.path.is_dir():
            raise InputError(f"{self.path}: a folder is expected, this is a file")

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
        return self.path / RUN_GENERATOR

    def check_config(self, config: TrainConfig) -> None:
        """Holds a configuration against the one that the run was started with, if it was.

        Raises:
            InputError: they differ, or the folder holds something that is not a run.
        """
        check_writable(self.path)
        path = self.path / "config.toml"
        if path.is_file():
            changed = differences(TrainConfig.read(path), config)
            if changed:
                raise InputError(
                    f"{self.path}: this run was started with another configuration "
                    f"({'; '.join(changed[:3])}); give the same options, or another --out"
                )
        elif self.path.exists() and any(self.path.iterdir()):
            raise InputError(
                f"{self.path}: a new or empty folder is expected, this has other files"
            )

    def start(self, config: TrainConfig) -> None:
        """Makes the folder of a new run, or accepts that of the same run."""
        self.check_config(config)
        if not (self.path / "config.toml").is_file():
            config.write(self.path / "config.toml")

    def save_generator(self, gan: ProgressiveGAN, level: int) -> None:
        """Writes the averaged generator of a level as `generator.keras`."""
        with written_whole(self.generator) as temporary:
            gan.averaged_generator.straight_through(level).save(temporary)

    def save_samples(self, name: str, pictures) -> None:
        """Writes a grid of pictures (floats meant for [-1, 1])."""
        write_png(self.samples / f"{name}.png", grid(to_bytes(pictures)))
