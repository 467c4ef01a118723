"""The table of a run's phases, and what they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from keras_pggan.schedule import Phase
from keras_pggan.words import (
    about,
    counted,
    duration_in_words,
    short_count,
    size_in_words,
    three_digits,
)

if TYPE_CHECKING:
    from keras_pggan.training.preflight.preflight import PhaseEstimate, Preflight

COLUMNS = ("phase", "size", "batch", "images", "steps", "G", "D", "GFLOP")
WIDE = 200  # more than any row takes: a narrow terminal, or a log, must not cost numbers


def print_warnings(found: Preflight) -> None:
    """Prints a line for each warning of the phases to stderr."""
    for line in found.warnings():
        typer.echo(f"warning: {line}", err=True)


def print_phases(found: Preflight, *, first: int = 1) -> None:
    """Prints a row for each phase, and the totals below.

    Args:
        found: what the phases take.
        first: number of the first of them.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table

    memory = ("GPU\nGiB", "RAM\nGiB") if found.machine.has_gpu else ("GiB",)
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=0)
    for name in (*COLUMNS, *memory, "s/1000"):
        table.add_column(name, justify="left" if name == "phase" else "right")
    for number, estimate in enumerate(found.phases, first):
        table.add_row(*_row(number, estimate))
    Console(width=WIDE).print(table)
    typer.echo(_totals(found))


def _row(number: int, estimate: PhaseEstimate) -> list[str]:
    phase = estimate.phase
    row = [
        f"{number} {'fade-in' if phase.fade_in else 'straight'}",
        f"{phase.height}x{phase.width}",
        str(phase.batch_size),
        f"{phase.images_shown:,}",
        f"{phase.steps:,}",
        short_count(estimate.generator.parameters),
        short_count(estimate.discriminator.parameters),
        three_digits(estimate.flops / 1e9),
    ]
    if estimate.gpu_bytes is not None:
        row.append(three_digits(estimate.gpu_bytes / 2**30))
    row.append(three_digits(estimate.host_bytes / 2**30))
    row.append(three_digits(1000 * estimate.seconds_per_image))
    return row


def _totals(found: Preflight) -> str:
    def size(number: int | None) -> str:
        return "?" if number is None else size_in_words(number)

    left = " left" if found.shown else ""
    gpu = f", the GPU {size(found.machine.gpu)}" if found.machine.has_gpu else ""
    lines = [
        f"{counted(found.images, 'image')}{left} in {counted(len(found.phases), 'phase')}.",
        "G, D: trainable parameters of generator and discriminator.",
        "GFLOP: of a training step, for each image.",
        f"GiB: estimated peak of memory; this machine has {size(found.machine.host)}{gpu}.",
    ]
    how = "from a few steps of some phases, and arithmetic" if found.timed else "from arithmetic"
    lines.append(f"s/1000: seconds for 1000 images, {how}.")
    return "\n".join([*lines, _duration(found)])


def _duration(found: Preflight) -> str:
    if not found.timed:
        time = about(found.seconds)
        return f"Training takes about {time}, estimated from arithmetic; --measure measures."
    compiling = sum(part.compiling or 0.0 for part in found.phases)
    return (
        f"Training takes about {duration_in_words(found.seconds)}, {about(compiling)} of it to "
        "compile;\nmeasured without checkpoints."
    )


def print_measured(number: int, phase: Phase, step: float, compiling: float) -> None:
    """Prints what was measured of a phase, counted from 1: seconds of a step, and to compile."""
    typer.echo(
        f"phase {number} {phase.name}: {three_digits(1000 * step)} ms a step, "
        f"{three_digits(1000 * step / phase.batch_size)} s/1000, compiled in {about(compiling)}"
    )
