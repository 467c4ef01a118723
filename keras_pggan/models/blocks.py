"""The layers of one resolution, as Keras Sequentials that both kinds of model share."""

import math

import keras
from keras import layers

from keras_pggan.layers import (
    ChannelBias,
    EqualizedConv2D,
    EqualizedDense,
    MinibatchStdev,
    PixelNormalization,
)
from keras_pggan.models.config import NetworkConfig

LEAK = 0.2  # slope of the leaky rectifiers; table 2 of the paper
FIRST_DENSE_GAIN = math.sqrt(2.0) / 4.0  # the authors' program, generator only


def generator_base(config: NetworkConfig) -> keras.Sequential:
    """Latents (batch, latent_dim + label_count) to maps of the base shape."""
    height, width, _ = config.image_shape(0)
    filters = config.filters(0)
    return keras.Sequential(
        [
            keras.Input((config.latent_dim + config.label_count,)),
            PixelNormalization(name="normalize_latents"),
            EqualizedDense(
                height * width * filters, gain=FIRST_DENSE_GAIN, use_bias=False, name="dense"
            ),
            layers.Reshape((height, width, filters), name="reshape"),
            ChannelBias(name="dense_bias"),
            *_activate("dense", normalize=True),
            *_generator_conv(filters, "conv"),
        ],
        name="block_0",
    )


def generator_block(config: NetworkConfig, level: int) -> keras.Sequential:
    """Maps of the level below to maps of this level: upsample 2x nearest, two convolutions."""
    height, width, _ = config.image_shape(level - 1)
    filters = config.filters(level)
    return keras.Sequential(
        [
            keras.Input((height, width, config.filters(level - 1))),
            layers.UpSampling2D(2, interpolation="nearest", name="upsample"),
            *_generator_conv(filters, "conv_0"),
            *_generator_conv(filters, "conv_1"),
        ],
        name=f"block_{level}",
    )


def to_image(config: NetworkConfig, level: int) -> keras.layers.Layer:
    """Maps to pictures: 1x1, linear (no tanh), float32 under every precision policy."""
    layer = EqualizedConv2D(config.channels, 1, gain=1.0, dtype="float32", name=f"to_image_{level}")
    height, width, _ = config.image_shape(level)
    layer.build((None, height, width, config.filters(level)))
    return layer


def from_image(config: NetworkConfig, level: int) -> keras.Sequential:
    """Pictures to maps: 1x1, then the leaky rectifier."""
    return keras.Sequential(
        [
            keras.Input(config.image_shape(level)),
            EqualizedConv2D(config.filters(level), 1, name="conv"),
            *_activate("conv"),
        ],
        name=f"from_image_{level}",
    )


def discriminator_block(config: NetworkConfig, level: int) -> keras.Sequential:
    """Maps of this level to maps of the level below: two convolutions, pooled by 2x2 means."""
    height, width, _ = config.image_shape(level)
    pool = layers.AveragePooling2D(2, name="pool")
    finish = [ChannelBias(name="conv_1_bias"), *_activate("conv_1")]
    return keras.Sequential(
        [
            keras.Input((height, width, config.filters(level))),
            EqualizedConv2D(config.filters(level), 3, name="conv_0"),
            *_activate("conv_0"),
            EqualizedConv2D(config.filters(level - 1), 3, use_bias=False, name="conv_1"),
            *([pool, *finish] if config.pool_before_activation else [*finish, pool]),
        ],
        name=f"block_{level}",
    )


def discriminator_base(config: NetworkConfig) -> keras.Sequential:
    """Maps of the base shape to scores (batch, 1 + label_count), linear and in float32."""
    height, width, _ = config.image_shape(0)
    filters = config.filters(0)
    return keras.Sequential(
        [
            keras.Input((height, width, filters)),
            MinibatchStdev(config.stdev_group_size, name="minibatch_stdev"),
            EqualizedConv2D(filters, 3, name="conv"),
            *_activate("conv"),
            layers.Flatten(name="flatten"),
            EqualizedDense(config.filters(-1), name="dense_0"),
            *_activate("dense_0"),
            EqualizedDense(1 + config.label_count, gain=1.0, dtype="float32", name="dense_1"),
        ],
        name="block_0",
    )


def _generator_conv(filters: int, name: str) -> list[keras.layers.Layer]:
    return [EqualizedConv2D(filters, 3, name=name), *_activate(name, normalize=True)]


def _activate(name: str, *, normalize: bool = False) -> list[keras.layers.Layer]:
    steps = [layers.LeakyReLU(negative_slope=LEAK, name=f"{name}_activation")]
    return steps + [PixelNormalization(name=f"{name}_norm")] if normalize else steps
