"""`keras-pggan preprocess`: photographs become a data set of faces."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from keras_pggan.cli.common import friendly_errors, load_tensorflow
from keras_pggan.files import unfinished_of
from keras_pggan.words import counted

if TYPE_CHECKING:
    from keras_pggan.preprocessing import Summary
    from keras_pggan.preprocessing.pipeline import Engine


def command(
    sources: Annotated[
        list[str], typer.Argument(help="Folders (recursively), glob patterns, files, or URLs.")
    ],
    out: Annotated[Path, typer.Option(help="The .npz to write; with --shards, the folder.")],
    size: Annotated[int, typer.Option(help="Side of the crops in pixels.")] = 128,
    align: Annotated[
        str,
        typer.Option(
            help="Square around a face as it is (crop), turned and scaled by its landmarks "
            "(landmarks), or as in CelebA-HQ (celeba-hq)."
        ),
    ] = "crop",
    margin: Annotated[
        float | None,
        typer.Option(help="Added around a face, as a fraction of it; default: 0.2."),
    ] = None,
    min_face: Annotated[
        int | None,
        typer.Option(help="Smallest face used, in pixels; default: half of --size."),
    ] = None,
    all_faces: Annotated[
        bool, typer.Option("--all-faces", help="Every face of a picture, not only the largest.")
    ] = False,
    detect: Annotated[
        bool,
        typer.Option(
            "--detect/--no-detect", help="Look for faces, or take the middle of any picture."
        ),
    ] = True,
    min_confidence: Annotated[
        float, typer.Option(help="Least confidence of the detector, 0 to 1.")
    ] = 0.0,
    min_sharpness: Annotated[
        float,
        typer.Option(help="Least variance of the Laplacian of a crop; 100 is a common threshold."),
    ] = 0.0,
    drop_duplicates: Annotated[
        bool, typer.Option("--drop-duplicates", help="Leave out what is nearly the same.")
    ] = False,
    labels_from_folders: Annotated[
        bool,
        typer.Option("--labels-from-folders", help="The folder of a picture is its class."),
    ] = False,
    shards: Annotated[
        int | None,
        typer.Option(help="Write a folder of so many shards at most in place of an .npz."),
    ] = None,
    rejects: Annotated[
        Path | None, typer.Option(help="A .csv of the files that gave no face, and why.")
    ] = None,
    contact_sheet: Annotated[
        Path | None, typer.Option(help="A .png of the first 100 crops with landmarks.")
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            help="Processes; default: one for each core, 16 at most on this machine. 0 has the "
            "command itself do the work."
        ),
    ] = None,
    engine: Annotated[
        str, typer.Option(help="local (this machine) or ray (a cluster, or this machine).")
    ] = "local",
    ray_address: Annotated[
        str | None,
        typer.Option(help="HOST:PORT of a Ray cluster; default: RAY_ADDRESS, or one is made here."),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option("--resume/--no-resume", help="Go on with an unfinished run, or start anew."),
    ] = True,
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
        from keras_pggan.preprocessing import (
            FaceOptions,
            LocalEngine,
            WorkOptions,
            make_face_data_set,
        )
        from keras_pggan.preprocessing.worker import use_one_thread

        options = FaceOptions(
            size=size,
            align=align,
            margin=margin,
            min_face=min_face,
            all_faces=all_faces,
            detect=detect,
            min_confidence=min_confidence,
            min_sharpness=min_sharpness,
            drop_duplicates=drop_duplicates,
            labels_from_folders=labels_from_folders,
        )
        work = WorkOptions(
            engine=_engine(engine, workers, ray_address),
            shards=shards,
            rejects=rejects,
            contact_sheet=contact_sheet,
            resume=resume,
        )
        work.check(out)
        if dry_run:
            _count(sources)
            return
        use_one_thread()
        if shards is not None or (detect and work.engine == LocalEngine(0)):
            load_tensorflow()  # what needs it would, and with notes
        noun = "face" if detect else "crop"
        with FilesDisplay(Console(highlight=False), noun=noun) as display:
            summary = make_face_data_set(sources, out, options, work=work, on_progress=display)
        _tell(summary, noun, out, rejects)


def _kept(out: Path) -> str:
    # Nothing is imported here: the interrupt may have come in the middle of an import.
    unfinished = unfinished_of(out)
    if unfinished.is_dir():
        return f"what is finished is kept in {unfinished}; the same command goes on with it"
    return f"{out} was not written"


def _engine(name: str, workers: int | None, ray_address: str | None) -> Engine:
    from keras_pggan.errors import InputError
    from keras_pggan.preprocessing import LocalEngine, RayEngine
    from keras_pggan.preprocessing.local_engine import usable_workers

    if name == "ray":
        return RayEngine(ray_address, workers)
    if name != "local":
        raise InputError(f"engine must be local or ray, got {name}")
    if ray_address is not None:
        raise InputError("--ray-address is of use with --engine ray alone; give that, too")
    return LocalEngine(usable_workers() if workers is None else workers)


def _count(places: list[str]) -> None:
    from rich.filesize import decimal

    from keras_pggan.preprocessing.sources import count_kinds, find_sources

    sources = find_sources(places)
    kinds = count_kinds(sources)
    for kind in kinds:
        typer.echo(f"{kind.suffix:8}  {counted(kind.files, 'file'):>16}  {decimal(kind.size):>10}")
    total = decimal(sum(kind.size for kind in kinds))
    typer.echo(f"{counted(len(sources), 'file')}, {total}. Nothing was read or written.")


def _tell(summary: Summary, noun: str, out: Path, rejects: Path | None) -> None:
    made = f"{counted(summary.faces, noun)} of {counted(summary.pictures, 'picture')}"
    typer.echo(f"{made} in {out}")
    if summary.rejects:
        listed = f", listed in {rejects}" if rejects else "; --rejects FILE.csv lists them"
        none = counted(len(summary.rejects), "file")
        typer.echo(f"{none} gave none: {summary.reasons()}{listed}")
