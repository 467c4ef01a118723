"""What stands between a convolution and its activation."""

from __future__ import annotations

from typing import Any

import keras
from keras import layers

from keras_pggan.layers import PixelNormalization
from keras_pggan.layers.convolving import LAST_AXIS

LEAK = 0.2  # slope of the leaky rectifiers
DEVIATION = 0.02  # of initial kernels
# Of statistics over batches. They begin as those of unit variance, and maps have less: what is left
# of that in each layer multiplies over the layers, and by Keras' 0.99 pictures were flat after 80
# steps.
MOMENTUM = 0.9


def activated(normalization: str, name: str) -> list[keras.layers.Layer]:
    """Normalization, if there is one, then the leaky rectifier.

    Args:
        normalization: one of `NORMALIZATIONS`.
        name: of the layer before.
    """
    made: dict[str, Any] = {
        "pixel": PixelNormalization,
        "batch": lambda name: layers.BatchNormalization(
            axis=LAST_AXIS,
            momentum=MOMENTUM,
            # Over all devices, which only TensorFlow trains with; other backends draw.
            synchronized=keras.backend.backend() == "tensorflow",
            name=name,
        ),
        # Over height, width and channels of a picture, with a gain and a bias a channel.
        "layer": lambda name: layers.GroupNormalization(groups=1, axis=LAST_AXIS, name=name),
    }
    normalize = made.get(normalization)
    steps = [normalize(name=f"{name}_norm")] if normalize else []
    return [*steps, layers.LeakyReLU(negative_slope=LEAK, name=f"{name}_activation")]


def first_weights() -> keras.initializers.Initializer:
    """Initial kernels: N(0, 0.02)."""
    return keras.initializers.RandomNormal(stddev=DEVIATION)
