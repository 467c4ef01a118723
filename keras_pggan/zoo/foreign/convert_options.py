"""What is taken of the file of another program."""

from __future__ import annotations

import dataclasses

from keras_pggan.options import check, described, option

GENERATORS = ("averaged", "generator")  # the one that is taken first
DISCRIMINATOR = "discriminator"


@described
@dataclasses.dataclass(frozen=True, kw_only=True)
class ConvertOptions:
    """What is taken of a file.

    Raises:
        InputError: another name, or a resolution below the smallest.
    """

    network: str | None = option(
        None,
        "The one network that is taken.",
        choices=(*GENERATORS, DISCRIMINATOR),
        default="the averaged generator, where there is none the generator, and the discriminator",
    )
    resolution: int | None = option(
        None,
        "Height of the largest pictures: levels above are left out.",
        least=4,
        default="all levels that were reached, as far as the file tells",
    )

    def __post_init__(self) -> None:
        check(self)
