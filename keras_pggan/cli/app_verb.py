"""`keras-pggan app`: generators on a page, in a browser on this machine."""

from __future__ import annotations

import contextlib
import dataclasses
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from keras_pggan.cli.common import TerminatedError, friendly_errors, load_tensorflow
from keras_pggan.cli.from_options import from_options
from keras_pggan.options import check, option

PORT = 8000


@dataclasses.dataclass(frozen=True, kw_only=True)
class AppOptions:
    """How the page is served."""

    port: int = option(
        PORT, "Of 127.0.0.1, which only this machine reaches; 0 for any.", least=0, most=65535
    )
    precision: str = option(
        "float32", "Of the weights.", choices=("float32", "float16", "dynamic-int8")
    )

    def __post_init__(self) -> None:
        check(self)


@from_options
def command(
    models: Annotated[
        list[Path],
        typer.Argument(
            help="Runs, presets (folders, or pretrained models' names) or .keras files, among "
            "which the page lets choose; or one folder that was exported as a site."
        ),
    ],
    options: AppOptions,
) -> None:
    """Show generators on a page that runs them in the browser, until Ctrl-C.

    The page draws grids of a seed, mixes pictures and walks between them. `keras-pggan export
    --format web` writes it for a web server.

    Example: keras-pggan app runs/faces --port 8080
    """
    with friendly_errors(lambda: "nothing is served", command):
        from keras_pggan.cli.site_server import address_of, site_server

        with (
            _site(models, options.precision) as folder,
            site_server(folder, options.port) as server,
        ):
            typer.echo(f"{address_of(server)} shows {', '.join(map(str, models))}; Ctrl-C ends it")
            try:
                server.serve_forever()
            except TerminatedError:
                raise
            except KeyboardInterrupt:
                typer.echo()


@contextlib.contextmanager
def _site(models: list[Path], precision: str) -> Iterator[Path]:
    """The folder of a site: the one that is given, or one of the models for the meantime."""
    if len(models) == 1 and (models[0] / "models.json").is_file():
        yield models[0]
        return
    load_tensorflow()
    from keras_pggan.export.web import write_site

    with tempfile.TemporaryDirectory() as folder:
        write_site(models, Path(folder) / "site", precision=precision)
        yield Path(folder) / "site"
