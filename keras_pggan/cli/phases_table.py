"""The table of a run's phases, and what they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from keras_pggan.cli.common import counted

if TYPE_CHECKING:
    from keras_pggan.training.preflight.preflight import PhaseEstimate, Preflight

COLUMNS = ("phase", "size", "batch", "images", "steps", "G", "D", "GFLOP")
WIDE = 200  # more than any row takes: a narrow terminal, or a log, must not cost numbers


def print_phases(found: Preflight, *, first: int = 1, warnings_only: bool = False) -> None:
    """Prints a row for each phase, the totals below, and warnings to stderr.

    Args:
        found: what the phases take.
        first: number of the first of them.
        warnings_only: whether there is nothing but warnings to be printed.
    """
    for line in found.warnings():
        typer.echo(f"warning: {line}", err=True)
    if warnings_only:
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    memory = ("GPU\nGiB", "RAM\nGiB") if found.machine.has_gpu else ("GiB",)
    timed = found.seconds is not None
    time = ("s/1000",) if timed else ()
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=0)
    for name in (*COLUMNS, *memory, *time):
        table.add_column(name, justify="left" if name == "phase" else "right")
    for number, estimate in enumerate(found.phases, first):
        table.add_row(*_row(number, estimate, timed=timed))
    Console(width=WIDE).print(table)
    typer.echo(_totals(found))


def in_short(count: int) -> str:
    """A count in six characters at most.

    >>> in_short(8_512), in_short(271_404), in_short(23_079_115)
    ('8,512', '271k', '23.1M')
    """
    if count < 100_000:
        return f"{count:,}"
    return f"{count / 1e3:.0f}k" if count < 999_500 else f"{_three_digits(count / 1e6)}M"


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


def _row(number: int, estimate: PhaseEstimate, *, timed: bool) -> list[str]:
    phase = estimate.phase
    row = [
        f"{number} {'fade-in' if phase.fade_in else 'straight'}",
        f"{phase.height}x{phase.width}",
        str(phase.batch_size),
        f"{phase.images_shown:,}",
        f"{phase.steps:,}",
        in_short(estimate.generator.parameters),
        in_short(estimate.discriminator.parameters),
        _three_digits(estimate.flops / 1e9),
    ]
    if estimate.gpu_bytes is not None:
        row.append(_three_digits(estimate.gpu_bytes / 2**30))
    row.append(_three_digits(estimate.host_bytes / 2**30))
    if timed and estimate.seconds_per_image is not None:
        row.append(_three_digits(1000 * estimate.seconds_per_image))
    return row


def _three_digits(number: float) -> str:
    """Three digits, and more only before the point; two after it, where the number is small."""
    after = 2 if number < 9.995 else 1 if number < 99.95 else 0
    return f"{number:,.{after}f}" if number >= 0.1 else f"{number:.2g}"


def _totals(found: Preflight) -> str:
    from keras_pggan.training.preflight.preflight import size_in_words

    def size(number: int | None) -> str:
        return "?" if number is None else size_in_words(number)

    images = sum(estimate.phase.images_shown for estimate in found.phases)
    gpu = f", the GPU {size(found.machine.gpu)}" if found.machine.has_gpu else ""
    lines = [
        f"{counted(images, 'image')} in {counted(len(found.phases), 'phase')}.",
        "G, D: trainable parameters of generator and discriminator.",
        "GFLOP: of a training step, for each image.",
        f"GiB: estimated peak of memory; this machine has {size(found.machine.host)}{gpu}.",
    ]
    if found.seconds is not None:
        lines.append(
            "s/1000: seconds for 1000 images, from a few steps of training.\n"
            f"Training takes about {in_words(found.seconds)}, measured without checkpoints."
        )
    return "\n".join(lines)
