"""What is told of a run before its first step."""

from __future__ import annotations

import contextlib
import logging
import re

import typer

from keras_pggan.runs.changes import changes_in_words
from keras_pggan.runs.checkpoints import Position
from keras_pggan.runs.continuation import Continuation
from keras_pggan.runs.run_directory import RunDirectory
from keras_pggan.schedule import Phase
from keras_pggan.training.preflight.phases_table import (
    print_measured,
    print_phases,
    print_warnings,
)
from keras_pggan.training.preflight.preflight import Preflight

log = logging.getLogger(__name__)
# What options of the command are called in Python, where that is not their name.
IN_PYTHON = {"phase-images": "images_per_phase", "no-memory-check": "pg.Manner(memory_check=False)"}
OPTION = re.compile(r"--([a-z][a-z-]+)(?: (?=[\w.])([\w.]+))?")


class Narrator:
    """Tells what a run is about to do; this one logs warnings, and may print the plan.

    Args:
        prints: whether it does.
    """

    def __init__(self, *, prints: bool = False):
        self.prints = prints

    def plan(self, found: Preflight, position: Position | None, phases: int) -> None:
        """What the phases take that are not completed, and where the run goes on, if it does."""
        del phases
        if self.prints:
            print_warnings(found)
            print_phases(found, first=position.phases_completed + 1 if position else 1)
            return
        for line in found.warnings():
            log.warning("%s", in_python(line))

    def goes_on(self, going: Continuation) -> None:
        """What of a run that has begun is changed, and what is not though it was asked for."""
        for line in changes_in_words(list(going.changes)):
            self.warn(f"changed: {line}")
        for line in going.kept:
            self.warn(f"kept: {line}")

    def warn(self, text: str) -> None:
        """Prints a line, or logs it so that it is seen."""
        if self.prints:
            typer.echo(text)
        else:
            log.warning("%s", text)

    def say(self, text: str) -> None:
        """Prints a line, or logs it."""
        if self.prints:
            typer.echo(text)
        else:
            log.info("%s", text)

    def measuring(self) -> contextlib.AbstractContextManager[None]:
        """What phases are measured in, which writes nothing."""
        return contextlib.nullcontext()

    def measured(self, number: int, phase: Phase, step: float, compiling: float) -> None:
        """Seconds of a step of a phase, counted from 1, and those before the first."""
        if self.prints:
            print_measured(number, phase, step, compiling)

    def starts(self) -> None:
        """The first step is next."""

    def complete(self, run: RunDirectory, position: Position, *, restored: bool) -> None:
        """There was nothing left to train; `restored`: but the generator was written again."""


def in_python(line: str) -> str:
    """A line of advice with parameters of Python in place of the command's options.

    >>> in_python("take smaller batches (--batch-size 8), or train shorter (--phase-images 400)")
    'take smaller batches (batch_size=8), or train shorter (images_per_phase=400)'
    >>> in_python("train without (label_count 0, --no-labels); see (--augment ada)")
    'train without (label_count 0); see (augment="ada")'
    """

    def parameter(found: re.Match) -> str:
        name, value = found[1], found[2]
        if value is None:
            return IN_PYTHON.get(name, name.replace("-", "_"))
        value = value if value.replace(".", "").isdigit() else f'"{value}"'
        return f"{IN_PYTHON.get(name, name.replace('-', '_'))}={value}"

    return OPTION.sub(parameter, line.replace(", --no-labels", ""))
