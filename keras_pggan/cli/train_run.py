"""What `keras-pggan train` says while a run is carried out."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import typer

from keras_pggan.cli.common import device_in_words
from keras_pggan.cli.leaving import left_at_once
from keras_pggan.cli.train_session import Session
from keras_pggan.runs.imports import failures_told
from keras_pggan.training.callbacks.progress import ProgressDisplay
from keras_pggan.training.manner import Manner
from keras_pggan.training.narrator import Narrator
from keras_pggan.training.preflight.phases_table import print_phases, print_warnings
from keras_pggan.training.run import Run
from keras_pggan.words import counted

if TYPE_CHECKING:
    from keras_pggan.runs.checkpoints import Position
    from keras_pggan.runs.run_directory import RunDirectory
    from keras_pggan.training.preflight.preflight import Preflight


class Teller(Narrator):
    """Prints what a run is about to do; where it does not, nothing but warnings."""

    def say(self, text: str) -> None:
        if self.prints:
            typer.echo(text)

    def plan(self, found: Preflight, position: Position | None, phases: int) -> None:
        """A table of the phases that are left."""
        completed = position.phases_completed if position else 0
        if position:
            self.say(
                f"continuing after {position.images_seen:,} images, "
                f"in phase {completed + 1} of {phases}"
            )
        print_warnings(found)
        if self.prints:
            print_phases(found, first=completed + 1)

    def measuring(self) -> contextlib.AbstractContextManager[None]:
        """Ends the command at once where it is interrupted."""
        return left_at_once("nothing was trained or written")

    def starts(self) -> None:
        """The devices."""
        self.say(f"training on {device_in_words()}")

    def complete(self, run: RunDirectory, position: Position, *, restored: bool) -> None:
        """Says that there is nothing left to train."""
        done = f"{counted(position.phases_completed, 'phase')}, {position.images_seen:,} images"
        self.say(f"{run.path} is complete: {done}; to go on, give a larger --phase-images")
        if restored:
            self.say(f"{run.generator} was missing or damaged, and was written again")


def carry_out(run: Run, manner: Manner, session: Session) -> None:
    """Carries a run out, and says what that takes and where its results are."""
    quiet = session.quiet or not run.workers.is_chief
    teller = Teller(prints=not quiet)
    display = ProgressDisplay(quiet=quiet, verbose=session.verbose)
    with failures_told(run.config.imports):
        trained = run.carry_out(manner, teller, display)
    if manner.dry_run:
        teller.say("Nothing was trained or written.")
    elif trained:
        found = run.run
        teller.say(
            f"generator in {found.generator}, pictures in {found.samples}, "
            f"curves in {found.history}"
        )
