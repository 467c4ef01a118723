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

    A linear map to the discriminator's smallest maps, then transposed convolutions where the maps
    double and plain ones where they do not, each normalized and activated; tanh at last.
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
        *hidden, (size, channels, stride) = config.transposed_convolutions
        for index, convolution in enumerate(hidden):
            x = self._convolution(f"conv_{index}", *convolution)(x)
            x = self._activated(x, f"conv_{index}")
        x = self._convolution("to_images", size, channels, stride, dtype="float32")(x)
        x = layers.Activation("tanh", dtype="float32", name="images")(x)
        return keras.Model(inputs, x, name=f"{self.name}_{config.resolution}")

    def _convolution(
        self, name: str, size: int, filters: int, stride: int, dtype: str | None = None
    ) -> keras.layers.Layer:
        transposed = {"strides": stride} if stride > 1 else {}
        kind = layers.Conv2DTranspose if transposed else layers.Conv2D
        return kind(
            filters,
            size,
            padding="same",
            data_format=LAST,
            kernel_initializer=first_weights(),
            dtype=dtype or self.dtype_policy,
            name=name,
            **transposed,
        )

    def _activated(self, x, name: str):
        for layer in activated(self.config.normalization, name):
            x = layer(x)
        return x
