"""The growing discriminator."""

from collections.abc import Collection

import keras
from keras import layers

from keras_pggan.layers.convolving import LAST
from keras_pggan.models.progressive import blocks
from keras_pggan.models.progressive.growing_network import GrowingNetwork
from keras_pggan.models.progressive.network_config import NetworkConfig


@keras.saving.register_keras_serializable(package="keras_pggan")
class GrowingDiscriminator(GrowingNetwork):
    """Pictures to scores, at any of its levels.

    `straight_through(level)` maps pictures (batch, height, width, channels) in [-1, 1] to scores
    (batch, 1 + label_count), linear: the first is the score, the others are class logits.
    `fade_in(level)` cross-fades, behind the block of `level`, its maps with those of the pictures
    pooled to `level - 1`, by `alpha`.

    Args:
        config: the shape of the network.

    Raises:
        ValueError: a level that the network does not have, or a fade-in at level 0.

    >>> config = NetworkConfig(resolution=8, filters_base=16)
    >>> GrowingDiscriminator(config).straight_through(level=1).output_shape
    (None, 1)

    Source: Karras et al. 2018 (arXiv 1710.10196), figure 2 and table 2.
    """

    def __init__(self, config: NetworkConfig | dict, *, name: str = "discriminator", **kwargs):
        super().__init__(config, name=name, **kwargs)
        self._frozen: tuple[int, ...] = ()
        levels = range(self.config.level_count)
        with self._own_precision():
            self.blocks = [self.make_block(k) for k in levels]
            self.heads = [self.make_head(k) for k in levels]
        self._finish()

    def make_block(self, level: int) -> keras.Sequential:
        """The block of a level: maps of this level to maps of the one below; at 0, to outputs.

        Maps of a level are (height, width, filters): see `config.image_shape(level)` and
        `config.filters(level)`.
        """
        if level:
            return blocks.discriminator_block(self.config, level)
        return blocks.discriminator_base(self.config)

    def make_head(self, level: int) -> keras.layers.Layer:
        """Pictures of a level to maps of it."""
        return blocks.from_image(self.config, level)

    def freeze(self, levels: Collection[int]) -> None:
        """Keeps blocks and heads of some levels from being trained, and no others any more.

        What was made untrainable in another way stays so. Gradients still pass through.
        """
        for level in {*self._frozen, *levels}:
            for layer in (self.blocks[level], self.heads[level]):
                layer.trainable = level not in levels
        self._frozen = tuple(levels)

    def _straight_through(self, level):
        images = self._images(level)
        scores = self._scores(self.heads[level](images), level)
        return keras.Model(images, scores, name=self._model_name(level, "straight"))

    def _fade_in(self, level):
        images = self._images(level)
        if level == 1 and not self.config.conventions.fade_first_level:
            scores = self._scores(self.heads[level](images), level)
            return keras.Model(images, scores, name=self._model_name(level, "fade_in"))
        pooled = layers.AveragePooling2D(2, data_format=LAST, name="pool_old")(images)
        old = self.heads[level - 1](pooled)
        new = self.blocks[level](self.heads[level](images))
        scores = self._scores(self.fade([old, new]), level - 1)
        return keras.Model(images, scores, name=self._model_name(level, "fade_in"))

    def _images(self, level):
        return keras.Input(self.config.image_shape(level), name="images")

    def _scores(self, x, level):
        for block in reversed(self.blocks[: level + 1]):
            x = block(x)
        return x
