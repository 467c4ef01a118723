"""Plain options of a GAN; imported for a command's `--help`, so it imports little."""

from __future__ import annotations

import dataclasses

from keras_pggan.errors import InputError
from keras_pggan.moving import FORM, Moving
from keras_pggan.options import check, described, option

LARGEST_SEED = 2**32 - 1  # what numpy, and with it Keras, takes
PAPER_AVERAGING = 0.999
# Keras dtype policies: weights, scores and statistics stay in float32 throughout.
POLICIES = {"float32": "float32", "bfloat16": "mixed_bfloat16", "float16": "mixed_float16"}


@described
@dataclasses.dataclass(frozen=True, kw_only=True)
class GanOptions:
    """What is to be known of a GAN besides its networks and what makes them better.

    Raises:
        InputError: a value out of range.
    """

    family: str = option("progressive", "Of the networks; progressive is the paper's.")
    precision: str = option(
        "float32", "Of the networks' arithmetic; float16 on one GPU.", choices=tuple(POLICIES)
    )
    averaging: float | None = option(
        None,
        "Decay of the generator's moving average per step. Short runs want less; 0 turns it off.",
        least=0,
        below=1,
        default=f"{PAPER_AVERAGING}, the paper's; none with averaging_half_life",
    )
    averaging_half_life: float | Moving | None = option(
        None,
        "Images after which a generator counts half in the moving average, whatever the batch: in "
        "place of averaging. May move over the run.",
        least=0,
        form=FORM,
    )
    averaging_ramp: float = option(
        0.05,
        "Most of that half-life, as a share of the images that the run has shown by then.",
        above=0,
    )
    beta_2: float | Moving = option(
        0.99,
        "Of Adam, where no other optimizer is given: decay of the mean square of gradients. May "
        "move over the run.",
        least=0,
        below=1,
        form=FORM,
    )
    mirror: bool = option(False, "Mirror half of the pictures.")
    seed: int = option(
        0,
        "Of initial weights, latents, mirroring and the order of the pictures.",
        least=0,
        most=LARGEST_SEED,
    )

    def __post_init__(self) -> None:
        check(self)
        if self.averaging_half_life is None:
            if self.averaging is None:
                object.__setattr__(self, "averaging", PAPER_AVERAGING)
        elif self.averaging is not None:
            raise InputError(
                "averaging and averaging_half_life must be given one at a time, since both say how "
                f"far the moving average reaches back, got {self.averaging} and "
                f"{self.averaging_half_life}"
            )
