"""Usage errors in one line, like all others."""

from __future__ import annotations

import sys
from typing import Any

import typer
from typer.core import TyperGroup

from keras_pggan.cli.common import USAGE_ERROR

INTERRUPTED = 130


class OneLineErrors(TyperGroup):
    """A group of commands that tells what is wrong with its arguments in one line."""

    def main(self, *args: Any, **options: Any) -> Any:
        """Runs the command that the arguments name, and exits."""
        try:
            code = super().main(*args, **{**options, "standalone_mode": False})
        except typer.Abort:
            sys.exit(INTERRUPTED)
        except Exception as error:
            # Where the class of these errors is to be had differs between versions of Typer.
            if not hasattr(error, "format_message"):
                raise
            typer.echo(f"error: {_told(error)}", err=True)
            sys.exit(USAGE_ERROR)
        sys.exit(code)


def _told(error: Any) -> str:
    """What was expected, what was found, and where to read on."""
    message = " ".join(error.format_message().split()).rstrip(".")
    # The message on a value of another kind or out of range lacks the value.
    faults: list[dict] = getattr(error.__cause__, "errors", list)()
    if faults:
        message += f", got {faults[0].get('input') or 'nothing'}"
    context = getattr(error, "ctx", None)
    return f"{message} (see {context.command_path} --help)" if context else message
