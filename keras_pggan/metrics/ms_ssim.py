"""How alike pictures of one set are: multi-scale structural similarity."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from keras_pggan.data.images import PictureArray
from keras_pggan.errors import InputError
from keras_pggan.metrics.pictures import batches, check_pictures

# Wang, Simoncelli and Bovik, Multi-scale structural similarity for image quality assessment, 2003.
WEIGHTS = 0.0448, 0.2856, 0.3001, 0.2363, 0.1333  # the finest level first
WINDOW, SIGMA = 11, 1.5  # pixels
# Wang et al., Image quality assessment: from error visibility to structural similarity, 2004.
LUMINANCE, CONTRAST = (0.01 * 255) ** 2, (0.03 * 255) ** 2
SMALLEST = 2 ** (len(WEIGHTS) - 1)


class Similarity(NamedTuple):
    """The mean MS-SSIM of pairs, 0 to 1, its standard error, and the number of pairs."""

    mean: float
    error: float
    pairs: int


def ms_ssim(pictures: PictureArray) -> Similarity:
    """The mean multi-scale structural similarity of the pairs (0, 1), (2, 3), ... of pictures.

    0 is as unlike as can be, 1 is the same. Pictures of a generator that are more alike than those
    of its data lack variation. The paper takes 10,000 pairs; an odd last picture is left out. The
    order must be random: where classes take turns, no pair is of one class.

    At each of five levels, each half the size of the one before (means of 2x2 pixels; an odd border
    counts twice), means, variances and covariances are taken in an 11x11 Gaussian window of
    deviation 1.5, where it fits (window and deviation shrink with levels that are smaller). The
    contrast terms of four levels and the full similarity of the smallest, each averaged over pixels
    and channels and 0 at least, are multiplied with the weights of Wang et al. as exponents.

    Args:
        pictures: uint8 (count, height, width, channels), read in batches.

    Raises:
        InputError: fewer than two pictures, or pictures of less than 16 pixels.

    Source: Karras et al. 2018 (arXiv 1710.10196), section 5; Wang et al. 2003.
    """
    check_pictures(pictures)
    count, height, width, channels = pictures.shape
    if count < 2:
        raise InputError(f"MS-SSIM is of pairs: 2 pictures or more are expected, got {count}")
    if min(height, width) < SMALLEST:
        raise InputError(
            f"MS-SSIM needs pictures of {SMALLEST} pixels or more, these are {height}x{width}"
        )
    similarities = _similarities((height, width, channels))
    found = [
        similarities(tf.constant(batch[: len(batch) // 2 * 2])).numpy()
        for batch in batches(pictures, multiple=2)
        if len(batch) > 1
    ]
    values = np.concatenate(found).astype(np.float64)
    error = values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.nan
    return Similarity(float(values.mean()), float(error), len(values))


@functools.cache
def _similarities(shape: tuple[int, int, int]) -> Callable[[tf.Tensor], tf.Tensor]:
    """MS-SSIM of each pair of neighbours in uint8 pictures of a shape, float32 (batch / 2,)."""

    @tf.function(input_signature=[tf.TensorSpec((None, *shape), tf.uint8)], autograph=False)
    def similarities(pictures: tf.Tensor) -> tf.Tensor:
        one, other = (tf.cast(pictures[first::2], tf.float32) for first in (0, 1))
        product = tf.ones(tf.shape(one)[:1])
        for level, weight in enumerate(WEIGHTS):
            if level:
                one, other = _halved(one), _halved(other)
            similarity, contrast = _similarity(one, other)
            factor = similarity if level == len(WEIGHTS) - 1 else contrast
            product *= tf.maximum(factor, 0) ** weight
        return product

    return similarities


def _similarity(one: tf.Tensor, other: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Mean structural similarity of each pair, and the mean of its contrast term alone."""
    # Variances are differences of large numbers: around the mean of both they are more exact.
    centre = (tf.reduce_mean(one, (1, 2), True) + tf.reduce_mean(other, (1, 2), True)) / 2
    first, second = one - centre, other - centre
    means = _windowed(tf.concat([first, second], 0))
    products = tf.concat([first * first, second * second, first * second], 0)
    of_squares, of_others, of_both = tf.split(_windowed(products), 3)
    mean, other_mean = tf.split(means, 2)
    variances = of_squares - mean**2 + of_others - other_mean**2
    covariance = of_both - mean * other_mean
    contrast = (2 * covariance + CONTRAST) / (variances + CONTRAST)
    mean, other_mean = mean + centre, other_mean + centre
    luminance = (2 * mean * other_mean + LUMINANCE) / (mean**2 + other_mean**2 + LUMINANCE)
    inside = (1, 2, 3)
    return tf.reduce_mean(luminance * contrast, inside), tf.reduce_mean(contrast, inside)


def _windowed(pictures: tf.Tensor) -> tf.Tensor:
    """Means in the Gaussian window, wherever it fits."""
    size = min(WINDOW, *pictures.shape[1:3])
    places = np.arange(size) - (size - 1) / 2
    window = np.exp(-(places**2) / (2 * (SIGMA * size / WINDOW) ** 2))
    line = (window / window.sum()).astype(np.float32)
    for kernel in (line[:, None], line[None]):
        repeated = np.repeat(kernel[..., None, None], pictures.shape[-1], axis=2)
        pictures = tf.nn.depthwise_conv2d(pictures, repeated, [1, 1, 1, 1], "VALID")
    return pictures


def _halved(pictures: tf.Tensor) -> tf.Tensor:
    odd = [[0, 0], [0, pictures.shape[1] % 2], [0, pictures.shape[2] % 2], [0, 0]]
    return tf.nn.avg_pool2d(tf.pad(pictures, odd, mode="SYMMETRIC"), 2, 2, "VALID")
