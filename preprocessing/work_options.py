"""How a data set is made; imported for a command's `--help`, so it imports little."""

from __future__ import annotations

import contextlib
import dataclasses
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from keras_pggan.errors import InputError
from keras_pggan.files import as_path, check_writable
from keras_pggan.options import check, described, option

if TYPE_CHECKING:
    from keras_pggan.preprocessing.options import FaceOptions
    from keras_pggan.preprocessing.sources import Source
    from keras_pggan.preprocessing.work import Outcome
    from keras_pggan.preprocessing.writing import Output


class Engine(Protocol):
    """Who does the work: gives what came of each picture, in their order."""

    def __call__(self, sources: Sequence[Source], options: FaceOptions) -> Iterator[Outcome]: ...


def _this_process() -> Engine:
    from keras_pggan.preprocessing.local_engine import LocalEngine

    engine: Engine = LocalEngine()
    return engine


@described
@dataclasses.dataclass(frozen=True, kw_only=True)
class WorkOptions:
    """How a data set is made; none of it changes what the data set holds.

    Args:
        engine: who does the work; by default this process.

    Raises:
        InputError: a value out of range.
    """

    engine: Engine = dataclasses.field(default_factory=_this_process)
    shards: int | None = option(
        None, "Write a folder of so many shards at most in place of an .npz.", least=1,
        unit="shards",
    )  # fmt: skip
    rejects: Path | str | None = option(
        None, "A .csv of the files that gave no face, and why: `file,reason,detail`."
    )
    contact_sheet: Path | str | None = option(None, "A .png of the first 100 crops with landmarks.")
    resume: bool = option(True, "Go on with an unfinished run, or start anew.")

    def __post_init__(self) -> None:
        check(self)

    def check(self, out: Path | str) -> Output:
        """Where the data set goes.

        Raises:
            InputError: the results could not be written there; to be known before work is done.
        """
        from keras_pggan.preprocessing.writing import Output

        output = Output(as_path(out), self.shards)
        output.check()
        taken = {os.path.abspath(as_path(out)): "the data set"}
        for path, what, suffix in (
            (self.rejects, "the rejects", ".csv"),
            (self.contact_sheet, "the contact sheet", ".png"),
        ):
            if path is None:
                continue
            if Path(path).is_dir():
                raise InputError(f"{path}: a file is expected, this is a folder")
            other = taken.setdefault(os.path.abspath(path), what)
            if other != what:
                raise InputError(f"{path}: {what} and {other} need two files")
            if Path(path).suffix.lower() != suffix:
                raise InputError(f"{path}: a file name that ends in {suffix} is expected")
            check_writable(path)
        return output

    def check_sources(self, sources: Sequence[Source]) -> None:
        """Raises InputError where the contact sheet would take the place of a picture."""
        sheet = self.contact_sheet
        if sheet is None or not Path(sheet).exists():
            return
        for source in sources:
            if not isinstance(source.path, Path):
                continue
            with contextlib.suppress(OSError):  # of a link to nowhere
                if os.path.samefile(source.path, sheet):
                    raise InputError(
                        f"{sheet}: it is one of the files to be read, the contact sheet would "
                        "replace it; give another name, or move it away"
                    )
