"""What `fit` is given, held against what a phase wants before anything is compiled."""

from __future__ import annotations

import contextlib
import itertools
import logging
import numbers
import re
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from keras_pggan.data.as_images import as_images
from keras_pggan.data.black import black_in_words
from keras_pggan.data.images import Images
from keras_pggan.errors import InputError
from keras_pggan.models.adversarial.wanted import Wanted
from keras_pggan.words import brief

log = logging.getLogger(__name__)


def batches_of(gan: Any, x: Any, y: Any = None, batch_size: Any = None) -> Any:
    """What Keras' `fit` is given, of what a user gave: full batches of the phase.

    Args:
        gan: in a phase.
        x: a data set in one of the forms of `as_images`, which is shrunk to the phase's size and
            shown in the phase's order; or batches of the phase, as a `tf.data.Dataset`, a generator
            or a `keras.utils.PyDataset`.
        y: labels of an array.
        batch_size: None, or the phase's.

    Raises:
        InputError: what came, and what the phase wants.
    """
    wanted = Wanted(gan.stage.phase, gan.network)
    known = isinstance(batch_size, numbers.Integral) and batch_size == wanted.phase.batch_size
    if batch_size is not None and not known:
        wanted.refuse(
            f"batch_size {brief(batch_size)}; leave it out, or enter a phase of that batch_size"
        )
    if isinstance(x, tf.distribute.DistributedDataset):
        return x
    if not isinstance(x, tf.data.Dataset | keras.utils.PyDataset | Iterator):
        return _of_images(gan, _images(x, y, wanted), wanted)
    if y is not None:
        wanted.refuse("labels beside batches; let each batch be a pair of pictures and labels")
    if isinstance(x, tf.data.Dataset):
        return _of_dataset(x, wanted)
    if isinstance(x, keras.utils.PyDataset):
        return _Checked(x, wanted)
    return _of_generator(x, wanted)


@contextlib.contextmanager
def told_outside() -> Iterator[None]:
    """Raises what was told of a batch while it was computed, without TensorFlow's words around."""
    try:
        yield
    except tf.errors.OpError as error:
        told = re.search(r"InputError: (.*)", str(error))
        if told is None:
            raise
        raise InputError(told[1]) from error


def _images(x: Any, y: Any, wanted: Wanted) -> Images:
    """The data set that was given, which fits the phase."""
    told = wanted.of_data
    images = as_images(x, y, wanted=told, size=wanted.network.resolution)
    if images.image_shape[2] != wanted.network.channels:
        wanted.refuse(f"{images!r}; set the networks' channels to {images.image_shape[2]}")
    try:
        images.check_fits(wanted.phase.height, wanted.phase.width)
    except InputError as error:
        raise InputError(f"{told}; {error}") from error
    if black := black_in_words(images):
        log.warning("%s", black)
    # An opened data set may have labels that networks without classes pass over.
    if wanted.network.label_count or y is not None or isinstance(x, tuple):
        wanted.check_labels(images.labels)
    return images


def _of_images(gan: Any, images: Images, wanted: Wanted) -> tf.data.Dataset:
    strategy = gan.distribute_strategy
    if isinstance(strategy, tf.distribute.MultiWorkerMirroredStrategy):
        raise InputError(
            "several workers share batches in pg.train alone; give that the pictures, or fit a "
            "data set that tf.distribute made"
        )
    return images.dataset(
        wanted.phase,
        seed=gan.seed,
        start=int(gan.images_seen.numpy()),
        replicas=strategy.num_replicas_in_sync,
        labels=wanted.network.label_count > 0,
    )


def _of_dataset(dataset: tf.data.Dataset, wanted: Wanted) -> tf.data.Dataset:
    """The data set, with a check of what its types leave open, if anything."""
    spec = dataset.element_spec
    parts = spec if isinstance(spec, tuple) else (spec,)
    if len(parts) > 2 or not all(isinstance(part, tf.TensorSpec) for part in parts):
        wanted.refuse(f"a data set of {brief(spec)}; pictures, or pairs of pictures and labels")
    images, *labels = parts
    _check_spec(images, wanted)
    if bool(labels) != bool(wanted.network.label_count):
        wanted.check_labels(np.zeros(1, np.int64) if labels else None)
    for each in labels:
        if not each.dtype.is_integer or not each.shape.is_compatible_with(wanted.shape[:1]):
            wanted.refuse(f"labels {each.dtype.name} {_told(each.shape)}")
    if int(dataset.cardinality()) == 0:
        wanted.refuse("a data set without batches")
    if not labels and images.shape.is_fully_defined():
        only = tf.autograph.experimental.do_not_convert(lambda pictures: pictures)
        return dataset if not isinstance(spec, tuple) else dataset.map(only)

    def checked(shape, labels=None):
        wanted.check_batch(shape, labels)
        return True

    shapes = wanted.shape, wanted.shape[:1]

    @tf.autograph.experimental.do_not_convert
    def look(*batch):
        seen = tf.numpy_function(checked, [tf.shape(batch[0]), *batch[1:]], tf.bool)
        with tf.control_dependencies([seen]):
            known = zip(map(tf.identity, batch), shapes, strict=False)
            looked = tuple(tf.ensure_shape(part, shape) for part, shape in known)
        return looked if labels else looked[0]

    return dataset.map(look)


def _check_spec(images: tf.TensorSpec, wanted: Wanted) -> None:
    """Raises InputError for types of pictures that are not the phase's."""
    found = f"{images.dtype.name} {_told(images.shape)}"
    if images.shape.rank == 3 and images.shape.is_compatible_with(wanted.shape[1:]):
        size = wanted.phase.batch_size
        wanted.refuse(f"single pictures {found}; add .batch({size}, drop_remainder=True)")
    if images.dtype != tf.uint8:
        wanted.refuse(f"batches {found}; map them to 0 to 255, round them, and make them uint8")
    if not images.shape.is_compatible_with(wanted.shape):
        wanted.refuse(f"batches {found}")


def _told(shape: tf.TensorShape) -> str:
    return str(tuple(shape)) if shape.rank is not None else "of any shape"


def _of_generator(batches: Iterator, wanted: Wanted) -> tf.data.Dataset:
    first = next(batches, None)
    if first is None:
        wanted.refuse("a generator without batches")
    checked = map(wanted.batch, itertools.chain([wanted.batch(first)], batches))
    return tf.data.Dataset.from_generator(lambda: checked, output_signature=wanted.signature)


class _Checked(keras.utils.PyDataset):
    """A `PyDataset`, each batch of which is held against the phase; the first one at once."""

    def __init__(self, batches: keras.utils.PyDataset, wanted: Wanted):
        super().__init__(
            workers=batches.workers,
            use_multiprocessing=batches.use_multiprocessing,
            max_queue_size=batches.max_queue_size,
        )
        self.batches, self.wanted = batches, wanted
        wanted.batch(batches[0])

    @property
    def num_batches(self):
        return self.batches.num_batches

    def __getitem__(self, index):
        return self.wanted.batch(self.batches[index])

    def on_epoch_begin(self):
        self.batches.on_epoch_begin()

    def on_epoch_end(self):
        self.batches.on_epoch_end()
