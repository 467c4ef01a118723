"""A direction among latents, along which something in pictures changes."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.files import as_path, written_whole
from keras_pggan.generators.found_latents import read_plain_arrays

SURE = 2.0  # standard errors that an accuracy lies above chance


@dataclasses.dataclass(frozen=True)
class AttributeDirection:
    """Where latents of one kind of pictures lie from those of the other.

    Args:
        values: of the length 1, float32 (latent_dim,), towards the second kind.
        accuracy: of telling pictures that it was not made of, by cross-validation: the mean of the
            shares of both kinds that were told right, 0 to 1; 0.5 is chance.
        counts: pictures of the first kind and of the second.
        names: what the kinds are called.
        source: what messages call it.
    """

    values: np.ndarray
    accuracy: float
    counts: tuple[int, int]
    names: tuple[str, str] = ("0", "1")
    source: str = "direction"

    @property
    def chance(self) -> float:
        """What an accuracy reaches by chance: half, and two standard errors of that for so many."""
        error = math.sqrt(sum(1 / count for count in self.counts)) / 4
        return min(1.0, 0.5 + SURE * error)

    @property
    def is_sure(self) -> bool:
        """Whether the accuracy is above chance."""
        return self.accuracy > self.chance

    def values_for(self, latent_dim: int) -> np.ndarray:
        """The values.

        Raises:
            InputError: they are of latents of another length.
        """
        if len(self.values) != latent_dim:
            raise InputError(
                f"{self.source}: a direction of {latent_dim} numbers is expected, this has "
                f"{len(self.values)}; give one that was found with this generator"
            )
        return self.values

    def write(self, path: Path | str) -> None:
        """Writes an .npz of plain arrays: `direction`, `accuracy`, `counts` and `names`."""
        with written_whole(path) as temporary, temporary.open("wb") as file:
            np.savez(
                file,
                allow_pickle=False,
                direction=self.values,
                accuracy=np.array(self.accuracy),
                counts=np.array(self.counts),
                names=np.array(self.names),
            )


def read_direction(path: Path | str) -> AttributeDirection:
    """Reads what `AttributeDirection.write` wrote.

    Raises:
        InputError: there is no such file, or it is another one.
    """
    path = as_path(path)
    arrays = read_plain_arrays(path, ("direction", "accuracy", "counts", "names"))
    values = arrays["direction"]
    length = np.linalg.norm(values) if values.ndim == 1 and values.dtype.kind == "f" else np.nan
    if not np.isfinite(length) or not length:
        raise InputError(
            f"{path}: `direction` must be finite floats (latent_dim,), not all 0, got "
            f"{values.dtype} {values.shape}"
        )
    try:
        accuracy = float(arrays["accuracy"])
        first, second = map(int, arrays["counts"])
        names = tuple(map(str, arrays["names"]))
        if not 0 <= accuracy <= 1 or min(first, second) < 1 or len(names) != 2:
            raise ValueError("out of range")
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"{path}: `accuracy`, `counts` and `names` beside `direction` are expected, as "
            "`keras-pggan direction` writes them"
        ) from error
    unit = (values / length).astype(np.float32)
    return AttributeDirection(unit, accuracy, (first, second), (names[0], names[1]), str(path))
