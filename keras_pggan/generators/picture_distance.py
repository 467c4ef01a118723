"""How far a picture is from another one, as people see them, with gradients."""

from __future__ import annotations

import math

import tensorflow as tf

import keras_pggan.on_tensorflow  # noqa: F401
from keras_pggan.metrics.extractor import Extractor
from keras_pggan.metrics.laplacian_pyramid import enlarged, level_shapes, shrunk

SMALLEST = 4  # pixels of the shorter side of the pyramid's last level
LEAST_SQUARE = 1e-12  # of the length of features, whose root has no gradient at 0


class PictureDistance:
    """A distance of pictures that needs no trained network, and one of features where there is one.

    With pictures x and y on [-1, 1], L_j(x) level j of the Laplacian pyramid of x, and f(x) the
    features of x, divided by their length:

        mean (x - y)^2  +  sum over j of mean |L_j(x) - L_j(y)|  +  |f(x) - f(y)|^2

    The first two are the squared and the Lap1 loss in the weighting of their paper. It has
    sum over j of 4^j |L_j(x) - L_j(y)|_1; level j has 4^j times fewer values than the picture, so
    that this is the above times the number of values of a picture.

    What is beyond [-1, 1] counts as its end, as it does in the pictures that are seen.

    Args:
        image_shape: (height, width, channels) of the pictures.
        extractor: of features; without one, the last term is left out.

    Source: Bojanowski, Joulin, Lopez-Paz and Szlam, Optimizing the Latent Space of Generative
    Networks, 2018 (arXiv 1707.05776).
    """

    def __init__(self, image_shape: tuple[int, int, int], extractor: Extractor | None = None):
        self.image_shape, self.extractor = image_shape, extractor
        shapes = level_shapes(*image_shape[:2], smallest=SMALLEST)
        self.level_count = max(1, len(shapes))  # the picture itself, where it is tiny

    def described(self, pictures: tf.Tensor) -> list[tf.Tensor]:
        """What is compared of pictures (batch, height, width, channels): one tensor a term."""
        pictures = tf.clip_by_value(tf.ensure_shape(pictures, (None, *self.image_shape)), -1.0, 1.0)
        terms, rest = [pictures], pictures
        for _ in range(self.level_count - 1):
            small = shrunk(rest)
            terms.append(rest - enlarged(small))
            rest = small
        terms.append(rest)
        if self.extractor is not None:
            features = self.extractor.differentiable(127.5 * pictures + 127.5)
            terms.append(tf.math.l2_normalize(features, axis=-1, epsilon=LEAST_SQUARE))
        return terms

    def between(self, some: list[tf.Tensor], others: list[tf.Tensor]) -> tf.Tensor:
        """Distances (batch,) of what `described` gave of so many pictures, or of one and many."""
        differences = [one - other for one, other in zip(some, others, strict=True)]
        pixels, *levels = differences[: self.level_count + 1]
        total = _mean(tf.square(pixels)) + tf.add_n([_mean(tf.abs(each)) for each in levels])
        for features in differences[self.level_count + 1 :]:
            total += tf.reduce_sum(tf.square(features), axis=-1)
        return total


def _mean(values: tf.Tensor) -> tf.Tensor:
    """Of each picture."""
    return tf.reduce_sum(values, axis=[1, 2, 3]) / math.prod(values.shape[1:])
