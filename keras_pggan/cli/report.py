"""`keras-pggan report`: a run on one page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from keras_pggan.cli.common import friendly_errors, load_tensorflow
from keras_pggan.cli.from_options import from_options
from keras_pggan.report.options import ReportOptions


@from_options
def command(
    run: Annotated[Path, typer.Argument(help="A run, complete or not.")],
    out: Annotated[Path, typer.Option(help="The .html to write.")],
    options: ReportOptions,
) -> None:
    """Write a page of a run: samples, curves, grids of each phase, nearest training pictures.

    Example: keras-pggan report runs/faces --out faces.html
    """
    with friendly_errors(lambda: f"{out} was not written", command):
        load_tensorflow()
        from rich.console import Console

        from keras_pggan.errors import InputError
        from keras_pggan.files import check_writable
        from keras_pggan.report import write_report

        if out.suffix.lower() not in (".html", ".htm") or out.is_dir():
            raise InputError(f"{out}: a file name that ends in .html is expected")
        check_writable(out)
        with Console(stderr=True).status("reading the run") as status:
            write_report(run, out, options, on_step=status.update)
        typer.echo(f"{out} tells of {run}")
