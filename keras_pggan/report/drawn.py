"""What a page shows of the generator of a run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from keras_pggan.data.images import Images
from keras_pggan.data.shard_index import INDEX
from keras_pggan.errors import InputError
from keras_pggan.evaluation.copies import Copies, find_copies
from keras_pggan.evaluation.reals import open_pictures
from keras_pggan.files import as_path
from keras_pggan.generators.generating import generate
from keras_pggan.generators.loading import load_generator
from keras_pggan.pictures import grid
from keras_pggan.pictures.grid import SEEN_HEIGHT
from keras_pggan.report.beside import beside
from keras_pggan.report.images import data_uri, film, picture_uri
from keras_pggan.report.options import ReportOptions
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.run_directory import RunDirectory

ROWS, COLUMNS, MOST_COLUMNS = 4, 6, 12  # of samples
ROWS_OF_CLASSES = 3


def drawn(
    directory: RunDirectory,
    config: TrainConfig,
    options: ReportOptions,
    on_step: Callable[[str], None],
) -> tuple[dict[str, Any], Copies | None]:
    """Samples, training pictures beside them, the walk, and the nearest training pictures.

    Raises:
        InputError: the generator cannot be used; data that were asked for are missing or do not
            fit. Of those that the configuration names, the page says so.
    """
    images = _opened(options, config)
    on_step("drawing samples")
    generator = load_generator(directory.path)
    # A column for each class, where there are few.
    of_classes = 2 <= generator.label_count <= MOST_COLUMNS
    rows, columns = (ROWS_OF_CLASSES, generator.label_count) if of_classes else (ROWS, COLUMNS)
    count = rows * columns

    def sheet(pictures: np.ndarray) -> str:
        return picture_uri(grid(pictures, columns, least_height=SEEN_HEIGHT))

    content: dict[str, Any] = {"samples": sheet(generate(generator, count, seed=options.seed))}
    on_step("walking through the latents")
    walk = film(generator, seed=options.seed)
    content |= {name: data_uri(each, "image/webp") for name, each in walk._asdict().items()}
    if isinstance(images, str):
        return content | {"no_pictures": images}, None
    on_step("looking for the nearest training pictures")
    try:
        content["reals"] = sheet(beside(images, generator, count, seed=options.seed))
        copies = find_copies(directory.path, images, seed=options.seed)
    except InputError as error:
        if options.data is not None:
            raise
        return content | {"no_pictures": str(error)}, None
    found = {"text": _told(copies), "source": picture_uri(copies.sheet)}
    return content | {"neighbours": found}, copies


def _opened(options: ReportOptions, config: TrainConfig) -> Images | str:
    """The training pictures, before anything is drawn; or a sentence on why there are none."""
    if options.data is not None:
        return open_pictures(as_path(options.data))
    data = as_path(config.data)
    if not _is_data(data):
        return f"The pictures are not at {data}; --data tells where they are."
    try:
        return open_pictures(data)
    except InputError as error:
        return str(error)


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
