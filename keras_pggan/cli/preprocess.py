"""`keras-pggan preprocess`: photographs become a data set of faces."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from keras_pggan.cli.common import friendly_errors, load_tensorflow
from keras_pggan.cli.from_options import from_options
from keras_pggan.errors import InputError
from keras_pggan.files import unfinished_of
from keras_pggan.options import check, option
from keras_pggan.preprocessing.options import FaceOptions
from keras_pggan.preprocessing.work_options import WorkOptions
from keras_pggan.sizes import (
    LEAST_BASE,
    MOST_BASE,
    as_text,
    growth_to,
    nearest_growing,
    sides_of,
)
from keras_pggan.words import counted

if TYPE_CHECKING:
    from keras_pggan.preprocessing import Summary
    from keras_pggan.preprocessing.work_options import Engine


@dataclasses.dataclass(frozen=True, kw_only=True)
class EngineOptions:
    """Who does the work."""

    engine: str = option(
        "local", "This machine (local), or a cluster (ray).", choices=("local", "ray")
    )
    workers: int | None = option(
        None,
        "Processes. 0 has the command itself do the work.",
        default="one for each core, 16 at most on this machine",
    )
    ray_address: str | None = option(
        None, "Of a Ray cluster.", form="HOST:PORT", default="RAY_ADDRESS, or one is made here"
    )

    def __post_init__(self) -> None:
        check(self)

    def open(self) -> Engine:
        """The engine.

        Raises:
            InputError: it cannot be used, or not so.
        """
        from keras_pggan.preprocessing import LocalEngine, RayEngine
        from keras_pggan.preprocessing.local_engine import usable_workers

        if self.engine == "ray":
            return RayEngine(self.ray_address, self.workers)
        if self.ray_address is not None:
            raise InputError("--ray-address is of use with --engine ray alone; give that, too")
        return LocalEngine(usable_workers() if self.workers is None else self.workers)


@from_options
def command(
    sources: Annotated[
        list[str],
        typer.Argument(help="Folders (recursively), zips, patterns, files, or URLs."),
    ],
    out: Annotated[Path, typer.Option(help="The .npz to write; with --shards, the folder.")],
    faces: FaceOptions,
    work: WorkOptions,
    engine: EngineOptions,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Count what would be read; write nothing.")
    ] = False,
) -> None:
    """Crop the faces out of photographs into an .npz.

    Example: keras-pggan preprocess photographs --out faces.npz --size 128
    """
    with friendly_errors(lambda: _kept(out), command):
        from rich.console import Console

        from keras_pggan.cli.files_display import FilesDisplay
        from keras_pggan.preprocessing import LocalEngine, make_face_data_set
        from keras_pggan.preprocessing.refusal import refusals
        from keras_pggan.preprocessing.worker import use_one_thread

        work = dataclasses.replace(work, engine=engine.open())
        work.check(out)
        if told := _without_growth(*sides_of(faces.size)):
            typer.echo(told)
        if dry_run:
            _count(sources)
            return
        use_one_thread()
        if work.shards is not None or (faces.detect and work.engine == LocalEngine(0)):
            load_tensorflow(keras=faces.detect)  # what needs it would, and with notes
        noun = "face" if faces.detect else "crop"
        with FilesDisplay(Console(highlight=False), noun=noun) as display:
            summary = make_face_data_set(sources, out, faces, work=work, on_progress=display)
        _tell(summary, noun, out, work.rejects)
        for refusal in refusals(summary.rejects, faces):
            typer.echo(f"  {refusal}")


def _without_growth(height: int, width: int) -> str:
    """What is to be known of a size that is no square and that networks cannot grow to."""
    growth = growth_to(height, width)
    if height == width or (growth and growth.reached == (height, width)):
        return ""
    said = (
        f"networks double a base of {LEAST_BASE} to {MOST_BASE} pixels a side, which does not come "
        f"to {height}x{width}"
    )
    if growth:
        return f"{said}; they will grow to {as_text(growth.reached)} of it"
    near = as_text(nearest_growing(height, width).reached)
    return f"{said}; --size {near} is the nearest that it comes to"


def _kept(out: Path) -> str:
    # Nothing is imported here: the interrupt may have come in the middle of an import.
    unfinished = unfinished_of(out)
    if unfinished.is_dir():
        return f"what is finished is kept in {unfinished}; the same command goes on with it"
    return f"{out} was not written"


def _count(places: list[str]) -> None:
    from rich.filesize import decimal

    from keras_pggan.preprocessing.sources import count_kinds, find_sources

    sources = find_sources(places)
    kinds = count_kinds(sources)
    for kind in kinds:
        typer.echo(f"{kind.suffix:8}  {counted(kind.files, 'file'):>16}  {decimal(kind.size):>10}")
    total = decimal(sum(kind.size for kind in kinds))
    typer.echo(f"{counted(len(sources), 'file')}, {total}. Nothing was read or written.")


def _tell(summary: Summary, noun: str, out: Path, rejects: Path | str | None) -> None:
    made = f"{counted(summary.faces, noun)} of {counted(summary.pictures, 'picture')}"
    typer.echo(f"{made} in {out}")
    for remark in summary.remarks:
        typer.echo(f"note: {remark}")
    if summary.rejects:
        listed = f", listed in {rejects}" if rejects else " (--rejects FILE.csv lists them)"
        none = counted(len(summary.rejects), "file")
        typer.echo(f"{none} gave none{listed}:")
