"""`keras-pggan preprocess`: photographs become a data set of faces."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from keras_pggan.cli.common import counted, friendly_errors, load_tensorflow


def command(
    sources: Annotated[
        list[Path], typer.Argument(help="Folders (recursively), glob patterns or files.")
    ],
    out: Annotated[Path, typer.Option(help="The .npz to write.")],
    size: Annotated[int, typer.Option(help="Side of the crops in pixels.")] = 128,
    margin: Annotated[
        float, typer.Option(help="Added around a face, as a fraction of its box.")
    ] = 0.2,
    min_face: Annotated[
        int | None,
        typer.Option(help="Smallest face used, in pixels; default: half of --size."),
    ] = None,
    all_faces: Annotated[
        bool, typer.Option("--all-faces", help="Every face of a picture, not only the largest.")
    ] = False,
    labels_from_folders: Annotated[
        bool,
        typer.Option("--labels-from-folders", help="The folder of a picture is its class."),
    ] = False,
    rejects: Annotated[
        Path | None, typer.Option(help="CSV of the files that gave no face, and why.")
    ] = None,
) -> None:
    """Crop the faces out of photographs into an .npz.

    Example: keras-pggan preprocess photographs --out faces.npz --size 128
    """
    with friendly_errors(lambda: f"{out} was not written", command):
        load_tensorflow()
        from rich.console import Console
        from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

        from keras_pggan.preprocessing import FaceOptions, make_face_data_set

        options = FaceOptions(size=size, margin=margin, min_face=min_face, all_faces=all_faces)
        console = Console(stderr=True)
        quiet = not console.is_terminal
        columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True, disable=quiet) as progress:
            task = progress.add_task("files", total=None)
            summary = make_face_data_set(
                sources,
                out,
                options,
                rejects=rejects,
                labels_from_folders=labels_from_folders,
                on_file=lambda done, total: progress.update(task, completed=done, total=total),
            )
        made = f"{counted(summary.faces, 'face')} of {counted(summary.pictures, 'picture')}"
        typer.echo(f"{made} in {out}")
        if summary.rejects:
            listed = f", listed in {rejects}" if rejects else "; --rejects FILE.csv lists them"
            none = counted(len(summary.rejects), "file")
            typer.echo(f"{none} gave none: {summary.reasons()}{listed}")
