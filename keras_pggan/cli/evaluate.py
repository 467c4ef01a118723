"""`keras-pggan evaluate`: how good the pictures of a model are."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from keras_pggan.cli.common import friendly_errors, load_tensorflow
from keras_pggan.cli.from_options import from_options
from keras_pggan.evaluation.options import EvaluationOptions
from keras_pggan.words import counted

if TYPE_CHECKING:
    from keras_pggan.evaluation import Evaluation, Evaluator
    from keras_pggan.evaluation.evaluation import Measured
    from keras_pggan.evaluation.measure import Measure


Data = Annotated[
    Path | None,
    typer.Argument(
        help="The reals: an .npz, a folder of shards, or one of pictures of one size.",
        show_default="those of the run",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        help="The evaluation to write, a .json.",
        show_default="evaluation.json in the folder of a run; of others it is printed alone",
    ),
]


@from_options
def command(
    model: Annotated[
        Path,
        typer.Argument(
            help="A run, a .keras file, an exported SavedModel folder; or pictures: an .npz, or a "
            "folder."
        ),
    ],
    options: EvaluationOptions,
    data: Data = None,
    out: Out = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check all, and print what would be measured.")
    ] = False,
) -> None:
    """Measure pictures against those that were trained on, each figure beside its noise floor.

    Example: keras-pggan evaluate runs/faces --out evaluation.json
    """
    with friendly_errors(
        lambda: f"{out} was not written" if out else "nothing was to be written", command
    ):
        load_tensorflow()
        from rich.console import Console

        from keras_pggan.evaluation import Evaluator, place_in_run

        out = place_in_run(model) if out is None else out
        _check_out(out)
        with Console(stderr=True).status("opening the pictures") as status:
            steps = status.update
            evaluator = Evaluator(model, data, options, on_step=steps, downloads=not dry_run)
            evaluation = None if dry_run else evaluator.measure()
        if evaluation is None:
            _tell_plan(evaluator)
        else:
            _give(evaluation, out)


def _give(evaluation: Evaluation, out: Path | None) -> None:
    if out:
        evaluation.save(out)
    _tell(evaluation)
    if out:
        typer.echo(f"the evaluation is in {out}")


def _check_out(out: Path | None) -> None:
    from keras_pggan.errors import InputError
    from keras_pggan.files import check_writable

    if out is None:
        return
    if out.suffix.lower() != ".json" or out.is_dir():
        raise InputError(f"{out}: a file name that ends in .json is expected")
    check_writable(out)


def _tell_plan(evaluator: Evaluator) -> None:
    height, width, channels = evaluator.image_shape
    options = evaluator.options
    typer.echo(
        f"would measure {', '.join(options.metrics)} of {counted(evaluator.count, 'picture')} of "
        f"each set{_of_classes(evaluator.counts_of_classes.values())}, {height}x{width}, "
        f"{counted(channels, 'channel')}, {counted(options.repeats, 'repeat')}"
    )
    _tell_notes(evaluator.extractor, evaluator.notes)


def _tell_notes(extractor: str | None, notes: tuple[str, ...]) -> None:
    if extractor:
        typer.echo(f"features of {extractor}")
    for note in notes:
        typer.echo(f"note: {note}")


def _tell(evaluation: Evaluation) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    measures = evaluation.options.measures
    table = Table(box=None, header_style="", pad_edge=False)
    for heading in ("pictures", "metric", "value", "95 % interval", "reals"):
        table.add_column(heading, justify="left" if heading in ("pictures", "metric") else "right")
    for title, measured in [("all", evaluation.whole), *evaluation.classes.items()]:
        _add_rows(table, title, measured, measures)
    console.print(table)
    of_classes = [each.count for each in evaluation.classes.values()]
    units = "".join(f"{each.name} {each.unit}; " for each in measures if each.unit)
    console.print(
        f"{counted(evaluation.whole.count, 'picture')} of each set{_of_classes(of_classes)}, "
        f"{counted(evaluation.options.repeats, 'repeat')}; {units}reals: other reals in place of "
        "the fakes, the noise floor of distances",
        soft_wrap=True,
    )
    _tell_notes(evaluation.extractor, evaluation.notes)


def _of_classes(counts: Collection[int]) -> str:
    if not counts:
        return ""
    least, most = min(counts), max(counts)
    return f" ({least:,}{f' to {most:,}' if most > least else ''} of each class)"


def _add_rows(table: object, title: str, measured: Measured, measures: tuple[Measure, ...]) -> None:
    for measure in measures:
        for figure in measured.of(measure.name):
            table.add_row(title, measure.row(figure.name), *figure.in_words)  # type: ignore[attr-defined]
