"""A site: a page that runs the network in the browser of whoever looks at it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras

from keras_pggan.errors import InputError
from keras_pggan.export.bundle import copy_bundle
from keras_pggan.export.export_format import ExportFormat
from keras_pggan.export.litert import LiteRT
from keras_pggan.export.parity import PARITY_SAMPLES, Parity, check_parity, farthest
from keras_pggan.export.resolutions import ALL, at_place
from keras_pggan.export.runtimes import check_packages
from keras_pggan.export.site_models import site_drawers, write_site_models
from keras_pggan.files import check_new_folder, written_whole
from keras_pggan.generators.generation import Call, Generator
from keras_pggan.words import shortened


class Web(ExportFormat):
    """A folder for any web server, or `keras-pggan app`: nothing in it runs on the server.

    `index.html` offers all resolutions; `models.json` tells of the networks, which are LiteRT files
    of one picture at a time in `models/`. The page asks nothing of any other place, works without a
    connection after the first visit, and draws by a seed what `keras-pggan generate` draws.
    """

    name = "web"
    told = "site"
    tolerance = LiteRT.tolerance
    precisions, packages = LiteRT.precisions, LiteRT.packages
    every_resolution = True

    def write(self, generator: Generator, path: Path, precision: str = "float32") -> None:
        copy_bundle(path)
        write_site_models([generator], path, precision)

    def drawer(self, path: Path) -> Call:
        return site_drawers(path)[-1]

    def drawers(self, generator: Generator, path: Path) -> list[tuple[Generator, Call]]:
        lower = zip(generator.lower, site_drawers(path)[:-1], strict=True)
        return [*lower, (generator, self.drawer(path))]


def write_site(models: Sequence[Any], out: Path | str, *, precision: str = "float32") -> Parity:
    """Writes a site of several models, among which the page lets choose.

    Args:
        models: what `load_generator` takes, each with all its resolutions; the page begins with
            the first.
        out: a folder that does not exist yet, or an empty one.
        precision: of the weights: float32, float16 or dynamic-int8.

    Returns:
        how far the pictures are from those of the models, where they are the farthest.

    Raises:
        InputError: there is no model, or one is itself an export; as `export_model`.
    """
    out = check_new_folder(out)
    if precision not in Web.precisions:
        known = " or ".join(Web.precisions)
        raise InputError(f"precision must be {known}, got {shortened(precision)}")
    if not models:
        raise InputError("a site has one model or more, got none")
    check_packages(Web())
    generators = [at_place(model, ALL) for model in models]
    for generator in generators:
        if not isinstance(generator.model, keras.Model):
            raise InputError(
                f"{generator.source}: this is a SavedModel; give the run that it is of"
            )
    parts = [each for generator in generators for each in generator.of_each_resolution]
    with written_whole(out) as temporary:
        copy_bundle(temporary)
        write_site_models(generators, temporary, precision)
        drawers = list(zip(parts, site_drawers(temporary), strict=True))
        parity = farthest(drawers, PARITY_SAMPLES)
        check_parity(parity, Web(), precision)
    return parity
