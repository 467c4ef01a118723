"""Everything that a run directory tells, on one page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from keras_pggan._version import __version__
from keras_pggan.errors import InputError
from keras_pggan.evaluation.copies import Copies
from keras_pggan.files import as_path, written_whole
from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.models.building import families
from keras_pggan.report.curves import draw_curves
from keras_pggan.report.drawn import drawn
from keras_pggan.report.evaluated import evaluated, evaluation_of
from keras_pggan.report.facts import configuration, facts, in_all, time_rows
from keras_pggan.report.images import data_uri, grid_uri
from keras_pggan.report.options import ReportOptions
from keras_pggan.report.timing import times_of
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.history_rows import read_history
from keras_pggan.runs.progress_of import progress_of
from keras_pggan.runs.run_directory import RunDirectory
from keras_pggan.words import lacking

TEMPLATE = "page.html.jinja"


def write_report(
    run: Path | str,
    out: Path | str,
    options: ReportOptions | None = None,
    *,
    on_step: Callable[[str], None] = lambda step: None,
) -> None:
    """Writes a page of a run: how good it is, samples, a walk, curves, times, grids, neighbours.

    The page is one file that needs no other and no network. A run that is not complete is told as
    far as it is.

    Args:
        run: a run directory.
        out: the .html to write.
        options: see `ReportOptions`.
        on_step: told what is begun.

    Raises:
        InputError: it is no run; matplotlib or jinja2 is not installed; data or an evaluation that
            were asked for are missing, or are not what they should be.
    """
    options = options or ReportOptions()
    page = _template()
    if not as_path(run).is_dir():
        raise InputError(f"{run}: there is no such folder")
    directory = RunDirectory(run, writes=False)
    config = directory.configuration()
    evaluation = evaluation_of(directory, options.evaluation)
    on_step("drawing the curves")
    content = _of_history(directory, config)
    copies: Copies | None = None
    if directory.generator.is_file():
        more, copies = drawn(directory, config, options, on_step)
        content |= more
    content |= evaluated(directory, evaluation, copies)
    with written_whole(out) as temporary:
        temporary.write_text(page.render(content), encoding="utf-8")


def _of_history(directory: RunDirectory, config: TrainConfig) -> dict[str, Any]:
    """What needs no generator."""
    family = families().get(config.family, AdversarialGAN)  # one of a user need not be known here
    rows = read_history(directory.history)
    times = times_of(rows)
    return {
        "name": directory.path.resolve().name,
        "version": __version__,
        "facts": facts(config, rows, progress_of(directory.path), times),
        "curves": [
            {
                "title": curve.title,
                "text": curve.text,
                "wide": data_uri(curve.svg, "image/svg+xml"),
                "narrow": data_uri(curve.narrow, "image/svg+xml"),
            }
            for curve in draw_curves(rows, family.moves, family.moves_told)
        ],
        "times": time_rows(times),
        "in_all": in_all(times) if times else "",
        "grids": [
            {"title": _title(path.stem), "source": grid_uri(path.read_bytes())}
            for path in sorted(directory.samples.glob("*.png"))
        ],
        "configuration": configuration(config),
        "no_pictures": "No level is completed yet.",
    }


def _title(stem: str) -> str:
    """Of a grid, by its file's name, such as `4x4-straight, after 2,000 images`."""
    seen, _, phase = stem.partition("-")
    return f"{phase}, after {int(seen):,} images" if seen.isdecimal() else stem


def _template() -> Any:
    try:
        import jinja2
        import matplotlib  # noqa: F401  (looked for before work is done)
    except ImportError as error:
        told = lacking(error, "a report", ["jinja2", "matplotlib"], "keras_pggan[report]")
        raise InputError(told) from error
    loader = jinja2.PackageLoader("keras_pggan.report", ".")
    return jinja2.Environment(loader=loader, autoescape=True).get_template(TEMPLATE)
