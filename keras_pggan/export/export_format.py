"""What all forms that generators are exported in have in common."""

from __future__ import annotations

from pathlib import Path

from keras_pggan.generators.generation import Call, Generator
from keras_pggan.registry import named_subclasses


class ExportFormat:
    """Base of the forms that generators are exported in; `export` works by any subclass.

    A subclass sets `name` and `told`, and implements `write` and `drawer`.

    Args:
        batch: how many pictures what is written makes at a time; None for any number.
    """

    name = ""  # how commands call it
    told = ""  # what it is, for people
    suffix = ""  # of the file; empty for a folder
    tolerance = 1e-5  # largest difference to the model of a picture in [0, 1], in float32
    precisions: tuple[str, ...] = ("float32",)  # of the weights, that it can be written in
    fixed_batch = False  # whether it can be written for one number of pictures at a time
    packages: tuple[str, ...] = ()  # modules of the extra `export` that it needs
    every_resolution = False  # whether one has all that a network was grown through

    def __init__(self, batch: int | None = None):
        self.batch = batch

    def write(self, generator: Generator, path: Path, precision: str = "float32") -> None:
        """Writes a generator to a path that does not exist.

        Args:
            generator: with its Keras model.
            path: a temporary name that has the suffix of the format.
            precision: one of its `precisions`.
        """
        raise NotImplementedError

    def drawer(self, path: Path) -> Call:
        """What was written, run by its own runtime.

        Returns:
            latents (batch, latent_dim) float32 and, where there are classes, integer labels
            (batch,), to pictures in [0, 1].
        """
        raise NotImplementedError

    def drawers(self, generator: Generator, path: Path) -> list[tuple[Generator, Call]]:
        """All that was written of a generator, each part beside the generator that it is of."""
        return [(generator, self.drawer(path))]


def named_formats() -> dict[str, type[ExportFormat]]:
    """All formats that were defined, by name, those of users too."""
    return named_subclasses(ExportFormat)
