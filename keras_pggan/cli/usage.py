"""Usage errors in one line, like all others."""

from __future__ import annotations

import difflib
import re
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from keras_pggan.cli.common import USAGE_ERROR
from keras_pggan.words import reason_of, shortened

INTERRUPTED = 130
NEAR = 0.75  # of 1, how much alike a name is that may be meant; of Click's 0.6, many are not
EXTRA = re.compile(r"unexpected extra arguments?(?:\(s\))? \((.*)\)")
COMMAND = re.compile(r"No such command '(.*?)'(?=\.|$| )")


class OneLineErrors(TyperGroup):
    """A group of commands that tells what is wrong with its arguments in one line."""

    def main(self, *args: Any, **options: Any) -> Any:
        """Runs the command that the arguments name, and exits."""
        try:
            code = super().main(*args, **{**options, "standalone_mode": False})
        except typer.Abort:
            sys.exit(INTERRUPTED)
        except OSError as error:  # of what is printed before a command begins, such as help
            sys.stdout = None  # which Python would write to again
            typer.echo(f"error: what is printed cannot be written ({reason_of(error)})", err=True)
            sys.exit(USAGE_ERROR)
        except Exception as error:
            # Where the class of these errors is to be had differs between versions of Typer.
            if not hasattr(error, "format_message"):
                raise
            typer.echo(f"error: {_told(error)}", err=True)
            sys.exit(USAGE_ERROR)
        sys.exit(code)


def _told(error: Any) -> str:
    """What was expected, what was found, and where to read on.

    Errors are told apart by what they carry, as their classes move between versions of Typer.
    """
    message = " ".join(error.format_message().split()).rstrip(".")
    context: Any = getattr(error, "ctx", None)
    parameter = getattr(error, "param", None)
    option = getattr(error, "option_name", None)
    extra, command = EXTRA.search(message), COMMAND.search(message)
    if parameter is not None and not error.message:
        told = f"{_name(parameter)} must be given"
    elif parameter is not None:
        told = f"{_name(parameter)} must be something else: {message}"
    elif "requires an argument" in message:
        told = f"{option} must be followed by a value"
    elif "does not take a value" in message:
        told = f"{option} must be given without a value"
    elif option:
        options = [each for found in context.command.params for each in found.opts]
        others = difflib.get_close_matches(option, options, n=2, cutoff=NEAR)
        told = f"there is no option {shortened(option)}"
        told += f"; {' and '.join(others)} may be meant" if others else ""
    elif extra:
        told = f"nothing is expected after the other arguments, got {shortened(extra[1])}"
    elif command and context:
        known = ", ".join(context.command.list_commands(context))
        told = f"there is no command {shortened(command[1])}; known are {known}"
    else:
        told = message
    return f"{told} (see {context.command_path} --help)" if context else told


def _name(parameter: Any) -> str:
    """What users call a parameter."""
    options = [each for each in parameter.opts if each.startswith("--")]
    return options[0] if options else str(parameter.name)
