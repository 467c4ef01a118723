"""How near the pictures of latents are to a picture, and which way is nearer."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

import keras_pggan.on_tensorflow  # noqa: F401
from keras_pggan.generators.generation import Generator
from keras_pggan.generators.picture_distance import PictureDistance
from keras_pggan.layers.conditional_latents import with_classes
from keras_pggan.metrics.extractor import Extractor
from keras_pggan.models.adversarial.reals import to_floats

Drawn = tuple[np.ndarray, np.ndarray]  # latents (count, latent_dim), and labels (count,)


class LatentSearch:
    """Distances of latents to pictures, and their gradients, compiled.

    Args:
        generator: one with a Keras model.
        extractor: of features that count besides pixels.
    """

    def __init__(self, generator: Generator, extractor: Extractor | None = None):
        self.generator = generator
        self.distance = PictureDistance(generator.image_shape, extractor)
        # One trace each serves every batch; see `calling`.
        drawn = [tf.TensorSpec((None, generator.latent_dim)), tf.TensorSpec((None,), tf.int64)]
        self._described = tf.function(self._descriptions, autograph=False).get_concrete_function(
            *drawn
        )
        described = [
            tf.TensorSpec((1, *each.shape[1:])) for each in self._described.structured_outputs
        ]
        self._slopes = tf.function(self._gradients, autograph=False).get_concrete_function(
            *drawn, described
        )

    def describe(self, pictures: np.ndarray) -> list[tf.Tensor]:
        """Of uint8 pictures."""
        return self.distance.described(to_floats(pictures))

    def distances(self, drawn: Drawn, wanted: list[list[tf.Tensor]]) -> np.ndarray:
        """Of latents to what was described of each picture, float64 (pictures, latents)."""
        some = self._described(*_tensors(drawn))
        return np.stack([self.distance.between(some, each).numpy() for each in wanted])

    def slopes(self, drawn: Drawn, wanted: list[tf.Tensor]) -> tuple[np.ndarray, np.ndarray]:
        """Distances (count,) of latents to one picture, and their gradients, as the latents."""
        distances, gradients = self._slopes(*_tensors(drawn), wanted)
        return distances.numpy(), gradients.numpy()

    def _descriptions(self, values, labels):
        model: Any = self.generator.model
        inputs = with_classes(values, labels, self.generator.label_count)
        return self.distance.described(tf.cast(model(inputs, training=False), tf.float32))

    def _gradients(self, values, labels, wanted):
        with tf.GradientTape() as tape:
            tape.watch(values)
            distances = self.distance.between(self._descriptions(values, labels), wanted)
            total = tf.reduce_sum(distances)
        return distances, tape.gradient(total, values)


def _tensors(drawn: Drawn) -> tuple[tf.Tensor, tf.Tensor]:
    values, labels = drawn
    return tf.constant(values, tf.float32), tf.constant(labels, tf.int64)
