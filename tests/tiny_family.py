"""A second family of networks: of one size, with noise on all that the discriminator sees."""

from __future__ import annotations

import dataclasses

import keras
from keras import layers, ops

from keras_pggan.errors import InputError
from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.models.adversarial.stage import Stage


@dataclasses.dataclass(frozen=True, kw_only=True)
class PlainConfig:
    """Networks of plain Keras layers, of one resolution."""

    resolution: int = 8
    channels: int = 3
    latent_dim: int = 8
    label_count: int = 0
    class_names: tuple[str, ...] = ()
    filters: int = 8
    first_noise: float = 0.5

    group_size = 1
    level_count = 1

    def image_shape(self, level):
        return self.resolution, self.resolution, self.channels

    def check_phase(self, phase, *, replicas=1):
        if (phase.height, phase.width) != self.image_shape(0)[:2] or phase.fade_in:
            raise InputError(f"these networks have {self.resolution} pixels, got {phase.name}")
        if phase.batch_size % replicas:
            raise InputError(f"{replicas} devices cannot share a batch of {phase.batch_size}")


class PlainNetwork(keras.Model):
    """A network around a functional model, which is what the GAN trains."""

    def __init__(self, config, *, name, dtype="float32"):
        super().__init__(name=name, dtype=dtype)
        self.config = PlainConfig(**config) if isinstance(config, dict) else config
        self.inner = self._functional()
        self.built = True

    def call(self, *args, **kwargs):
        return self.inner(*args, **kwargs)

    def get_config(self):
        config = dataclasses.asdict(self.config)
        return {"config": config, "name": self.name, "dtype": self.dtype_policy.name}

    def build_from_config(self, config):
        """All was built."""


@keras.saving.register_keras_serializable(package="tests")
class PlainGenerator(PlainNetwork):
    def __init__(self, config, *, name="generator", **kwargs):
        super().__init__(config, name=name, **kwargs)

    def _functional(self):
        small, policy = self.config.resolution // 2, self.dtype_policy
        inputs = x = keras.Input((self.config.latent_dim,))
        if self.config.label_count:
            labels = keras.Input((self.config.label_count,))
            inputs, x = [x, labels], layers.Concatenate(dtype=policy)([x, labels])
        x = layers.Dense(small * small * self.config.filters, activation="relu", dtype=policy)(x)
        x = layers.Reshape((small, small, self.config.filters), dtype=policy)(x)
        x = layers.Conv2DTranspose(
            self.config.channels, 4, strides=2, padding="same", dtype="float32", activation="tanh"
        )(x)
        return keras.Model(inputs, x)


@keras.saving.register_keras_serializable(package="tests")
class PlainDiscriminator(PlainNetwork):
    def __init__(self, config, *, name="discriminator", **kwargs):
        super().__init__(config, name=name, **kwargs)

    def _functional(self):
        policy = self.dtype_policy
        images = keras.Input(self.config.image_shape(0))
        x = layers.Conv2D(self.config.filters, 3, strides=2, padding="same", dtype=policy)(images)
        x = layers.Flatten(dtype=policy)(layers.LeakyReLU(dtype=policy)(x))
        return keras.Model(images, layers.Dense(1 + self.config.label_count, dtype="float32")(x))


@keras.saving.register_keras_serializable(package="tests")
class NoisyGAN(AdversarialGAN):
    """Noise on reals and fakes falls from `first_noise` to 0 over the first half of a phase."""

    family = "noisy"
    moves = "noise"
    moves_told = "How much noise the discriminator sees."
    network_class = PlainConfig
    generator_class = PlainGenerator
    discriminator_class = PlainDiscriminator

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.noise = self.add_state("noise")
        self.steps_moved = self.add_state("steps_moved", dtype="int64")

    def stage_of(self, phase):
        networks = self.generator, self.averaged_generator, self.discriminator
        return Stage(phase, *(network.inner for network in networks))

    def moved_at(self, phase, images_seen):
        left = ops.maximum(1.0 - 2.0 * images_seen / phase.images_shown, 0.0)
        return self.network.first_noise * left

    def move(self, moved):
        self.noise.assign(moved)
        self.steps_moved.assign_add(1)

    def seen(self, images, moved, *, real):
        ripples = ops.sin(1e3 * ops.arange(images.shape[1], dtype="float32"))
        return images + moved * ops.cast(ripples, images.dtype)[:, None, None]
