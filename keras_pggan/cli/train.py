"""`keras-pggan train`: a data set becomes a generator, phase by phase."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from keras_pggan.cli.common import friendly_errors, load_tensorflow
from keras_pggan.cli.from_options import from_options
from keras_pggan.cli.train_session import Session
from keras_pggan.onednn import choose_onednn
from keras_pggan.runs.names import CHECKPOINTS, CONFIG, checkpoints_in
from keras_pggan.training.manner import Manner
from keras_pggan.training.options import Options
from keras_pggan.words import counted

if TYPE_CHECKING:
    from keras_pggan.runs.run_directory import RunDirectory

Data = Annotated[
    Path | None,
    typer.Argument(
        help="An .npz of pictures, or a folder of shards; default: that of --config, or of the "
        "run that is continued."
    ),
]
Imports = Annotated[
    list[str] | None,
    typer.Option(
        "--import",
        metavar="MODULE",
        help="A module or .py file that defines a loss of your own; may be given several times. "
        "The run keeps it.",
    ),
]
From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="SOURCE",
        help="Trained weights to start from: a run, whose newest checkpoint is taken, a preset, or "
        "a .keras file of a generator. Its networks are taken, too, where no others are given; "
        "docs/starting_from_weights.md.",
    ),
]


@from_options
def command(
    options: Options,
    manner: Manner,
    session: Session,
    data: Data = None,
    config: Annotated[
        Path | None, typer.Option(help="TOML with options, such as a run's config.toml.")
    ] = None,
    labels: Annotated[
        bool, typer.Option("--labels/--no-labels", help="Use the labels of the data, if any.")
    ] = True,
    imports: Imports = None,
    source: From = None,
) -> None:
    """Train a generator on a data set, growing it phase by phase.

    Example: keras-pggan train faces.npz --out runs/faces --resolution 64 --mirror
    """
    with friendly_errors(lambda: _kept(session.out), command):
        from keras_pggan.runs.said_first import said_first

        onednn = choose_onednn(said_first("onednn", session.out / CONFIG, config))
        load_tensorflow(find_devices=session.strategy != "multiworker")
        from keras_pggan import data as data_module
        from keras_pggan.cli.train_run import carry_out
        from keras_pggan.runs.imports import import_modules
        from keras_pggan.training.distribution.strategies import choose_strategy
        from keras_pggan.training.resolving import data_of, resolve
        from keras_pggan.training.run import Run
        from keras_pggan.training.sources.opening import source_of

        folder = _folder(session.out)
        # First, since what the run was started with may name a family of theirs.
        modules = import_modules(imports or said_first("imports", config, folder.path / CONFIG))
        started = folder.started_with()
        named = data or data_of(config, started)
        images = data_module.open(named, size=options.get("resolution"))
        given = options if labels else options.also(label_count=0)
        given = given.also(imports=modules, onednn=onednn)
        devices = choose_strategy(session.strategy)
        weights = source_of(source, folder, config)
        resolved = resolve(given, images, config, started=started, source=weights)
        carry_out(Run(resolved, images, folder, devices, source=weights), manner, session)


def _folder(out: Path) -> RunDirectory:
    from keras_pggan.runs.run_directory import RunDirectory

    folder = RunDirectory(out)
    folder.check_place()  # before data are opened for nothing
    return folder


def _kept(out: Path) -> str:
    # Nothing of ours is imported here: the interrupt may have come in the middle of an import.
    kept = checkpoints_in(out / CHECKPOINTS)
    if not kept:
        return "nothing was saved yet"
    images = int(kept[-1].name.rpartition("-")[2])
    return (
        f"the checkpoint at {counted(images, 'image')} is kept in {out}; the same command goes on"
    )
