"""How near what was written is to its generator."""

from __future__ import annotations

import dataclasses
import math

import keras
import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.export.export_format import ExportFormat
from keras_pggan.export.units import to_unit
from keras_pggan.generators.generation import Call, Generator, latents

PARITY_SAMPLES = 4
# Least peak signal to noise of weights that were rounded, in dB: below it, the difference can be
# seen. Measured on trained networks: float16 50 and more, dynamic-int8 32 to 37.
LEAST_DECIBELS = {"float16": 40.0, "dynamic-int8": 25.0}


@dataclasses.dataclass(frozen=True)
class Parity:
    """How far the pictures of an export are from those of its generator.

    Args:
        difference: the largest of a value, of pictures in [0, 1].
        decibels: peak signal to noise of all of them; infinite where they are the same.
    """

    difference: float
    decibels: float

    def __str__(self) -> str:
        return f"{self.difference:.1e} ({self.decibels:.0f} dB)"


def farthest(drawers: list[tuple[Generator, Call]], samples: int) -> Parity:
    """The parity of the part of an export that is the farthest from its generator."""
    found = [_parity(generator, drawer, samples) for generator, drawer in drawers]
    # By numpy, to which NaN is the worst.
    return Parity(
        float(np.max([each.difference for each in found])),
        float(np.min([each.decibels for each in found])),
    )


def _parity(generator: Generator, drawer: Call, samples: int) -> Parity:
    batch = latents(samples, generator.latent_dim)
    inputs = [batch, generator.labels(samples)] if generator.label_count else [batch]
    own = keras.ops.convert_to_numpy(to_unit(generator.call(*inputs)))
    away = np.asarray(drawer(*inputs), np.float64) - own
    square = float(np.square(away).mean())
    decibels = math.inf if square == 0 else -10 * math.log10(square) if square > 0 else math.nan
    return Parity(float(np.abs(away).max()), decibels)


def check_parity(parity: Parity, wanted: ExportFormat, precision: str) -> None:
    """Raises InputError where pictures are too far from those of the generator; NaN are."""
    least = LEAST_DECIBELS.get(precision)
    if least is None and not parity.difference <= wanted.tolerance:
        raise InputError(
            f"the {wanted.told}'s pictures differ by {parity.difference:.2g} from the model's, "
            f"more than {wanted.tolerance}; nothing was written"
        )
    if least is not None and not parity.decibels >= least:
        raise InputError(
            f"the {wanted.told}'s pictures in {precision} are {parity.decibels:.0f} dB from the "
            f"model's, {least:.0f} are expected; nothing was written"
        )
