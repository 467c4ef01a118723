"""Everything that a run directory tells, on one page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from keras_pggan._version import __version__
from keras_pggan.data.shard_index import INDEX
from keras_pggan.errors import InputError
from keras_pggan.evaluation.copies import Copies, find_copies
from keras_pggan.evaluation.measure import Measure
from keras_pggan.files import as_path, written_whole
from keras_pggan.generators.generating import generate
from keras_pggan.generators.loading import load_generator
from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.models.building import families
from keras_pggan.pictures import grid
from keras_pggan.pictures.grid import SEEN_HEIGHT
from keras_pggan.report.curves import Row, draw_curves, measures_in
from keras_pggan.report.images import data_uri, png, walk
from keras_pggan.report.options import ReportOptions
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.history_rows import read_history
from keras_pggan.runs.progress_of import progress_of
from keras_pggan.runs.run_directory import RunDirectory
from keras_pggan.runs.toml_files import flat
from keras_pggan.words import lacking

ROWS, COLUMNS, MOST_COLUMNS = 3, 8, 12  # of samples
TEMPLATE = "page.html.jinja"


def write_report(
    run: Path | str,
    out: Path | str,
    options: ReportOptions | None = None,
    *,
    on_step: Callable[[str], None] = lambda step: None,
) -> None:
    """Writes a page of a run: samples, a walk through the latents, curves, grids, neighbours.

    The page is one file that needs no other and no network. A run that is not complete is told as
    far as it is.

    Args:
        run: a run directory.
        out: the .html to write.
        options: see `ReportOptions`.
        on_step: told what is begun.

    Raises:
        InputError: it is no run; matplotlib or jinja2 is not installed; data that were asked for
            are missing, or others than those of the run.
    """
    options = options or ReportOptions()
    page = _template()
    if not as_path(run).is_dir():
        raise InputError(f"{run}: there is no such folder")
    directory = RunDirectory(run, writes=False)
    config = directory.started_with()
    if config is None:
        raise InputError(f"{run}: a run directory is expected, it has no config.toml")
    family = families().get(config.family, AdversarialGAN)  # one of a user need not be known here
    on_step("drawing the curves")
    rows = read_history(directory.history)
    content: dict[str, Any] = {
        "name": Path(run).resolve().name,
        "version": __version__,
        "facts": _facts(config, rows, progress_of(run)),
        "curves": [
            {**curve._asdict(), "svg": data_uri(curve.svg, "image/svg+xml")}
            for curve in draw_curves(rows, family.moves, family.moves_told)
        ],
        "grids": [
            {"title": _title(path.stem), "source": data_uri(path.read_bytes(), "image/png")}
            for path in sorted(directory.samples.glob("*.png"))
        ],
        "configuration": _table(config),
        "no_neighbours": "No level is completed yet.",
    }
    if directory.generator.is_file():
        content |= _drawn(directory, config, options, on_step)
    with written_whole(out) as temporary:
        temporary.write_text(page.render(content), encoding="utf-8")


def _drawn(
    directory: RunDirectory,
    config: TrainConfig,
    options: ReportOptions,
    on_step: Callable[[str], None],
) -> dict[str, Any]:
    """What needs the generator."""
    on_step("drawing samples")
    generator = load_generator(directory.path)
    # A column for each class, where there are few.
    columns = generator.label_count if 2 <= generator.label_count <= MOST_COLUMNS else COLUMNS
    samples = generate(generator, ROWS * columns, seed=options.seed)
    content: dict[str, Any] = {
        "samples": data_uri(png(grid(samples, columns, least_height=SEEN_HEIGHT)), "image/png")
    }
    on_step("walking through the latents")
    content["walk"] = data_uri(walk(generator, seed=options.seed), "image/webp")
    data = as_path(options.data or config.data)
    if options.data is None and not _is_data(data):
        return content | {
            "no_neighbours": f"The pictures are not at {data}; --data tells where they are."
        }
    on_step("looking for the nearest training pictures")
    try:
        copies = find_copies(directory.path, data, seed=options.seed)
    except InputError as error:
        if options.data is not None:
            raise
        return content | {"no_neighbours": f"The nearest pictures of {data} are not shown: {error}"}
    return content | {
        "neighbours": {"text": _told(copies), "source": data_uri(png(copies.sheet), "image/png")}
    }


def _title(stem: str) -> str:
    """Of a grid, by its file's name, such as `4x4-straight, after 2,000 images`."""
    seen, _, phase = stem.partition("-")
    return f"{phase}, after {int(seen):,} images" if seen.isdecimal() else stem


def _is_data(path: Path) -> bool:
    return path.is_file() or (path / INDEX).is_file()


def _told(copies: Copies) -> str:
    (found,) = copies.found
    return (
        f"The median distance of {len(copies.samples)} samples to the nearest is "
        f"{found.samples_median:.4g}, that of training pictures to their nearest other "
        f"{found.reals_median:.4g}; a sample that was learned by heart would be far nearer."
        + (" These are not the pictures that it was trained with." if copies.of_others else "")
    )


def _facts(config: TrainConfig, rows: list[Row], progress: str | None) -> list[tuple[str, str]]:
    """What is told first."""
    total = config.schedule.images_before(len(config.schedule))
    seen = int(float(rows[-1]["images_seen"])) if rows else 0
    network, told = config.network, flat(config.to_dict())
    facts = [
        ("pictures", f"{config.data}"),
        ("resolution", f"{network.resolution}"),
        ("channels", f"{network.channels}"),
        ("images seen", f"{seen:,} of {total:,}"),
        ("phase", rows[-1]["phase"] if rows else "none yet"),
        ("loss", str(told["loss.name"])),
    ]
    facts += [("started from", config.source.told)] if config.source else []
    facts += [("augmentation", str(told["augment.name"]))] if "augment.name" in told else []
    facts += [("not complete", progress)] if progress else []
    return facts + [(each.label, _last_of(each, rows)) for each in measures_in(rows)]


def _last_of(measure: Measure, rows: list[Row]) -> str:
    """The last figure of a measure, beside that of reals."""
    row = [row for row in rows if row.get(measure.columns[0])][-1]
    fakes, reals = (f"{float(row[column]):.4g}" for column in measure.columns)
    unit = f"{measure.unit}, " if measure.unit else ""
    return f"{fakes}, {measure.reals_label} {reals} ({unit}in {row['phase']})"


def _table(config: TrainConfig) -> list[tuple[str, str]]:
    """All options, a phase in one row."""
    values = config.to_dict()
    phases = values.pop("phases")
    rows = [(key, str(value)) for key, value in flat(values).items()]
    for index, phase in enumerate(phases):
        told = ", ".join(f"{key} {value}" for key, value in phase.items())
        rows.append((f"phases[{index}]", told))
    return rows


def _template() -> Any:
    try:
        import jinja2
        import matplotlib  # noqa: F401  (looked for before work is done)
    except ImportError as error:
        told = lacking(error, "a report", ["jinja2", "matplotlib"], "keras_pggan[report]")
        raise InputError(told) from error
    loader = jinja2.PackageLoader("keras_pggan.report", ".")
    return jinja2.Environment(loader=loader, autoescape=True).get_template(TEMPLATE)
