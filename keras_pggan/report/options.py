"""What a page of a run shows; imported for a command's `--help`, so it imports little."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from keras_pggan.options import check, described, option


@described
@dataclasses.dataclass(frozen=True, kw_only=True)
class ReportOptions:
    """Options of `write_report`.

    Raises:
        InputError: a value out of range.
    """

    data: Path | str | None = option(
        None,
        "The pictures that the run was trained with. Where they are gone, the page has no nearest "
        "ones.",
        default="where its configuration says",
    )
    evaluation: Path | str | None = option(
        None,
        "The evaluation of the run, a .json that `evaluate` wrote.",
        default="what `evaluate` left in the run",
    )
    seed: int = option(0, "Of samples and of the walk.", least=0)

    def __post_init__(self) -> None:
        check(self)
