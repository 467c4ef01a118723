"""What the batches of a phase are, and in which words others are refused."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import tensorflow as tf

from keras_pggan.data.as_images import as_bytes, as_labels
from keras_pggan.errors import InputError
from keras_pggan.models.adversarial.network_shape import NetworkShape
from keras_pggan.schedule import Phase


@dataclasses.dataclass(frozen=True)
class Wanted:
    """What the batches of a phase are.

    Args:
        phase: the phase.
        network: the configuration of the networks.
    """

    phase: Phase
    network: NetworkShape

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """Of a batch."""
        phase = self.phase
        return phase.batch_size, phase.height, phase.width, self.network.channels

    @property
    def told(self) -> str:
        """How a message begins."""
        batch = self.phase.batch_size
        labels = ""
        if count := self.network.label_count:
            labels = f" with integer labels ({batch},) from 0 to {count - 1},"
        return f"{self.phase.name} wants uint8 pictures {self.shape}{labels} in batches of {batch}"

    @property
    def of_data(self) -> str:
        """How a message begins on pictures that batches are made of."""
        labels = ""
        if count := self.network.label_count:
            labels = f" with integer labels (count,) from 0 to {count - 1}"
        pictures = f"uint8 pictures (count, height, width, {self.network.channels})"
        return f"{self.phase.name} wants {pictures}{labels}"

    def refuse(self, found: str) -> None:
        """Raises InputError that says what was found."""
        raise InputError(f"{self.told}, got {found}")

    def check_labels(self, labels: np.ndarray | None) -> None:
        """Raises InputError where the networks have no such classes, or need them."""
        count = self.network.label_count
        if count and labels is None:
            self.refuse("no labels; give them too, or make networks with label_count=0")
        if labels is not None and not count:
            self.refuse(
                "labels, too; leave them out, or make networks with classes (label_count=...)"
            )
        if labels is not None and (labels.max() >= count or labels.min() < 0):
            more = int(labels.max()) + 1
            advice = f", or make networks with label_count={more}" if more > count else ""
            self.refuse(
                f"labels from {labels.min()} to {labels.max()}; number the classes from 0 to "
                f"{count - 1}{advice}"
            )

    def check_batch(self, shape: Any, labels: np.ndarray | None = None) -> None:
        """Raises InputError for a batch of another shape, or with labels of other classes."""
        found = tuple(int(side) for side in shape)
        if found != self.shape:
            cut = found[1:] == self.shape[1:] and found[0] < self.shape[0]
            self.refuse(
                f"a batch {found}"
                + (f"; .batch({self.shape[0]}, drop_remainder=True) makes such" if cut else "")
            )
        self.check_labels(labels)

    def batch(self, given: Any) -> Any:
        """A batch of arrays as `fit` takes it.

        Raises:
            InputError: it is none of this phase.
        """
        images, labels = given, None
        if isinstance(given, tuple):
            if len(given) not in (1, 2):
                self.refuse(f"batches of {len(given)} parts; pictures, or pictures and labels, go")
            images, labels = (*given, None)[:2]
        images = as_bytes(images, wanted=self.told)
        labels = as_labels(labels, len(images), wanted=self.told)
        self.check_batch(images.shape, labels)
        return images if labels is None else (images, labels)

    @property
    def signature(self) -> Any:
        """The types of a batch, for TensorFlow."""
        images = tf.TensorSpec(self.shape, tf.uint8)
        labels = tf.TensorSpec(self.shape[:1], tf.int64)
        return (images, labels) if self.network.label_count else images
