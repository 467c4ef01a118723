"""The fixed discriminator."""

from __future__ import annotations

import keras
from keras import layers

from keras_pggan.layers import GaussianBlur
from keras_pggan.layers.convolving import LAST
from keras_pggan.models.blur.blur_network_config import BlurNetworkConfig
from keras_pggan.models.blur.fixed_network import FixedNetwork
from keras_pggan.models.blur.normalizing import activated, first_weights


@keras.saving.register_keras_serializable(package="keras_pggan")
class BlurDiscriminator(FixedNetwork):
    """Pictures (batch, height, width, channels) to scores (batch, 1 + label_count), linear.

    Seven convolutions, each normalized and activated, a linear map to `latent_dim` numbers and one
    to the scores. The score is what the source puts through a sigmoid: losses of ours take it
    before.

    `blur` is the layer by which a GAN shows it less than there is; calling the network does not
    blur.

    Args:
        config: the shape of the network.

    >>> BlurDiscriminator(BlurNetworkConfig()).model.count_params()
    7043393

    Source: P. Cho, Gradually Increasing Image Resolution During GAN Training, 2018.
    """

    def __init__(self, config: BlurNetworkConfig | dict, *, name: str = "discriminator", **kwargs):
        super().__init__(config, name=name, **kwargs)
        self.blur = GaussianBlur(name="blur", dtype="float32")
        self.blur.build((None, *self.config.image_shape(0)))

    def _functional(self) -> keras.Model:
        config = self.config
        images = x = keras.Input(config.image_shape(0), name="images")
        for index, (size, filters, stride) in enumerate(config.convolutions):
            x = layers.Conv2D(
                filters,
                size,
                strides=stride,
                padding="same",
                data_format=LAST,
                kernel_initializer=first_weights(),
                name=f"conv_{index}",
            )(x)
            for layer in activated(config.normalization, f"conv_{index}"):
                x = layer(x)
        x = layers.Flatten(data_format=LAST, name="flatten")(x)
        dense = {"kernel_initializer": first_weights()}
        x = layers.Dense(config.latent_dim, name="dense_0", **dense)(x)
        x = layers.Dense(1 + config.label_count, dtype="float32", name="dense_1", **dense)(x)
        return keras.Model(images, x, name=f"{self.name}_{config.resolution}")
