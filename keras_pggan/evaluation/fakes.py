"""Pictures to be measured: of a generator, or of any other tool."""

from __future__ import annotations

import math
import shutil
import tempfile
from pathlib import Path
from typing import Protocol

import numpy as np

from keras_pggan.data.folders import is_of_pictures
from keras_pggan.data.images import Images, PictureArray
from keras_pggan.data.shard_index import INDEX
from keras_pggan.errors import InputError
from keras_pggan.evaluation.picture_folder import PictureFolder, of_channels
from keras_pggan.evaluation.reals import open_pictures
from keras_pggan.generators.generation import Generator, draw, latents
from keras_pggan.generators.loading import load_generator
from keras_pggan.metrics.pictures import Chosen, drawn_labels
from keras_pggan.zoo.places import folder_of


class Fakes(Protocol):
    """Where fakes come from."""

    @property
    def source(self) -> str:
        """What messages call it."""

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """(height, width, channels)."""

    @property
    def label_count(self) -> int:
        """How many classes there are; 0 for none."""

    def available(self, label: int | None) -> int | None:
        """How many different ones there are, of a class or of all; None where there is no end."""

    def take(
        self,
        count: int,
        folder: Path,
        *,
        seed: int,
        label: int | None,
        like: np.ndarray | None = None,
    ) -> PictureArray:
        """Pictures in random order, uint8 (count, height, width, channels).

        Args:
            count: how many.
            folder: for those that are kept on disk.
            seed: all that is random is a function of it.
            label: of one class; None for all.
            like: labels, int64, `count` or more, whose shares of the classes a generator of all
                classes keeps to; without them all have the same.
        """


class GeneratedPictures:
    """Fakes that a generator makes.

    Args:
        generator: what `load_generator` returned.
    """

    def __init__(self, generator: Generator):
        self.generator = generator
        self.source = generator.source
        self.image_shape = generator.image_shape
        self.label_count = generator.label_count

    def available(self, label: int | None) -> int | None:
        """See `Fakes`."""
        return None

    def take(
        self,
        count: int,
        folder: Path,
        *,
        seed: int,
        label: int | None,
        like: np.ndarray | None = None,
    ) -> PictureArray:
        """See `Fakes`."""
        drawn = latents(count, self.generator.latent_dim, seed=seed)
        labels = self.generator.labels(count, label)
        if labels is not None:
            shares = labels if like is None or label is not None else like
            labels = drawn_labels(shares, count, seed=seed)
        shape = (count, *self.image_shape)
        _check_space(folder, math.prod(shape))
        made = np.lib.format.open_memmap(folder / "fakes.npy", "w+", np.uint8, shape)
        done = 0
        for batch in draw(self.generator, drawn, labels):
            made[done : done + len(batch)] = batch
            done += len(batch)
        return made


def _check_space(folder: Path, needed: int) -> None:
    """Raises InputError where a folder has no space for so many bytes."""
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise InputError(
            f"{folder.parent}: {needed / 1e9:,.1f} GB are needed for the pictures meanwhile, "
            f"{free / 1e9:,.1f} GB are free; measure fewer (--count), or set TMPDIR to another disk"
        )


class StoredPictures:
    """Fakes that lie in a data set.

    Args:
        images: the data set.
    """

    def __init__(self, images: Images):
        self.images = images
        self.source = images.source
        self.image_shape = images.image_shape
        self.label_count = images.label_count

    def available(self, label: int | None) -> int | None:
        """See `Fakes`."""
        return len(indices_of(self.images, label))

    def take(
        self,
        count: int,
        folder: Path,
        *,
        seed: int,
        label: int | None,
        like: np.ndarray | None = None,
    ) -> PictureArray:
        """See `Fakes`. Stored pictures have the classes they have."""
        # Another stream than that of `disjoint`: of files in one order, as where a tool changed
        # each real, the fakes would be those of just the reals they are held against.
        random = np.random.default_rng((seed, 2))
        indices = random.permutation(indices_of(self.images, label))
        return Chosen(self.images.pictures.images, indices[:count])


def indices_of(images: Images, label: int | None) -> np.ndarray:
    """The numbers of all pictures, or of those of a class, int64."""
    if label is None or images.labels is None:
        return np.arange(len(images))
    return np.flatnonzero(images.labels == label)


def open_fakes(path: Path | str) -> Fakes:
    """Opens what `load_generator` does; or pictures, as `open_pictures` does.

    Raises:
        InputError: it is none of these.
    """
    named, path = path, folder_of(path)
    if path.suffix.lower() == ".npz" or (path / INDEX).exists() or is_of_pictures(path):
        return StoredPictures(open_pictures(path))
    return GeneratedPictures(load_generator(named))


def folders_of(reals: Images, fakes: Fakes) -> list[PictureFolder]:
    """Which of two sets of pictures were read from a folder of files."""
    stored = fakes.images if isinstance(fakes, StoredPictures) else None
    return [each for each in (reals, stored) if isinstance(each, PictureFolder)]


def of_same_channels(reals: Images, fakes: Fakes) -> tuple[Images, Fakes]:
    """The two sets, a folder with the channels of the others, where it can have them."""
    reals = of_channels(reals, fakes.image_shape[2])
    if isinstance(fakes, StoredPictures):
        fakes = StoredPictures(of_channels(fakes.images, reals.image_shape[2]))
    return reals, fakes


def samples_beside(
    images: Images, model: Path | str, count: int, *, seed: int = 0
) -> tuple[Images, np.ndarray]:
    """Pictures, and some of what `open_fakes` opens, in memory; see `of_same_channels`.

    Args:
        images: what samples are held against.
        model: see `open_fakes`.
        count: how many samples; of stored pictures that are fewer, all.
        seed: of the latents, or of the choice.

    Returns:
        the pictures, and the samples, uint8 (count, height, width, channels).

    Raises:
        InputError: as `open_fakes`; the generator makes NaN.
    """
    images, fakes = of_same_channels(images, open_fakes(model))
    with tempfile.TemporaryDirectory() as folder:
        taken = fakes.take(count, Path(folder), seed=seed, label=None)
        return images, np.array(taken[np.arange(taken.shape[0])])
