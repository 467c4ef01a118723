"""The command `keras-pggan`. One module a verb; nothing here imports TensorFlow before it runs."""

from __future__ import annotations

import logging
import os
from types import ModuleType

import typer

from keras_pggan._version import __version__
from keras_pggan.cli import (
    app_verb,
    convert,
    direction,
    evaluate,
    export,
    generate,
    inspect,
    label,
    neighbours,
    preprocess,
    presets,
    project,
    recipes,
    report,
    select,
    shard,
    train,
    train_filter,
    walk,
)
from keras_pggan.cli.common import USAGE_ERROR, with_home
from keras_pggan.cli.usage import OneLineErrors

# TensorFlow's C++ start-up notes are noise for someone who asked for pictures.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

app = typer.Typer(
    name="keras-pggan",
    cls=OneLineErrors,
    help="Grow a GAN: from a folder of pictures to a generator that runs anywhere.\n\n"
    "Example: keras-pggan train faces.npz --out runs/faces --resolution 64",
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,  # importing Rich for help would double the time it takes
    pretty_exceptions_enable=False,
)
VERBS = (
    *(preprocess, inspect, select, shard, recipes, presets, train),
    *(convert, generate, walk, project, direction, label, train_filter),
    *(evaluate, neighbours, report, export, app_verb),
)


def name_of(verb: ModuleType) -> str:
    """What a verb is called: as its module, but for `app`, which is the name of the whole here."""
    return verb.__name__.rpartition(".")[2].removesuffix("_verb").replace("_", "-")


for verb in VERBS:
    app.command(name_of(verb))(with_home(verb.command))


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version."
    ),
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(USAGE_ERROR)


class Lines(logging.Formatter):
    """Warnings that are logged, as those that are printed: `warning: ...`."""

    def format(self, record: logging.LogRecord) -> str:
        return f"{record.levelname.lower()}: {super().format(record)}"


def main() -> None:
    """Entry point of the console script."""
    if logging.lastResort:  # what tells of a log where nothing else was set up
        logging.lastResort.setFormatter(Lines())
    app()
