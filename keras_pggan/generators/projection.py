"""What was found for pictures."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy as np

from keras_pggan.files import check_new_folder, written_whole
from keras_pggan.generators.found_latents import FoundLatents
from keras_pggan.pictures import grid, write_png
from keras_pggan.pictures.grid import SEEN_HEIGHT

SHOWN = 100  # pictures on the sheet


@dataclasses.dataclass(frozen=True)
class Projection:
    """Pictures, and the latents whose pictures come nearest to them.

    Args:
        pictures: uint8 (count, height, width, channels).
        names: of the pictures; empty if they have none.
        latents: float32 (count, latent_dim), each of the length sqrt(latent_dim).
        labels: the class of each, int64 (count,); None where the generator has none.
        reconstructions: what the generator draws of the latents, uint8 as the pictures.
        distances: float64 (count,), see `PictureDistance`.
        random_distances: the medians of 1024 random latents' distances to each picture, likewise.
    """

    pictures: np.ndarray
    names: tuple[str, ...]
    latents: np.ndarray
    labels: np.ndarray | None
    reconstructions: np.ndarray
    distances: np.ndarray
    random_distances: np.ndarray

    def sheet(self) -> np.ndarray:
        """The first 100 pictures, each with its reconstruction at its right, on one sheet."""
        shown = min(SHOWN, len(self.pictures))
        pairs = np.stack([self.pictures[:shown], self.reconstructions[:shown]], axis=1)
        columns = 2 * math.ceil(math.sqrt(shown / 2))
        return grid(pairs.reshape(-1, *pairs.shape[2:]), columns, least_height=SEEN_HEIGHT)

    def write(self, out: Path | str) -> None:
        """Writes a folder, new or empty, with `pictures.png` and `latents.npz`, whole or not.

        Raises:
            InputError: there is something already.
        """
        out = check_new_folder(out)
        found = FoundLatents(self.latents, self.labels, self.names, self.distances)
        with written_whole(out) as temporary:
            write_png(temporary / "pictures.png", self.sheet())
            found.write(temporary / "latents.npz")
