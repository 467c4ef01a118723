"""The policy of DiffAugment."""

from __future__ import annotations

import dataclasses

import keras

from keras_pggan.augmentation.brightness import Brightness
from keras_pggan.augmentation.contrast import Contrast
from keras_pggan.augmentation.cutout import Cutout
from keras_pggan.augmentation.policy import Policy
from keras_pggan.augmentation.saturation import Saturation
from keras_pggan.augmentation.shift import Shift
from keras_pggan.augmentation.warping import GREY
from keras_pggan.options import described, option


@keras.saving.register_keras_serializable(package="keras_pggan")
@described
@dataclasses.dataclass(frozen=True)
class DiffAugment(Policy):
    """Brightness, saturation and contrast, then a shift, then a cutout, to every picture.

    `x + b` with b up to 0.5; `m + s (x - m)` with s from 0 to 2 and m the mean of a pixel's
    channels; `M + c (x - M)` with c from 0.5 to 1.5 and M the mean of the picture. All are drawn
    evenly; what a shift brings in, and what a cutout takes away, is grey (0). There is no mirror.

    Works from the first step on, at full strength: the one for short runs.

    Raises:
        InputError: a value out of range.

    Source: Zhao et al. 2020 (arXiv 2006.10738), section 3.2.
    """

    name = "diffaugment"

    colour: bool = option(True, "Change brightness, saturation and contrast.")
    shift: float = option(
        0.125, "Largest shift, as a share of the side; 0 for none.", least=0, most=1
    )
    cutout: float = option(0.5, "Of the side that is cut out; 0 for none.", least=0, most=1)
    probability: float = option(1.0, "Of each of these; 1 in the paper.", least=0, most=1)

    @property
    def augmentations(self):
        colours = (Brightness(), Saturation(), Contrast()) if self.colour else ()
        shift = (Shift(self.shift, GREY),) if self.shift else ()
        return (*colours, *shift, *((Cutout(self.cutout),) if self.cutout else ()))

    def strength_at(self, state):
        return self.probability
