"""The network that tells good pictures from bad ones."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from keras_pggan.keras_settings import known_settings

if TYPE_CHECKING:
    import keras

LARGEST = 128  # pixels of a longer side; larger pictures are shrunk before
WIDTHS = (32, 64, 96, 128)  # filters of the convolutions
SMALLEST = 2  # pixels of a side that a convolution halves
DROPPED = 0.3


@known_settings()
def filter_network(height: int, width: int, *, share: float = 0.5, seed: int = 0) -> keras.Model:
    """RGB pictures, floats 0 to 255, to the probability that each is good, (batch, 1).

    Up to four convolutions, each halving the sides, the mean over all places, and a logistic unit.

    Args:
        height, width: of the pictures, in pixels.
        share: of good ones, which the network begins with as its answer.
        seed: of weights and dropout.
    """
    import keras

    def weights(number: int) -> keras.Initializer:
        return keras.initializers.HeNormal(seed=seed * len(WIDTHS) + number)

    pictures = keras.Input((height, width, 3), name="pictures")
    x = keras.layers.Rescaling(1 / 127.5, offset=-1.0)(pictures)
    for number, filters in enumerate(WIDTHS):
        if min(height, width) < SMALLEST:
            break
        convolution = keras.layers.Conv2D(
            filters, 3, strides=2, padding="same", kernel_initializer=weights(number)
        )
        x = keras.layers.LeakyReLU(0.2)(convolution(x))
        height, width = math.ceil(height / 2), math.ceil(width / 2)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dropout(DROPPED, seed=seed)(x)
    odds = keras.initializers.Constant(math.log(share / (1 - share)))
    last = keras.layers.Dense(
        1,
        activation="sigmoid",
        kernel_initializer="zeros",
        bias_initializer=odds,
        name="good",
    )
    return keras.Model(pictures, last(x), name="picture_filter")
