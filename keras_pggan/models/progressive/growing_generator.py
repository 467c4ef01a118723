"""The growing generator."""

import keras
from keras import layers

from keras_pggan.layers import ConditionalLatents
from keras_pggan.layers.convolving import LAST
from keras_pggan.models.progressive import blocks
from keras_pggan.models.progressive.growing_network import GrowingNetwork
from keras_pggan.models.progressive.network_config import NetworkConfig


@keras.saving.register_keras_serializable(package="keras_pggan")
class GrowingGenerator(GrowingNetwork):
    """Latents to pictures, at any of its levels.

    `straight_through(level)` maps latents (batch, latent_dim) to pictures (batch, height, width,
    channels); `fade_in(level)` gives `(1 - alpha) * upsampled(pictures of level - 1) + alpha *
    pictures of level`. Pictures are unbounded floats meant for [-1, 1]: black is -1, white 1.
    With labels, both models take `[latents, one-hot labels]`; the labels are concatenated to the
    latents before these are normalized.

    Args:
        config: the shape of the network.

    Raises:
        ValueError: a level that the network does not have, or a fade-in at level 0.

    >>> generator = GrowingGenerator(NetworkConfig(resolution=8, filters_base=16, latent_dim=4))
    >>> generator.straight_through(level=1).output_shape
    (None, 8, 8, 3)

    Source: Karras et al. 2018 (arXiv 1710.10196), figure 2 and table 2.
    """

    fade_dtype = "float32"

    def __init__(self, config: NetworkConfig | dict, *, name: str = "generator", **kwargs):
        super().__init__(config, name=name, **kwargs)
        levels = range(self.config.level_count)
        with self._own_precision():
            self.blocks = [self.make_block(k) for k in levels]
            self.heads = [self.make_head(k) for k in levels]
        self._finish()

    def make_block(self, level: int) -> keras.Sequential:
        """The block of a level: maps of the level below to maps of this one; at 0, of latents.

        Maps of a level are (height, width, filters): see `config.image_shape(level)` and
        `config.filters(level)`.
        """
        if level:
            return blocks.generator_block(self.config, level)
        return blocks.generator_base(self.config)

    def make_head(self, level: int) -> keras.layers.Layer:
        """Maps of a level to pictures of it, float32."""
        return blocks.to_image(self.config, level)

    def _straight_through(self, level):
        inputs, x = self._maps(level)
        return self._model(inputs, self.heads[level](x), self._model_name(level, "straight"))

    def _fade_in(self, level):
        inputs, x = self._maps(level - 1)
        upsample = layers.UpSampling2D(2, data_format=LAST, name="upsample_old", dtype="float32")
        old = upsample(self.heads[level - 1](x))
        new = self.heads[level](self.blocks[level](x))
        return self._model(inputs, self.fade([old, new]), self._model_name(level, "fade_in"))

    def _model(self, inputs, pictures, name):
        for layer in blocks.output_activation(self.config):
            pictures = layer(pictures)
        return keras.Model(inputs, pictures, name=name)

    def _maps(self, level):
        inputs = x = keras.Input((self.config.latent_dim,), name="latents")
        if self.config.label_count:
            labels = keras.Input((self.config.label_count,), name="labels")
            inputs = [x, labels]
            x = ConditionalLatents(self.config.class_names, name="latents_and_labels")(inputs)
        for block in self.blocks[: level + 1]:
            x = block(x)
        return inputs, x
