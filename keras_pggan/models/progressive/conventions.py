"""Where programs for these networks deviate from each other."""

from __future__ import annotations

import dataclasses
import math

from keras_pggan.errors import InputError
from keras_pggan.options import check, described, option

CHANNEL, UNIT = "channel", "unit"
POPULATION, SAMPLE = "population", "sample"
STRIDED, CONSECUTIVE = "strided", "consecutive"
REFUSED, ONE_GROUP = "refused", "one-group"
LINEAR, TANH = "linear", "tanh"


@described
@dataclasses.dataclass(frozen=True, kw_only=True)
class Conventions:
    """Details in which programs differ whose networks have one shape; the defaults are the paper's.

    Weights that another program trained mean the same here by the conventions of that program.

    Raises:
        InputError: a value out of range, or scaled biases where the first layer has none of its
            own.

    >>> Conventions(output_activation="tanh").normalize_latents
    True

    Source: Karras et al. 2018 (arXiv 1710.10196), appendix A, and the authors' program.
    """

    first_gain: float = option(
        math.sqrt(2.0) / 4.0,
        "Gain of the generator's first layer, whose fan-in is the latent's length.",
        above=0,
        command=False,
    )
    to_image_gain: float = option(
        1.0, "Gain of the layers from maps to pictures.", above=0, command=False
    )
    last_gain: float = option(
        1.0, "Gain of the discriminator's last layer.", above=0, command=False
    )
    scaled_bias: bool = option(
        False, "Biases are multiplied by gain / sqrt(fan_in) as the kernels are.", command=False
    )
    first_bias: str = option(
        CHANNEL,
        "Of the generator's first layer: one per channel, or one per unit.",
        choices=(CHANNEL, UNIT),
        command=False,
    )
    normalize_latents: bool = option(
        True, "Latents, with their labels, have unit mean square.", command=False
    )
    normalize_first: bool = option(
        True,
        "Pixel normalization follows the generator's first layer, as it does the others.",
        command=False,
    )
    normalization_epsilon: float = option(
        1e-8, "Of the pixel normalization.", above=0, command=False
    )
    generator_leak: float = option(
        0.2, "Slope of the generator's rectifiers; 0 for none.", least=0, below=1, command=False
    )
    discriminator_leak: float = option(
        0.2, "Slope of the discriminator's rectifiers.", least=0, below=1, command=False
    )
    stdev_variance: str = option(
        POPULATION,
        "Of the minibatch standard deviation; that of a sample of one picture is 0.",
        choices=(POPULATION, SAMPLE),
        command=False,
    )
    stdev_groups: str = option(
        STRIDED,
        "Members of a group: equal distances apart in the batch, or neighbours.",
        choices=(STRIDED, CONSECUTIVE),
        command=False,
    )
    stdev_remainder: str = option(
        REFUSED,
        "A batch that does not divide by the group: none, or one group.",
        choices=(REFUSED, ONE_GROUP),
        command=False,
    )
    output_activation: str = option(
        LINEAR, "What ends the generator.", choices=(LINEAR, TANH), command=False
    )
    first_logit: int = option(
        1,
        "Where the class logits begin in the discriminator's last layer: behind the score, or at "
        "the score, which is the first logit, too, while the last number is not used.",
        choices=(0, 1),
        command=False,
    )
    fade_first_level: bool = option(
        True,
        "The discriminator cross-fades the first level above the base as it does the others.",
        command=False,
    )

    def __post_init__(self):
        check(self)
        if self.scaled_bias and self.first_bias != UNIT:
            raise InputError(
                f"first_bias must be {UNIT} where scaled_bias is true, got {self.first_bias}"
            )


PAPER = Conventions()
