"""The policy whose strength follows what the discriminator says of reals."""

from __future__ import annotations

import dataclasses

import keras
from keras import ops

from keras_pggan.augmentation.brightness import Brightness
from keras_pggan.augmentation.contrast import Contrast
from keras_pggan.augmentation.fractional_shift import FractionalShift
from keras_pggan.augmentation.geometric import Composed, Geometric
from keras_pggan.augmentation.hue import Hue
from keras_pggan.augmentation.luma_flip import LumaFlip
from keras_pggan.augmentation.mirror import Mirror
from keras_pggan.augmentation.numbers import NORMAL
from keras_pggan.augmentation.policy import STRENGTH, Policy, alone
from keras_pggan.augmentation.quarter_turns import QuarterTurns
from keras_pggan.augmentation.rotation import Rotation
from keras_pggan.augmentation.saturation import Saturation
from keras_pggan.augmentation.scaling import Scaling
from keras_pggan.augmentation.shift import Shift
from keras_pggan.augmentation.stretching import Stretching
from keras_pggan.errors import InputError
from keras_pggan.options import described, option

STEPS = 4  # between two moves of the strength; the paper, section 3
SIGNS, COUNT = "signs", "steps"


@keras.saving.register_keras_serializable(package="keras_pggan")
@described
@dataclasses.dataclass(frozen=True)
class ADA(Policy):
    """Adaptive augmentation: as strong as it must be for the discriminator not to learn by heart.

    Each transform has the probability p, the strength. After every fourth step p moves by
    `4 * batch / images`, up where the mean sign of the scores of reals over these steps (and over
    all replicas) is above the target, down where it is below, and stays within 0 and `most`.

    Transforms: mirror, quarter turns (both only if asked for), shift by up to 1/8, scaling,
    rotation, stretching, rotation, fractional shift, interpolated linearly once for all, beyond the
    edges the picture in a mirror; brightness, contrast, luma flip, hue, saturation. The paper
    interpolates by wavelets, which are sharper.

    Raises:
        InputError: a value out of range.

    Source: Karras et al. 2020 (arXiv 2006.06676), section 3 and appendix B.
    """

    name = "ada"

    target: float = option(
        0.6,
        "Mean sign of the scores of reals that is aimed at; 0.6 in the paper.",
        least=-1,
        most=1,
    )
    images: int = option(
        500_000,
        "In which the strength goes from 0 to 1 at the fastest; 500,000 in the paper. A short run "
        "wants less, such as a third of its length.",
        least=1,
        unit="images",
    )
    initial: float = option(0.0, "Strength at first.", least=0, most=1)
    most: float = option(
        0.8, "Largest strength; above 0.8 the generator may learn the changes.", least=0, most=1
    )
    mirror: bool = option(False, "Mirror pictures, too. Not for digits or text.")
    quarter_turns: bool = option(
        False, "Turn pictures by 90, 180 and 270 degrees, too. Not for what has an upper side."
    )
    rotation: float = option(
        45.0,
        "Largest angle in degrees; 180 in the paper, which makes a 9 of a 6.",
        least=0,
        most=180,
    )
    colour: bool = option(True, "Change colours, too.")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.initial > self.most:
            raise InputError(
                f"initial must be up to most, which is {self.most}, got {self.initial}; give a "
                "smaller one, or a larger most"
            )

    @property
    def augmentations(self):
        turn = Rotation(self.rotation, parts=2)
        moves: tuple[Geometric, ...] = (
            *((Mirror(),) if self.mirror else ()),
            *((QuarterTurns(),) if self.quarter_turns else ()),
            *(Shift(), Scaling(), turn, Stretching(), turn, FractionalShift()),
        )
        colours = (
            *(Brightness(0.2, NORMAL), Contrast(0.5, NORMAL, around_mean=False)),
            *(LumaFlip(), Hue(), Saturation(1.0, NORMAL)),
        )
        return (Composed(moves), *(colours if self.colour else ()))

    @property
    def initial_state(self):
        return {STRENGTH: self.initial, SIGNS: 0.0, COUNT: 0.0}

    def next_state(self, state, real_scores, images, mean=alone):
        signs = state[SIGNS] + mean(ops.mean(ops.sign(real_scores)))
        count = state[COUNT] + 1.0
        due = count >= STEPS
        step = ops.sign(signs / STEPS - self.target) * (STEPS * images / self.images)
        moved = ops.clip(state[STRENGTH] + step, 0.0, self.most)
        return {
            STRENGTH: ops.where(due, moved, state[STRENGTH]),
            SIGNS: ops.where(due, 0.0, signs),
            COUNT: ops.where(due, 0.0, count),
        }
