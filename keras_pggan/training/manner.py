"""How a run is carried out; imported for a command's `--help`, so it imports little."""

from __future__ import annotations

import dataclasses

from keras_pggan.options import check, described, option


@described
@dataclasses.dataclass(frozen=True, kw_only=True)
class Manner:
    """How a run is carried out, apart from what decides its result."""

    allow_data_change: bool = option(
        False, "Continue a run with other pictures than it was started with."
    )
    dry_run: bool = option(False, "Print the phases and what they take; write nothing.")
    measure: bool = option(
        False, "Try a few steps of the phases, to tell the time; takes about a minute at most."
    )
    memory_check: bool = option(
        True, "Refuse phases that would not fit in memory, or only warn of them."
    )

    def __post_init__(self) -> None:
        check(self)
