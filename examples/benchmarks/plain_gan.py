"""A straightforward Keras composition of the same networks and the same step, to compare with.

Upsampling and convolution, convolution and pooling are layers of their own; reals and fakes are
judged in calls of their own.
"""

import keras
import tensorflow as tf
from keras import layers, ops

from keras_pggan import NetworkConfig
from keras_pggan.layers import (
    ChannelBias,
    EqualizedConv2D,
    EqualizedDense,
    MinibatchStdev,
    PixelNormalization,
)


def plain_generator(config: NetworkConfig, level: int) -> keras.Model:
    """Latents to pictures of a level."""
    height, width, _ = config.image_shape(0)
    latents = keras.Input((config.latent_dim,))
    x = PixelNormalization()(latents)
    filters = config.filters(0)
    x = EqualizedDense(height * width * filters, gain=2**0.5 / 4, use_bias=False)(x)
    x = ChannelBias()(layers.Reshape((height, width, filters))(x))
    x = PixelNormalization()(layers.LeakyReLU(0.2)(x))
    x = _normalized(x, filters)
    for k in range(1, level + 1):
        x = layers.UpSampling2D(2)(x)
        for _ in range(2):
            x = _normalized(x, config.filters(k))
    return keras.Model(latents, EqualizedConv2D(config.channels, 1, gain=1.0)(x))


def plain_discriminator(config: NetworkConfig, level: int) -> keras.Model:
    """Pictures of a level to scores."""
    images = keras.Input(config.image_shape(level))
    x = layers.LeakyReLU(0.2)(EqualizedConv2D(config.filters(level), 1)(images))
    for k in range(level, 0, -1):
        x = layers.LeakyReLU(0.2)(EqualizedConv2D(config.filters(k), 3)(x))
        x = EqualizedConv2D(config.filters(k - 1), 3, use_bias=False)(x)
        x = layers.LeakyReLU(0.2)(ChannelBias()(layers.AveragePooling2D(2)(x)))
    x = MinibatchStdev(config.stdev_group_size)(x)
    x = layers.LeakyReLU(0.2)(EqualizedConv2D(config.filters(0), 3)(x))
    x = layers.LeakyReLU(0.2)(EqualizedDense(config.filters(-1))(layers.Flatten()(x)))
    return keras.Model(images, EqualizedDense(1, gain=1.0)(x))


def _normalized(x, filters: int):
    return PixelNormalization()(layers.LeakyReLU(0.2)(EqualizedConv2D(filters, 3)(x)))


class PlainGAN(keras.Model):
    """WGAN-GP with drift and a moving average, one step per execution."""

    def __init__(self, config: NetworkConfig, level: int):
        super().__init__()
        self.latent_dim = config.latent_dim
        self.generator = plain_generator(config, level)
        self.average = plain_generator(config, level)
        self.discriminator = plain_discriminator(config, level)
        self.random = keras.random.SeedGenerator(0)
        self.built = True

    def compile(self):
        super().compile(jit_compile=False)
        self.generator_optimizer, self.discriminator_optimizer = (
            keras.optimizers.Adam(1e-3, beta_1=0.0, beta_2=0.99, epsilon=1e-8),
            keras.optimizers.Adam(1e-3, beta_1=0.0, beta_2=0.99, epsilon=1e-8),
        )

    def train_step(self, data):
        reals = ops.cast(data, "float32") / 127.5 - 1.0
        batch = reals.shape[0]
        fakes = self.generator(self._latents(batch), training=True)
        with tf.GradientTape() as tape:
            real, fake = self._score(reals), self._score(fakes)
            mixed = reals + (fakes - reals) * keras.random.uniform(
                (batch, 1, 1, 1), seed=self.random
            )
            with tf.GradientTape() as inner:
                inner.watch(mixed)
                total = ops.sum(self._score(mixed))
            gradient = inner.gradient(total, mixed)
            norm = ops.sqrt(ops.sum(ops.square(gradient), axis=(1, 2, 3)))
            loss = ops.mean(fake - real + 0.001 * ops.square(real) + 10.0 * ops.square(norm - 1.0))
        self._apply(tape, loss, self.discriminator, self.discriminator_optimizer)
        pairs = zip(self.average.weights, self.generator.weights, strict=True)
        for average, weight in pairs:
            average.assign(0.999 * average + 0.001 * weight)
        with tf.GradientTape() as tape:
            fake = self._score(self.generator(self._latents(batch), training=True))
            generator_loss = -ops.mean(fake)
        self._apply(tape, generator_loss, self.generator, self.generator_optimizer)
        return {"discriminator_loss": loss, "generator_loss": generator_loss}

    def _latents(self, batch):
        return keras.random.normal((batch, self.latent_dim), seed=self.random)

    def _score(self, images):
        return self.discriminator(images, training=True)[:, 0]

    def _apply(self, tape, loss, model, optimizer):
        variables = model.trainable_variables
        optimizer.apply(tape.gradient(loss, variables), variables)
