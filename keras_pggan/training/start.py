"""What a run starts from; imported for a command's `--help`, so it imports little."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from keras_pggan.options import check, described, option
from keras_pggan.runs.origin import Freezing


@dataclasses.dataclass(frozen=True, kw_only=True)
class Beginning:
    """Where in its phases a run begins."""

    all_phases: bool = option(
        False,
        "With --from: train the phases up to the resolution of the source, too; they are left out "
        "otherwise.",
    )


@described
@dataclasses.dataclass(frozen=True)
class Start(Freezing, Beginning):
    """Trained weights that a run starts from, in place of new ones: `train --from`.

    Args:
        source: the folder of a run, whose newest checkpoint is taken, or a .keras file.

    Raises:
        InputError: a value of another type, or out of range.
    """

    source: Path | str

    def __post_init__(self) -> None:
        check(self)
