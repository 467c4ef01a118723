"""A folder with an export of each resolution."""

from __future__ import annotations

from pathlib import Path

from keras_pggan.export.export_format import ExportFormat
from keras_pggan.generators.generation import Call, Generator


class EachResolution(ExportFormat):
    """A folder with `images_4`, `images_8` and so on, each in a format that has one resolution.

    Args:
        format: what each is written in.
    """

    def __init__(self, format: ExportFormat):
        super().__init__(format.batch)
        self.format = format
        self.told = f"{format.told}s"
        self.tolerance, self.precisions = format.tolerance, format.precisions
        self.fixed_batch, self.packages = format.fixed_batch, format.packages
        self.name = format.name

    def write(self, generator: Generator, path: Path, precision: str = "float32") -> None:
        path.mkdir()
        for each in generator.of_each_resolution:
            self.format.write(each, self._place(each, path), precision)

    def drawer(self, path: Path) -> Call:
        largest = max(path.iterdir(), key=lambda each: int(each.stem.removeprefix("images_")))
        return self.format.drawer(largest)

    def drawers(self, generator: Generator, path: Path) -> list[tuple[Generator, Call]]:
        return [
            (each, self.format.drawer(self._place(each, path)))
            for each in generator.of_each_resolution
        ]

    def _place(self, generator: Generator, path: Path) -> Path:
        return path / f"images_{generator.image_shape[0]}{self.format.suffix}"
