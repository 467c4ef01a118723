"""Where a run is, on which devices, and what is said of it; imported for `--help`."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from keras_pggan.options import check, option
from keras_pggan.training.options import STRATEGIES


@dataclasses.dataclass(frozen=True, kw_only=True)
class Session:
    """One call of the command for a run."""

    out: Path = option(help="Folder of the run; the same command continues it.")
    strategy: str = option(
        "auto",
        "Over this machine's GPUs (mirrored), over several machines (multiworker, by TF_CONFIG), "
        "on one device (none), or mirrored where there are several GPUs (auto).",
        choices=STRATEGIES,
    )
    quiet: bool = option(False, "Print warnings and errors only.")
    verbose: bool = option(False, "Print a line at every row of history.csv.")

    def __post_init__(self) -> None:
        check(self)
