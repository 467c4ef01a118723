"""How latents of pictures are looked for."""

from __future__ import annotations

import dataclasses

from keras_pggan.options import check, described, option


@described
@dataclasses.dataclass(frozen=True, kw_only=True)
class ProjectionOptions:
    """Options of `project`.

    Raises:
        InputError: a value out of range.
    """

    steps: int = option(300, "Of the search, for each picture; more come nearer to it.", least=0)
    starts: int = option(
        8,
        "Latents that the search begins with: the nearest of 1024 random ones. The best that comes "
        "of any is kept.",
        least=1,
        most=1024,
    )
    seed: int = option(0, "Of the random latents.", least=0)
    label: str | None = option(
        None, "Class of the pictures, its number or name.", default="the one that fits best"
    )

    def __post_init__(self) -> None:
        if isinstance(self.label, int):  # to Python, a class has a number
            object.__setattr__(self, "label", str(self.label))
        check(self)
