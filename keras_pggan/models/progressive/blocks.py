"""The layers of one resolution, as Keras Sequentials that both kinds of model share."""

import math

import keras
from keras import layers

from keras_pggan.layers import (
    ChannelBias,
    DownsampleConv2D,
    EqualizedConv2D,
    EqualizedDense,
    MinibatchStdev,
    PixelNormalization,
    UpsampleConv2D,
)
from keras_pggan.layers.convolving import LAST
from keras_pggan.models.progressive.network_config import NetworkConfig

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
                height * width * filters,
                gain=FIRST_DENSE_GAIN,
                use_bias=False,
                equalized=config.equalized_learning_rate,
                name="dense",
            ),
            layers.Reshape((height, width, filters), name="reshape"),
            ChannelBias(name="dense_bias"),
            *_activate("dense", normalize=config.pixel_normalization),
            _conv(config, filters, "conv"),
            *_activate("conv", normalize=config.pixel_normalization),
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
            UpsampleConv2D(
                filters,
                3,
                fused=config.is_fused(level),
                equalized=config.equalized_learning_rate,
                name="conv_0",
            ),
            *_activate("conv_0", normalize=config.pixel_normalization),
            _conv(config, filters, "conv_1"),
            *_activate("conv_1", normalize=config.pixel_normalization),
        ],
        name=f"block_{level}",
    )


def to_image(config: NetworkConfig, level: int) -> keras.layers.Layer:
    """Maps to pictures: 1x1, linear (no tanh), float32 under every precision policy."""
    layer = EqualizedConv2D(
        config.channels,
        1,
        gain=1.0,
        equalized=config.equalized_learning_rate,
        dtype="float32",
        name=f"to_image_{level}",
    )
    height, width, _ = config.image_shape(level)
    layer.build((None, height, width, config.filters(level)))
    return layer


def from_image(config: NetworkConfig, level: int) -> keras.Sequential:
    """Pictures to maps: 1x1, then the leaky rectifier."""
    return keras.Sequential(
        [
            keras.Input(config.image_shape(level)),
            _conv(config, config.filters(level), "conv", size=1),
            *_activate("conv"),
        ],
        name=f"from_image_{level}",
    )


def discriminator_block(config: NetworkConfig, level: int) -> keras.Sequential:
    """Maps of this level to maps of the level below: two convolutions, pooled by 2x2 means."""
    height, width, _ = config.image_shape(level)
    filters = config.filters(level - 1)
    if config.pool_before_activation:
        shrink = DownsampleConv2D(
            filters,
            3,
            fused=config.is_fused(level),
            equalized=config.equalized_learning_rate,
            name="conv_1",
        )
        finish = [shrink, *_activate("conv_1")]
    else:
        pool = layers.AveragePooling2D(2, data_format=LAST, name="pool")
        finish = [_conv(config, filters, "conv_1"), *_activate("conv_1"), pool]
    return keras.Sequential(
        [
            keras.Input((height, width, config.filters(level))),
            _conv(config, config.filters(level), "conv_0"),
            *_activate("conv_0"),
            *finish,
        ],
        name=f"block_{level}",
    )


def discriminator_base(config: NetworkConfig) -> keras.Sequential:
    """Maps of the base shape to scores (batch, 1 + label_count), linear and in float32."""
    height, width, _ = config.image_shape(0)
    filters, equalized = config.filters(0), config.equalized_learning_rate
    stdev = MinibatchStdev(config.stdev_group_size, name="minibatch_stdev")
    return keras.Sequential(
        [
            keras.Input((height, width, filters)),
            *([stdev] if config.minibatch_stdev else []),
            _conv(config, filters, "conv"),
            *_activate("conv"),
            layers.Flatten(data_format=LAST, name="flatten"),
            EqualizedDense(config.filters(-1), equalized=equalized, name="dense_0"),
            *_activate("dense_0"),
            EqualizedDense(
                1 + config.label_count,
                gain=1.0,
                equalized=equalized,
                dtype="float32",
                name="dense_1",
            ),
        ],
        name="block_0",
    )


def _conv(config: NetworkConfig, filters: int, name: str, size: int = 3) -> EqualizedConv2D:
    equalized = config.equalized_learning_rate
    return EqualizedConv2D(filters, size, equalized=equalized, name=name)


def _activate(name: str, *, normalize: bool = False) -> list[keras.layers.Layer]:
    steps = [layers.LeakyReLU(negative_slope=LEAK, name=f"{name}_activation")]
    return steps + [PixelNormalization(name=f"{name}_norm")] if normalize else steps
