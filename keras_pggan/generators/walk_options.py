"""How a film of moving latents goes."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

from keras_pggan.errors import InputError
from keras_pggan.options import check, described, option
from keras_pggan.words import shortened

GRID, ALONE = (4, 2), (1, 1)
FEWEST_FRAMES = FEWEST_SEEDS = 2
SHORTEST, LONGEST = 0.1, 3600  # seconds


@described
@dataclasses.dataclass(frozen=True, kw_only=True)
class WalkOptions:
    """Options of `walk`.

    Raises:
        InputError: a value out of range, or fewer frames than seeds.

    >>> WalkOptions(seconds=2, fps=25).frame_count, WalkOptions(seeds=(3, 17)).columns_and_rows
    (50, (1, 1))
    """

    seconds: float = option(10.0, "Length of the loop.", least=SHORTEST, most=LONGEST, default="10")
    fps: float = option(
        30.0,
        "Frames a second; a .gif takes the nearest that whole hundredths of a second make.",
        least=1,
        most=120,
        default="30",
    )
    grid: tuple[int, int] | None = option(
        None,
        "Pictures of a frame, each on a way of its own.",
        form="COLUMNSxROWS, such as 4x2",
        default="4x2; 1x1 with --seeds or --latents, with --direction one for each of these",
    )
    seed: int = option(0, "Of the noise that latents follow.", least=0)
    seeds: tuple[int, ...] | None = option(
        None,
        "Go from the picture that `generate --seed N --count 1` draws of one to that of the next, "
        "and back to the first. Further pictures of a frame begin at the next seed each.",
        form="SEED,SEED,..., such as 3,17,42",
        default="noise, smoothed over a second",
    )
    latents: Path | None = option(
        None, "Go through these as through --seeds, such as the latents.npz of `project`."
    )
    direction: Path | None = option(
        None,
        "Move each picture to one side along this, back, to the other, and back: a file that "
        "`direction` wrote. Pictures are those of --seed, --seeds or --latents.",
    )
    strength: float = option(
        1.0,
        "How far --direction moves pictures, 1 being as far as latents lie from the middle.",
        above=0,
    )
    path: str = option(
        "slerp",
        "Between --seeds or --latents: along the arc, at constant speed, or straight (lerp).",
        choices=("slerp", "lerp"),
    )
    truncation: float = option(
        1.0,
        "Of variety: less stays nearer to the picture of --seed, or the first of --seeds or "
        "--latents.",
        least=0,
        most=1,
    )

    def __post_init__(self) -> None:
        check(self)
        if self.grid is not None and (len(self.grid) != len(GRID) or min(self.grid) < 1):
            got = "x".join(map(str, self.grid))
            raise InputError(f"grid must be two numbers, 1x1 or more, got {shortened(got)}")
        least = 1 if self.direction else FEWEST_SEEDS
        if self.seeds is not None and (len(self.seeds) < least or min(self.seeds) < 0):
            got = ",".join(map(str, self.seeds)) or "none"
            raise InputError(f"seeds must be {least} or more, each 0 or more, got {shortened(got)}")
        if self.seeds is not None and self.latents is not None:
            raise InputError(f"seeds must be left out where latents are given, got {self.latents}")
        self.check_length(len(self.seeds or ()))

    def check_length(self, stops: int) -> None:
        """Raises InputError where there are fewer frames than latents to go through."""
        fewest = FEWEST_FRAMES if self.direction else max(FEWEST_FRAMES, stops)
        if self.frame_count < fewest:
            raise InputError(
                f"seconds must be {fewest / self.fps:.3g} or more, for {fewest} frames at "
                f"{self.fps:g} a second, got {self.seconds:g}"
            )

    def for_stops(self, stops: int) -> WalkOptions:
        """The same, with the grid that it has for so many seeds or latents; 0 for noise."""
        if self.grid is not None:
            return self
        if self.direction is None or not stops:
            return dataclasses.replace(self, grid=ALONE if stops else GRID)
        columns = min(stops, GRID[0])
        return dataclasses.replace(self, grid=(columns, math.ceil(stops / columns)))

    @property
    def frame_count(self) -> int:
        """Frames of the loop."""
        return round(self.seconds * self.fps)

    @property
    def columns_and_rows(self) -> tuple[int, int]:
        """Pictures beside and below each other."""
        return self.grid or (ALONE if self.seeds or self.latents else GRID)

    @property
    def walkers(self) -> int:
        """Pictures of a frame."""
        columns, rows = self.columns_and_rows
        return columns * rows
