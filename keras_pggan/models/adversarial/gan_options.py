"""Plain options of a GAN; imported for a command's `--help`, so it imports little."""

from __future__ import annotations

import dataclasses

from keras_pggan.options import check, described, option

LARGEST_SEED = 2**32 - 1  # what numpy, and with it Keras, takes
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
    averaging: float = option(
        0.999,
        "Decay of the generator's moving average. Short runs want less; 0 turns it off.",
        least=0,
        below=1,
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
