"""The GAN that trains a growing generator and discriminator, one phase at a time."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf
from keras import ops

from keras_pggan.errors import InputError
from keras_pggan.losses import WassersteinGP
from keras_pggan.models.discriminator import GrowingDiscriminator
from keras_pggan.models.generator import GrowingGenerator
from keras_pggan.models.optimizers import paper_optimizer
from keras_pggan.models.reals import blended, mirrored, to_floats
from keras_pggan.models.replicas import draw
from keras_pggan.models.stage import Stage
from keras_pggan.schedule import Phase

LOSSES = ("discriminator_loss", "generator_loss")
METRICS = (*LOSSES, "gradient_norm", "real_score", "fake_score", "alpha")


@keras.saving.register_keras_serializable(package="keras_pggan")
class ProgressiveGAN(keras.Model):
    """Trains a growing generator and discriminator with `fit`, phase by phase.

    For each phase: `gan.enter(phase)`, `gan.compile()`, `gan.fit(images.dataset(phase))`. One
    step trains the discriminator, moves the averaged generator, then trains the generator.
    `images_seen` counts the images of the phase and decides alpha inside the compiled step.

    Args:
        generator, discriminator: networks of one `NetworkConfig`.
        loss: an adversarial loss; `WassersteinGP()` by default.
        averaging: decay of the generator's exponential moving average per step; 0.999 in the
            paper. `averaged_generator` holds it: the network to sample, measure and export.
        mirror: whether reals are mirrored left to right with probability one half, as the
            paper does for faces. Not for digits or text.
        seed: of latents, mixing factors and mirroring. Initial weights are drawn when networks
            are built: see `keras.utils.set_random_seed`.

    `fit` takes batches of uint8 pictures (batch, height, width, channels), 0 to 255, of the
    phase's size and of a fixed batch size. Metrics: `discriminator_loss` (with penalty),
    `generator_loss`, `gradient_norm`, `real_score`, `fake_score`, `alpha`.

    Raises:
        InputError: networks of different configurations, or with labels (conditional training is
            not there yet); a phase that does not fit the networks.

    Source: Karras et al. 2018 (arXiv 1710.10196), section 2 and appendix A.
    """

    def __init__(
        self,
        generator: GrowingGenerator,
        discriminator: GrowingDiscriminator,
        *,
        loss: WassersteinGP | None = None,
        averaging: float = 0.999,
        mirror: bool = False,
        seed: int = 0,
        **kwargs,
    ):
        super().__init__(**kwargs)
        if generator.config != discriminator.config:
            raise InputError(
                "generator and discriminator must have one NetworkConfig, "
                f"got {generator.config} and {discriminator.config}"
            )
        if generator.config.label_count:
            raise InputError("conditional training is not there yet: label_count must be 0")
        self.generator = generator
        self.discriminator = discriminator
        self.averaged_generator = GrowingGenerator(generator.config, name="averaged_generator")
        self.averaged_generator.set_weights(generator.get_weights())
        self.adversarial_loss = loss or WassersteinGP()
        self.averaging = float(averaging)
        self.mirror = bool(mirror)
        self.seed = int(seed)
        self.random = keras.random.SeedGenerator(self.seed)
        self.images_seen = self.add_weight(
            name="images_seen",
            shape=(),
            initializer="zeros",
            trainable=False,
            dtype="int64",
            aggregation="only_first_replica",
        )
        self._trackers = {name: keras.metrics.Mean(name=name) for name in METRICS}
        self._stage: Stage | None = None
        self.leave()
        self.built = True

    def enter(self, phase: Phase) -> None:
        """Prepares a phase from its first image on; `compile` must follow.

        Optimizers start fresh at every phase, as in the authors' program, so that the moments of
        one phase do not disturb the next.
        """
        replicas = self.distribute_strategy.num_replicas_in_sync
        self.generator.config.check_phase(phase, replicas=replicas)
        self._stage = Stage.of(phase, self.generator, self.averaged_generator, self.discriminator)
        self.images_seen.assign(0)
        self.compiled = False

    def leave(self) -> None:
        """Ends a phase: optimizers, which belong to it, are dropped and not saved any more."""
        self._stage = None
        self.generator_optimizer: Any = None
        self.discriminator_optimizer: Any = None
        self.compiled = False

    @property
    def stage(self) -> Stage:
        """What `enter` prepared.

        Raises:
            InputError: no phase was entered.
        """
        if self._stage is None:
            raise InputError("the GAN is in no phase: call gan.enter(phase) before gan.compile()")
        return self._stage

    def compile(self, generator_optimizer=None, discriminator_optimizer=None, **kwargs):
        """Fresh optimizers for the phase that was entered.

        Args:
            generator_optimizer, discriminator_optimizer: `paper_optimizer()` by default.
            **kwargs: `steps_per_execution`, `jit_compile` (off by default: slower on CPUs).
        """
        stage = self.stage
        kwargs.setdefault("jit_compile", False)
        super().compile(optimizer=None, **kwargs)
        self.generator_optimizer = generator_optimizer or paper_optimizer()
        self.discriminator_optimizer = discriminator_optimizer or paper_optimizer()
        self.generator_optimizer.build(stage.generator.trainable_variables)
        self.discriminator_optimizer.build(stage.discriminator.trainable_variables)

    @property
    def metrics(self):
        return list(self._trackers.values())

    def call(self, latents):
        """Pictures of the averaged generator at the last level."""
        return self.averaged_generator(latents)

    def train_step(self, data):
        alpha = self._move_alpha()
        reals = self._prepare(data, alpha)
        batch = ops.shape(reals)[0]
        latents = (batch, self.generator.config.latent_dim)
        discriminator = self._train_discriminator(reals, self._draw(keras.random.normal, latents))
        self._move_averages()
        generator = self._train_generator(self._draw(keras.random.normal, latents))
        replicas = self.distribute_strategy.num_replicas_in_sync
        self.images_seen.assign_add(ops.cast(batch * replicas, "int64"))
        for name, value in {**discriminator, **generator, "alpha": alpha}.items():
            self._trackers[name].update_state(value)
        return {name: tracker.result() for name, tracker in self._trackers.items()}

    def _move_alpha(self):
        fade_images = self.stage.phase.fade_images
        seen = ops.cast(self.images_seen, "float32")
        alpha = ops.minimum(seen / fade_images, 1.0) if fade_images else ops.ones(())
        for network in (self.generator, self.discriminator, self.averaged_generator):
            network.alpha.assign(alpha)
        return alpha

    def _prepare(self, images, alpha):
        """Bytes to [-1, 1], mirrored, and blended with their own half resolution by alpha."""
        reals = to_floats(images)
        if self.mirror:
            coins = self._draw(keras.random.uniform, (ops.shape(reals)[0], 1, 1, 1))
            reals = mirrored(reals, coins)
        return blended(reals, alpha) if self.stage.phase.fade_in else reals

    def _draw(self, distribution, shape):
        return draw(distribution, shape, self.random, self.distribute_strategy)

    def _train_discriminator(self, reals, latents):
        loss = self.adversarial_loss
        fakes = self.stage.generator(latents, training=True)
        mix = self._draw(keras.random.uniform, (ops.shape(reals)[0], 1, 1, 1))
        with tf.GradientTape() as tape:
            real_scores, fake_scores = self._score(reals), self._score(fakes)
            penalty = loss.penalty(self._score, reals, fakes, mix)
            value = ops.mean(loss.discriminator(real_scores, fake_scores) + penalty.value)
            scaled = self._share(value)
        variables = self.stage.discriminator.trainable_variables
        self.discriminator_optimizer.apply(tape.gradient(scaled, variables), variables)
        return {
            "discriminator_loss": value,
            "gradient_norm": ops.mean(penalty.gradient_norm),
            "real_score": ops.mean(real_scores),
            "fake_score": ops.mean(fake_scores),
        }

    def _train_generator(self, latents):
        with tf.GradientTape() as tape:
            fake_scores = self._score(self.stage.generator(latents, training=True))
            value = ops.mean(self.adversarial_loss.generator(fake_scores))
            scaled = self._share(value)
        variables = self.stage.generator.trainable_variables
        self.generator_optimizer.apply(tape.gradient(scaled, variables), variables)
        return {"generator_loss": value}

    def _score(self, images):
        return self.stage.discriminator(images, training=True)[:, 0]

    def _share(self, loss):
        # Keras sums gradients over replicas; each one's loss is a mean over its own samples.
        return loss / self.distribute_strategy.num_replicas_in_sync

    def _move_averages(self):
        for average, weight in self.stage.averages:
            average.assign(weight + (average - weight) * self.averaging)

    def fit(self, *args, **kwargs):
        """`keras.Model.fit`; the data set brings its own order, so `shuffle` is off."""
        kwargs.setdefault("shuffle", False)
        return super().fit(*args, **kwargs)

    def save_own_variables(self, store):
        # Keras does not save the state of a seed generator by itself.
        store["images_seen"] = self.images_seen
        store["random"] = self.random.state

    def load_own_variables(self, store):
        self.images_seen.assign(store["images_seen"])
        self.random.state.assign(store["random"])

    def get_config(self):
        serialize = keras.saving.serialize_keras_object
        return {
            "generator": serialize(self.generator),
            "discriminator": serialize(self.discriminator),
            "loss": serialize(self.adversarial_loss),
            "averaging": self.averaging,
            "mirror": self.mirror,
            "seed": self.seed,
            "name": self.name,
        }

    @classmethod
    def from_config(cls, config):
        parts = ("generator", "discriminator", "loss")
        objects = {key: keras.saving.deserialize_keras_object(config[key]) for key in parts}
        return cls(**{**config, **objects})
