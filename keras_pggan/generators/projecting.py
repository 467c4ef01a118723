"""The latents of pictures, found by descent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import keras_pggan.on_tensorflow  # noqa: F401
from keras_pggan.errors import InputError
from keras_pggan.files import check_new_folder
from keras_pggan.generators.fitted_pictures import FittedPictures, read_fitted
from keras_pggan.generators.generation import Generator, draw, latents
from keras_pggan.generators.latent_search import LatentSearch
from keras_pggan.generators.loading import load_generator
from keras_pggan.generators.projection import Projection
from keras_pggan.generators.projection_options import ProjectionOptions
from keras_pggan.generators.sphere_descent import SphereDescent, on_sphere
from keras_pggan.metrics.extractor import Extractor
from keras_pggan.models.adversarial.computation import unfused_gradients
from keras_pggan.words import shortened

CANDIDATES = 1024  # random latents, of which the nearest are the starts
AT_ONCE = 32  # of them
RATE = 0.1  # of the first steps
TOLD_STEPS = 10  # between two that are told

Told = Callable[[str], None]


def project(
    generator: Any,
    pictures: np.ndarray | Iterable[Path | str],
    options: ProjectionOptions | None = None,
    *,
    extractor: Extractor | None = None,
    on_step: Told | None = None,
) -> Projection:
    """The latents whose pictures come nearest to given ones; the same for the same seed.

    For each picture, the nearest of 1024 random latents begin a descent together: by Adam, its
    learning rate falling to 0 along a half cosine, on the sphere of the radius sqrt(latent_dim),
    as generators normalize their latents. The nearest that any of them came by is kept, so that
    none ends farther than it began.

    Args:
        generator: what `load_generator` takes, with a Keras model behind it.
        pictures: uint8 (count, height, width, channels) as the generator draws them; or files,
            folders and patterns, of which the middle is taken, and resized.
        options: steps, starts, seed and class; see `ProjectionOptions`.
        extractor: of features that count besides pixels; see `PictureDistance`.
        on_step: is told, in words, what is done.

    Raises:
        InputError: an exported SavedModel, pictures of another shape, files that are none, or a
            generator that returns NaN; as `load_generator`.
    """
    options = options or ProjectionOptions()
    generator = load_generator(generator)
    if generator.model is None:
        raise InputError(
            f"{generator.source}: a SavedModel gives no gradients to search by; give the run, "
            "preset or .keras file that it was exported from"
        )
    label = None if options.label is None else generator.label_of(options.label)
    given = _given(pictures, generator)
    search = _Search(LatentSearch(generator, extractor), options, on_step or (lambda _: None))
    with unfused_gradients():
        values, labels, distances, usual = search.all(
            given.images, generator.labels(CANDIDATES, label)
        )
    drawn = draw(generator, values, labels, batch_size=AT_ONCE)
    return Projection(*given, values, labels, np.concatenate(list(drawn)), distances, usual)


def write_projection(
    generator: Any,
    pictures: np.ndarray | Iterable[Path | str],
    out: Path | str,
    options: ProjectionOptions | None = None,
    **others: Any,
) -> Projection:
    """Does `project`, and writes the result as a folder; see `Projection.write`.

    Args:
        generator, pictures, options, others: as for `project`.
        out: a new or empty folder.

    Raises:
        InputError: as `project`; or there is something at `out` already.
    """
    check_new_folder(out)
    found = project(generator, pictures, options, **others)
    found.write(out)
    return found


def _given(pictures: Any, generator: Generator) -> FittedPictures:
    if isinstance(pictures, str | Path):
        pictures = [pictures]
    if not isinstance(pictures, np.ndarray):
        return read_fitted(pictures, generator.image_shape)
    wanted = generator.image_shape
    if pictures.dtype != np.uint8 or pictures.shape[1:] != wanted or not len(pictures):
        raise InputError(
            f"pictures must be uint8 (count, {', '.join(map(str, wanted))}), one or more, got "
            f"{pictures.dtype} {shortened(pictures.shape)}"
        )
    return FittedPictures(pictures, ())


class _Search(NamedTuple):
    """What is the same for all pictures."""

    of: LatentSearch
    options: ProjectionOptions
    on_step: Told

    def all(self, images: np.ndarray, labels: np.ndarray | None):
        """Latents, labels, distances, and the medians of random ones', of uint8 pictures."""
        latent_dim = self.of.generator.latent_dim
        random = on_sphere(latents(CANDIDATES, latent_dim, seed=self.options.seed))
        classes = np.zeros(CANDIDATES, np.int64) if labels is None else labels
        wanted = [self.of.describe(images[index : index + 1]) for index in range(len(images))]
        far = self._random_distances(random, classes, wanted)
        found = []
        for index, picture in enumerate(wanted):
            nearest = np.argsort(far[index], kind="stable")[: self.options.starts]
            where = f"picture {index + 1:,} of {len(wanted):,}"
            found.append(self._one(random[nearest], classes[nearest], picture, where))
        values, kinds, distances = (np.array(each) for each in zip(*found, strict=True))
        own = None if labels is None else kinds
        return values.astype(np.float32), own, distances, np.median(far, axis=1)

    def _random_distances(self, random: np.ndarray, classes: np.ndarray, wanted) -> np.ndarray:
        found = []
        for first in range(0, CANDIDATES, AT_ONCE):
            self.on_step(f"random latent {first:,} of {CANDIDATES:,}")
            part = slice(first, first + AT_ONCE)
            found.append(self.of.distances((random[part], classes[part]), wanted))
        far = np.concatenate(found, axis=1).astype(np.float64)
        if not np.isfinite(far).all():
            raise InputError("the generated pictures hold NaN or infinity: the weights are broken")
        return far

    def _one(self, starts: np.ndarray, classes: np.ndarray, wanted, where: str):
        """The latent that any start came by which is nearest to a picture, its class, and how near.

        It is float32, as it is seen by the generator, from the first to the last.
        """
        steps = self.options.steps
        descent = SphereDescent(starts, steps=steps, rate=RATE)
        best = None, 0, np.inf
        for step in range(steps + 1):
            if step % TOLD_STEPS == 0:
                self.on_step(f"{where}, step {step:,} of {steps:,}")
            points = descent.points.astype(np.float32)
            distances, slopes = self.of.slopes((points, classes), wanted)
            nearest = int(np.argmin(np.nan_to_num(distances, nan=np.inf)))
            if distances[nearest] < best[2]:
                best = points[nearest], classes[nearest], float(distances[nearest])
            if step < steps:
                descent.step(np.nan_to_num(slopes))
        return best
