"""The table of a run's phases, and what they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from keras_pggan.cli.common import counted

if TYPE_CHECKING:
    from keras_pggan.training.preflight import PhaseEstimate, Preflight

IN_ORDER = ("phase", "resolution", "batch", "images", "steps", "generator", "discriminator")


def print_phases(found: Preflight, *, warnings_only: bool = False) -> None:
    """Prints a row for each phase, the totals below, and warnings to stderr."""
    for line in found.warnings():
        typer.echo(f"warning: {line}", err=True)
    if warnings_only:
        return
    from rich.console import Console
    from rich.table import Table

    with_gpu = found.machine.has_gpu
    memory = ("GPU memory", "main memory") if with_gpu else ("memory",)
    timed = found.seconds is not None
    time = ("s/1000 images",) if timed else ()
    table = Table(*IN_ORDER, "GFLOP/image", *memory, *time)
    for index, estimate in enumerate(found.phases):
        table.add_row(*_row(index, estimate, timed=timed))
    console = Console()
    console.print(table)
    console.print(_totals(found))


def in_words(seconds: float) -> str:
    """Such as `3 h 20 min`, in two units at most, cut off there.

    >>> in_words(12_000), in_words(59.4), in_words(200_000)
    ('3 h 20 min', '59 s', '2 d 7 h')
    """
    rest, parts = round(seconds), []
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)):
        count, rest = divmod(rest, size)
        parts.append((count, unit))
    first = next((index for index, (count, _) in enumerate(parts) if count), len(parts) - 1)
    return " ".join(f"{count} {unit}" for count, unit in parts[first : first + 2] if count) or "0 s"


def _row(index: int, estimate: PhaseEstimate, *, timed: bool) -> list[str]:
    from keras_pggan.training.preflight import size_in_words

    phase = estimate.phase
    row = [
        f"{index + 1} {'fade-in' if phase.fade_in else 'straight-through'}",
        f"{phase.height}x{phase.width}",
        str(phase.batch_size),
        f"{phase.images_shown:,}",
        f"{phase.steps:,}",
        f"{estimate.generator.parameters:,}",
        f"{estimate.discriminator.parameters:,}",
        f"{estimate.flops / 1e9:,.3g}" if estimate.flops < 1e12 else f"{estimate.flops / 1e9:,.0f}",
    ]
    if estimate.gpu_bytes is not None:
        row.append(size_in_words(estimate.gpu_bytes))
    row.append(size_in_words(estimate.host_bytes))
    if timed and estimate.seconds_per_image is not None:
        row.append(f"{1000 * estimate.seconds_per_image:,.2f}")
    return row


def _totals(found: Preflight) -> str:
    from keras_pggan.training.preflight import size_in_words

    def size(number: int | None) -> str:
        return "?" if number is None else size_in_words(number)

    images = sum(estimate.phase.images_shown for estimate in found.phases)
    gpu = f", the GPU {size(found.machine.gpu)}" if found.machine.has_gpu else ""
    lines = [
        f"{counted(images, 'image')} in {counted(len(found.phases), 'phase')}; generator and "
        "discriminator count trainable parameters, GFLOP are of one training step.",
        f"Memory is an estimate of the peak; this machine has {size(found.machine.host)}{gpu}.",
    ]
    if found.seconds is not None:
        lines.append(
            f"Training takes about {in_words(found.seconds)}, measured without checkpoints."
        )
    return "\n".join(lines)
