"""The fixed generator."""

from __future__ import annotations

import keras
from keras import layers

from keras_pggan.layers import ConditionalLatents
from keras_pggan.layers.convolving import LAST
from keras_pggan.models.blur.blur_network_config import BlurNetworkConfig
from keras_pggan.models.blur.fixed_network import FixedNetwork
from keras_pggan.models.blur.normalizing import activated, first_weights


@keras.saving.register_keras_serializable(package="keras_pggan")
class BlurGenerator(FixedNetwork):
    """Latents (batch, latent_dim) to pictures (batch, height, width, channels) in [-1, 1].

    The discriminator in reverse: a linear map to its smallest maps, then transposed convolutions
    where it halves and plain ones where it does not, each normalized and activated; tanh at last.
    With labels it takes `[latents, one-hot labels]`.

    Args:
        config: the shape of the network.

    >>> BlurGenerator(BlurNetworkConfig()).count_params()
    4848835

    Source: P. Cho, Gradually Increasing Image Resolution During GAN Training, 2018.
    """

    def __init__(self, config: BlurNetworkConfig | dict, *, name: str = "generator", **kwargs):
        super().__init__(config, name=name, **kwargs)

    def _functional(self) -> keras.Model:
        config = self.config
        inputs = x = keras.Input((config.latent_dim,), name="latents")
        if config.label_count:
            labels = keras.Input((config.label_count,), name="labels")
            inputs = [x, labels]
            x = ConditionalLatents(config.class_names, name="latents_and_labels")(inputs)
        base, (_, filters, _) = config.base, config.convolutions[-1]
        dense = {"kernel_initializer": first_weights(), "name": "dense"}
        x = layers.Dense(base * base * filters, **dense)(x)
        x = layers.Reshape((base, base, filters), name="reshape")(x)
        x = self._activated(x, "dense")
        # Into each convolution of the discriminator leads what the one before it puts out.
        widths = [config.channels, *(filters for _, filters, _ in config.convolutions)]
        steps = list(enumerate(zip(widths, config.convolutions, strict=False)))
        for index, (width, (size, _, stride)) in reversed(steps):
            x = self._convolution(index, width, size, stride)(x)
            if index:
                x = self._activated(x, f"conv_{index}")
        x = layers.Activation("tanh", dtype="float32", name="images")(x)
        return keras.Model(inputs, x, name=f"{self.name}_{config.resolution}")

    def _convolution(self, index: int, filters: int, size: int, stride: int) -> keras.layers.Layer:
        """The reverse of the discriminator's convolution of that number."""
        transposed = {"strides": stride} if stride > 1 else {}
        kind = layers.Conv2DTranspose if transposed else layers.Conv2D
        return kind(
            filters,
            size,
            padding="same",
            data_format=LAST,
            kernel_initializer=first_weights(),
            dtype=self.dtype_policy if index else "float32",
            name=f"conv_{index}",
            **transposed,
        )

    def _activated(self, x, name: str):
        for layer in activated(self.config.normalization, name):
            x = layer(x)
        return x
