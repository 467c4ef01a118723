"""Pictures for training, at the size and in the order that a phase wants them."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from keras_pggan.data.folders import check_folder
from keras_pggan.data.npz import Pictures, check_pictures, read_npz
from keras_pggan.data.shards import Shards
from keras_pggan.errors import InputError
from keras_pggan.files import as_path
from keras_pggan.kinds import as_kind
from keras_pggan.schedule import Phase
from keras_pggan.words import brief

if TYPE_CHECKING:
    import tensorflow as tf

MIN_PICTURES = 2  # one picture has no variation to learn
UNNAMED = "pictures"  # a source that is no path


class PictureArray(Protocol):
    """What batches are gathered from: an array in memory, or one that lies on disk."""

    @property
    def shape(self) -> tuple[int, ...]:
        """(count, height, width, channels)."""

    def __getitem__(self, indices: Any, /) -> np.ndarray:
        """The pictures at int64 indices (batch,), uint8 (batch, height, width, channels)."""


class Images:
    """A training set, in memory or on disk.

    Args:
        pictures: arrays of the .npz contract, or an opened folder of shards.
        source: what error messages call them.

    Raises:
        InputError: the arrays break the contract, or there are fewer than two pictures.
    """

    def __init__(self, pictures: Pictures | Shards, source: str = UNNAMED):
        if not isinstance(pictures, Pictures | Shards):
            raise InputError(
                "pg.data.Images takes pg.data.Pictures(images, labels) of arrays, got "
                f"{brief(pictures)}; pg.train and fit take arrays as they are"
            )
        if isinstance(pictures, Pictures):  # shards are checked when they are opened
            check_pictures(pictures, source)
        if len(pictures.images) < MIN_PICTURES:
            told = f"training needs {MIN_PICTURES} pictures or more"
            raise InputError(f"{source}: {told}, found {len(pictures.images)}")
        self.pictures = pictures
        self.source = source
        # One size at a time: the two phases of a level share it, and earlier ones are let go.
        self._resized: tuple[tuple[int, int], PictureArray] | None = None

    def __len__(self) -> int:
        return len(self.pictures.images)

    def __repr__(self) -> str:
        size = "x".join(map(str, self.image_shape))
        return f"Images({self.source}: {len(self)} pictures, {size})"

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """(height, width, channels) as stored."""
        height, width, channels = self.pictures.images.shape[1:]
        return height, width, channels

    @functools.cached_property
    def sha256(self) -> str:
        """Checksum of pictures and labels: whether a data set is still the same."""
        return self.pictures.checksum()

    @property
    def labels(self) -> np.ndarray | None:
        """The class of each picture, int64 (count,), or None."""
        labels = self.pictures.labels
        return None if labels is None else labels.astype(np.int64, copy=False)

    @property
    def class_names(self) -> tuple[str, ...] | None:
        """The name of each class, or None."""
        names = self.pictures.class_names
        return None if names is None else tuple(names.tolist())

    @property
    def label_count(self) -> int:
        """How many classes there are: as many as names, or as labels reach; 0 without labels."""
        if self.pictures.labels is None:
            return 0
        return len(self.class_names or ()) or int(self.pictures.labels.max()) + 1

    def check_fits(self, height: int, width: int) -> None:
        """Raises InputError unless pictures of that size can be made by shrinking these."""
        own_height, own_width, _ = self.image_shape
        if own_height < height or own_width < width:
            raise InputError(
                f"{self.source}: the pictures are {own_height}x{own_width}, smaller than the "
                f"{height}x{width} asked for; choose a lower resolution or larger pictures"
            )
        if own_height * width != own_width * height:
            raise InputError(
                f"{self.source}: the pictures are {own_height}x{own_width}, which is not the "
                f"shape of {height}x{width}; crop them, or choose another base shape"
            )

    def at_size(self, height: int, width: int) -> PictureArray:
        """All pictures, uint8 (count, height, width, channels), shrunk by the mean over boxes.

        Shards keep each smaller size on disk, and what is given reads it from there.
        """
        if (height, width) == self.image_shape[:2]:
            return self.pictures.images
        if self._resized is None or self._resized[0] != (height, width):
            self.check_fits(height, width)
            self._resized = (height, width), self.pictures.shrunk(height, width)
        return self._resized[1]

    def memory_at(self, height: int, width: int) -> int:
        """Bytes in memory while a phase of this size is trained: the pictures, and their copy.

        Those of shards stay on disk.
        """
        if not isinstance(self.pictures, Pictures):
            return 0
        stored = int(self.pictures.images.nbytes)
        if (height, width) == self.image_shape[:2]:
            return stored
        return stored + len(self) * height * width * self.image_shape[-1]

    def dataset(
        self,
        phase: Phase,
        *,
        seed: int = 0,
        start: int = 0,
        done: int = 0,
        replicas: int = 1,
        parts: range | None = None,
        labels: bool = False,
    ) -> tf.data.Dataset:
        """The batches of one phase, or the rest of them, as a finite `tf.data.Dataset`.

        Every picture is shown once before any is shown again. The order is a function of `seed`
        and of the position alone: the picture at position p is number `p modulo count` of the
        shuffle of epoch `p // count`.

        Args:
            phase: size of the pictures, batch size and length.
            seed: of the shuffles.
            start: position of the phase's first picture; a phase that follows others starts
                where they ended.
            done: steps of the phase that are done, and left out.
            replicas: how many equal, consecutive parts `tf.distribute` will cut a batch into;
                part r gets samples r, r + replicas, ... of the order.
            parts: of these, the ones that are given, each as a batch of its own; by default all
                of them, as one batch.
            labels: whether the batches have them.

        Returns:
            batches of uint8 (batch_size, height, width, channels), all of them full; with
            `labels`, pairs of these and int64 (batch_size,). With `parts`, of a batch_size that
            is divided by `replicas`.

        Raises:
            InputError: labels are asked for where there are none.
        """
        # Here, so that the module can be imported without TensorFlow.
        import tensorflow as tf

        from keras_pggan.data.batching import gathered, order_from, shared

        classes = self.labels if labels else None
        if labels and classes is None:
            raise InputError(
                f"{self.source}: labels are needed, the pictures have none; add an array `labels`"
            )
        pictures = self.at_size(phase.height, phase.width)
        count, size = phase.steps - done, phase.batch_size
        order = order_from(len(self), seed, start + done * size)
        batches = order.batch(size, drop_remainder=True).take(count)
        if replicas > 1:
            batches = shared(batches, replicas, parts)
            if parts is not None:
                count, size = count * len(parts), size // replicas
        batches = batches.apply(tf.data.experimental.assert_cardinality(count))

        @tf.autograph.experimental.do_not_convert
        def contents(indices: tf.Tensor) -> tf.Tensor | tuple[tf.Tensor, tf.Tensor]:
            images = gathered(pictures, tf.uint8, indices, size)
            return (
                images if classes is None else (images, gathered(classes, tf.int64, indices, size))
            )

        return batches.map(contents).prefetch(tf.data.AUTOTUNE)


def open_images(path: Path | str, *, size: int | None = None) -> Images:
    """Opens an .npz of the contract, or a folder of shards, for training.

    Args:
        path: where it is.
        size: of the pictures that are wanted, for the advice on a folder of photographs.

    Raises:
        InputError: as `read_npz` or `Shards`, or fewer than two pictures.
    """
    path = as_path(as_kind("path", path, Path | str))
    if not path.is_dir():
        return Images(read_npz(path), str(path))
    check_folder(path, size=size)
    return Images(Shards(path), str(path))
