"""A trained filter: how likely a person is to keep a picture."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.files import as_path
from keras_pggan.generators.generation import share
from keras_pggan.generators.loading import load_model
from keras_pggan.pictures.colours import as_rgb
from keras_pggan.pictures.shrunk import shrunk

if TYPE_CHECKING:
    import keras

SCORE = 0.95  # from which a picture is kept, in the source of the recipe (P. Cho, 2018)
AT_ONCE = 32


class PictureFilter:
    """Scores of pictures: the probability that a person would mark each as good.

    Args:
        model: RGB pictures, floats 0 to 255, to probabilities (batch, 1).
        source: what messages call it.

    Raises:
        InputError: it is another model.
    """

    def __init__(self, model: keras.Model, source: str = "filter"):
        given, returned = getattr(model, "input_shape", None), getattr(model, "output_shape", None)
        match given, returned:
            case (_, int(height), int(width), 3), (_, 1):
                self.height, self.width = height, width
            case _:
                raise InputError(
                    f"{source}: a filter as `keras-pggan train-filter` writes it is expected, this "
                    f"model maps {given} to {returned}"
                )
        self.model, self.source = model, source

    def scores(self, pictures: np.ndarray) -> np.ndarray:
        """The score of each picture, float64 (count,), from 0 to 1.

        Args:
            pictures: uint8 (count, height, width, channels), of the size that the filter was made
                with, or larger ones of its proportions.

        Raises:
            InputError: pictures of another shape.
        """
        return self.of_inputs(self._inputs(pictures))

    def of_inputs(self, inputs: np.ndarray) -> np.ndarray:
        """The same of what `filter_inputs` made of pictures, in the size of the model."""
        found = [
            np.asarray(self.model.predict_on_batch(inputs[first : first + AT_ONCE]))
            for first in range(0, len(inputs), AT_ONCE)
        ]
        return np.concatenate([np.zeros((0, 1)), *found])[:, 0].astype(np.float64)

    def at_least(self, min_score: float = SCORE) -> Callable[[np.ndarray], np.ndarray]:
        """What tells which pictures reach a score, for `accept` of `generate`.

        Raises:
            InputError: it is not 0 to 1.
        """
        return functools.partial(self._passing, share("min_score", min_score))

    def _passing(self, min_score: float, pictures: np.ndarray) -> np.ndarray:
        return self.scores(pictures) >= min_score

    def _inputs(self, pictures: np.ndarray) -> np.ndarray:
        shape = pictures.shape
        if pictures.dtype != np.uint8 or len(shape) != 4 or shape[3] not in (1, 3, 4):
            raise InputError(
                "pictures must be uint8 (count, height, width, channels) with 1, 3 or 4 channels, "
                f"got {pictures.dtype} {shape}"
            )
        inputs = filter_inputs(pictures, max(self.height, self.width))
        if len(pictures) and inputs.shape[1:3] != (self.height, self.width):
            raise InputError(
                f"{self.source}: a filter for pictures of {self.height}x{self.width} pixels cannot "
                f"tell those of {shape[1]}x{shape[2]}; train one with pictures of this generator"
            )
        return inputs


def filter_inputs(pictures: np.ndarray, side: int) -> np.ndarray:
    """Pictures as a filter sees them: float32 RGB of 0 to 255, with that many pixels a longer side.

    Args:
        pictures: uint8 (count, height, width, channels).
        side: pixels of the longer side; smaller ones stay as they are.
    """
    small = [shrunk(each, side) for each in as_rgb(pictures)]
    return np.stack(small).astype(np.float32) if small else np.zeros((0, 1, 1, 3), np.float32)


def load_filter(path: Path | str) -> PictureFilter:
    """Opens what `train_filter` wrote.

    Raises:
        InputError: there is no such file, or it is another one.
    """
    path = as_path(path)
    if not path.is_file():
        raise InputError(f"{path}: there is no such file; `keras-pggan train-filter` writes one")
    return PictureFilter(load_model(path), str(path))
