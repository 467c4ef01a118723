"""What a page says of the evaluation of a run."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

from keras_pggan.errors import InputError
from keras_pggan.evaluation.copies import Copies
from keras_pggan.evaluation.in_run import generator_checksum
from keras_pggan.evaluation.measures import named_measures
from keras_pggan.evaluation.reading import WrittenEvaluation, read_evaluation
from keras_pggan.evaluation.verdict import verdict
from keras_pggan.files import as_path
from keras_pggan.runs.run_directory import RunDirectory


def evaluation_of(directory: RunDirectory, asked: Path | str | None) -> WrittenEvaluation | str:
    """The evaluation of a run, or a sentence on why there is none.

    Args:
        directory: the run.
        asked: the file of an evaluation; None for that in the run, if there is one.

    Raises:
        InputError: the file that was asked for is no evaluation.
    """
    if asked is not None:
        return read_evaluation(as_path(asked))
    if not directory.evaluation.is_file():
        run = shlex.quote(str(directory.path))
        return f"It was not evaluated yet: keras-pggan evaluate {run} does."
    try:
        return read_evaluation(directory.evaluation)
    except InputError as error:
        return str(error)


def evaluated(
    directory: RunDirectory, found: WrittenEvaluation | str, copies: Copies | None
) -> dict[str, Any]:
    """Verdict, figures beside their noise floors, and notes; or why there are none.

    Args:
        directory: the run.
        found: what `evaluation_of` gave.
        copies: the nearest training pictures of samples, where these were looked for.
    """
    if isinstance(found, str):
        return {"no_evaluation": found}
    of_this = found.generator_sha256 in (None, generator_checksum(directory.path))
    return {
        "verdict": verdict(found, _ratio(copies) if of_this else None),
        "figures": [
            (named_measures()[name].row(each.name), *each.in_words)
            for name, figures in found.figures.items()
            for each in figures
        ],
        "evaluation_notes": _notes(found, of_this=of_this),
    }


def _ratio(copies: Copies | None) -> float | None:
    """By pixels; None also where training pictures are alike to the bit, or are others."""
    if copies is None or copies.of_others or not copies.found[0].reals_median:
        return None
    return copies.found[0].samples_median / copies.found[0].reals_median


def _notes(found: WrittenEvaluation, *, of_this: bool) -> list[str]:
    units = [f"{name} {each.unit}" for name, each in named_measures().items() if each.unit]
    units = [unit for unit in units if unit.split()[0] in found.figures]
    notes = [
        f"{found.model} against {found.data}; "
        + "".join(f"{unit}; " for unit in units)
        + "reals: other reals in place of the samples, the noise floor of distances."
    ]
    if not of_this:
        notes.append(
            "This evaluation is of another generator than the run has now: evaluate it again."
        )
    return notes + [f"Note: {each}." for each in found.notes]
