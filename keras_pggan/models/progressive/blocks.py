"""The layers of one resolution, as Keras Sequentials that both kinds of model share."""

import keras
from keras import layers

from keras_pggan.layers import (
    ChannelBias,
    DownsampleConv2D,
    EqualizedConv2D,
    EqualizedDense,
    MinibatchStdev,
    PixelNormalization,
    SelectedChannels,
    UpsampleConv2D,
)
from keras_pggan.layers.convolving import LAST
from keras_pggan.models.progressive.conventions import LINEAR, UNIT
from keras_pggan.models.progressive.network_config import NetworkConfig


def generator_base(config: NetworkConfig) -> keras.Sequential:
    """Latents (batch, latent_dim + label_count) to maps of the base shape."""
    height, width, _ = config.image_shape(0)
    filters, conventions = config.filters(0), config.conventions
    own_bias = conventions.first_bias == UNIT
    dense = EqualizedDense(
        height * width * filters,
        gain=conventions.first_gain,
        use_bias=own_bias,
        name="dense",
        **_equalized(config),
    )
    normalize_first = config.pixel_normalization and conventions.normalize_first
    return keras.Sequential(
        [
            keras.Input((config.latent_dim + config.label_count,)),
            *([_normalize(config, "normalize_latents")] if conventions.normalize_latents else []),
            dense,
            layers.Reshape((height, width, filters), name="reshape"),
            *([] if own_bias else [ChannelBias(name="dense_bias")]),
            _rectify("dense", conventions.generator_leak),
            *([_normalize(config, "dense_norm")] if normalize_first else []),
            _conv(config, filters, "conv"),
            *_generator_activation(config, "conv"),
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
                name="conv_0",
                **_equalized(config),
            ),
            *_generator_activation(config, "conv_0"),
            _conv(config, filters, "conv_1"),
            *_generator_activation(config, "conv_1"),
        ],
        name=f"block_{level}",
    )


def to_image(config: NetworkConfig, level: int) -> keras.layers.Layer:
    """Maps to pictures: 1x1, linear, float32 under every precision policy."""
    layer = EqualizedConv2D(
        config.channels,
        1,
        gain=config.conventions.to_image_gain,
        dtype="float32",
        name=f"to_image_{level}",
        **_equalized(config),
    )
    height, width, _ = config.image_shape(level)
    layer.build((None, height, width, config.filters(level)))
    return layer


def output_activation(config: NetworkConfig) -> list[keras.layers.Layer]:
    """What ends a generator, behind the cross-fade: nothing in the paper's."""
    kind = config.conventions.output_activation
    return [] if kind == LINEAR else [layers.Activation(kind, dtype="float32", name=kind)]


def from_image(config: NetworkConfig, level: int) -> keras.Sequential:
    """Pictures to maps: 1x1, then the leaky rectifier."""
    return keras.Sequential(
        [
            keras.Input(config.image_shape(level)),
            _conv(config, config.filters(level), "conv", size=1),
            _rectify("conv", config.conventions.discriminator_leak),
        ],
        name=f"from_image_{level}",
    )


def discriminator_block(config: NetworkConfig, level: int) -> keras.Sequential:
    """Maps of this level to maps of the level below: two convolutions, pooled by 2x2 means."""
    height, width, _ = config.image_shape(level)
    filters, leak = config.filters(level - 1), config.conventions.discriminator_leak
    rectify = _rectify("conv_1", leak)
    if config.pool_before_activation:
        shrink = DownsampleConv2D(
            filters, 3, fused=config.is_fused(level), name="conv_1", **_equalized(config)
        )
        finish = [shrink, rectify]
    else:
        pool = layers.AveragePooling2D(2, data_format=LAST, name="pool")
        finish = [_conv(config, filters, "conv_1"), rectify, pool]
    return keras.Sequential(
        [
            keras.Input((height, width, config.filters(level))),
            _conv(config, config.filters(level), "conv_0"),
            _rectify("conv_0", leak),
            *finish,
        ],
        name=f"block_{level}",
    )


def discriminator_base(config: NetworkConfig) -> keras.Sequential:
    """Maps of the base shape to scores (batch, 1 + label_count), linear and in float32."""
    height, width, _ = config.image_shape(0)
    filters, conventions = config.filters(0), config.conventions
    return keras.Sequential(
        [
            keras.Input((height, width, filters)),
            *([_minibatch_stdev(config)] if config.minibatch_stdev else []),
            _conv(config, filters, "conv"),
            _rectify("conv", conventions.discriminator_leak),
            layers.Flatten(data_format=LAST, name="flatten"),
            EqualizedDense(config.filters(-1), name="dense_0", **_equalized(config)),
            _rectify("dense_0", conventions.discriminator_leak),
            EqualizedDense(
                1 + config.label_count,
                gain=conventions.last_gain,
                dtype="float32",
                name="dense_1",
                **_equalized(config),
            ),
            *_score_and_logits(config),
        ],
        name="block_0",
    )


def _minibatch_stdev(config: NetworkConfig) -> MinibatchStdev:
    return MinibatchStdev(
        config.stdev_group_size,
        variance=config.conventions.stdev_variance,
        groups=config.conventions.stdev_groups,
        remainder=config.conventions.stdev_remainder,
        name="minibatch_stdev",
    )


def _score_and_logits(config: NetworkConfig) -> list[keras.layers.Layer]:
    """What brings the outputs of the last layer in our order, where they have another."""
    if config.conventions.first_logit or not config.label_count:
        return []
    order = (0, *range(config.label_count))
    return [SelectedChannels(order, dtype="float32", name="score_and_logits")]


def _conv(config: NetworkConfig, filters: int, name: str, size: int = 3) -> EqualizedConv2D:
    return EqualizedConv2D(filters, size, name=name, **_equalized(config))


def _equalized(config: NetworkConfig) -> dict[str, bool]:
    return {
        "equalized": config.equalized_learning_rate,
        "scaled_bias": config.conventions.scaled_bias,
    }


def _generator_activation(config: NetworkConfig, name: str) -> list[keras.layers.Layer]:
    rectify = _rectify(name, config.conventions.generator_leak)
    normalize = config.pixel_normalization
    return [rectify, *([_normalize(config, f"{name}_norm")] if normalize else [])]


def _rectify(name: str, leak: float) -> keras.layers.Layer:
    return layers.LeakyReLU(negative_slope=leak, name=f"{name}_activation")


def _normalize(config: NetworkConfig, name: str) -> PixelNormalization:
    return PixelNormalization(config.conventions.normalization_epsilon, name=name)
