"""Pictures in memory, at the size and in the order that a phase wants them."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from keras_pggan.data.npz import Pictures, check_pictures, read_npz
from keras_pggan.errors import InputError
from keras_pggan.schedule import Phase

if TYPE_CHECKING:
    import tensorflow as tf

MIN_PICTURES = 2  # one picture has no variation to learn


class Images:
    """A training set in memory.

    Args:
        pictures: arrays of the .npz contract.
        source: what error messages call them.

    Raises:
        InputError: the arrays break the contract, or there are fewer than two pictures.
    """

    def __init__(self, pictures: Pictures, source: str = "pictures"):
        check_pictures(pictures, source)
        if len(pictures.images) < MIN_PICTURES:
            raise InputError(
                f"{source}: training needs {MIN_PICTURES} pictures or more, "
                f"found {len(pictures.images)}"
            )
        self.pictures = pictures
        self.source = source
        # One size at a time: the two phases of a level share it, and earlier ones are let go.
        self._resized: tuple[tuple[int, int], np.ndarray] | None = None

    def __len__(self) -> int:
        return len(self.pictures.images)

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """(height, width, channels) as stored."""
        height, width, channels = self.pictures.images.shape[1:]
        return height, width, channels

    @functools.cached_property
    def sha256(self) -> str:
        """Checksum of pictures and labels: whether a data set is still the same."""
        digest = hashlib.sha256(repr(self.image_shape).encode())
        for array in (self.pictures.images, self.pictures.labels):
            if array is not None:
                digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()

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

    def at_size(self, height: int, width: int) -> np.ndarray:
        """All pictures, uint8 (count, height, width, channels), shrunk by the mean over boxes."""
        if (height, width) == self.image_shape[:2]:
            return self.pictures.images
        if self._resized is None or self._resized[0] != (height, width):
            self.check_fits(height, width)
            self._resized = (height, width), box_downsample(self.pictures.images, height, width)
        return self._resized[1]

    def memory_at(self, height: int, width: int) -> int:
        """Bytes in memory while a phase of this size is trained: the pictures, and their copy."""
        stored = int(self.pictures.images.nbytes)
        if (height, width) == self.image_shape[:2]:
            return stored
        return stored + len(self) * height * width * self.image_shape[-1]

    def dataset(
        self, phase: Phase, *, seed: int = 0, start: int = 0, done: int = 0, replicas: int = 1
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

        Returns:
            batches of uint8 (batch_size, height, width, channels), all of them full.
        """
        import tensorflow as tf  # here, so that the module can be imported without TensorFlow

        count = len(self)
        images = self.at_size(phase.height, phase.width)

        def epoch(number: tf.Tensor) -> tf.data.Dataset:
            order = tf.random.experimental.stateless_shuffle(
                tf.range(count, dtype=tf.int64), seed=tf.stack([tf.cast(seed, tf.int64), number])
            )
            return tf.data.Dataset.from_tensor_slices(order)

        first, steps = start + done * phase.batch_size, phase.steps - done
        order = tf.data.Dataset.range(first // count, 2**62).flat_map(epoch).skip(first % count)
        batches = order.batch(phase.batch_size, drop_remainder=True).take(steps)
        if replicas > 1:
            batches = batches.map(
                lambda indices: tf.reshape(tf.transpose(tf.reshape(indices, (-1, replicas))), (-1,))
            )
        batches = batches.apply(tf.data.experimental.assert_cardinality(steps))

        def pictures(indices: tf.Tensor) -> tf.Tensor:
            # Out of the array itself: as a tensor, the data set would be in memory again.
            batch = tf.numpy_function(images.__getitem__, [indices], tf.uint8, stateful=False)
            return tf.ensure_shape(batch, (phase.batch_size, *images.shape[1:]))

        return batches.map(pictures).prefetch(tf.data.AUTOTUNE)


def open_images(path: Path | str) -> Images:
    """Opens an .npz of the contract for training.

    Raises:
        InputError: as `read_npz`, or fewer than two pictures.
    """
    return Images(read_npz(path), str(path))


def box_downsample(images: np.ndarray, height: int, width: int) -> np.ndarray:
    """Shrinks uint8 pictures (count, height, width, channels) by the area mean.

    Where sizes divide, this is the mean over boxes, rounded to the nearest integer.
    """
    result = np.empty((len(images), height, width, images.shape[-1]), np.uint8)
    for source, target in zip(images, result, strict=True):
        small = cv2.resize(source, (width, height), interpolation=cv2.INTER_AREA)
        target[...] = small.reshape(target.shape)  # OpenCV drops a single channel's axis
    return result
