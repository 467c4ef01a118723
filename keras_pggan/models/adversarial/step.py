"""The arithmetic of one training step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf
from keras import ops

from keras_pggan.losses import Penalty
from keras_pggan.models.adversarial.reals import blended, mirrored, to_floats
from keras_pggan.models.adversarial.replicas import draw
from keras_pggan.models.adversarial.scoring import Verdict, judge, judge_both

METRICS = (
    "discriminator_loss",
    "generator_loss",
    "gradient_norm",
    "real_score",
    "fake_score",
    "alpha",
)
SCORE_DECAY = 0.9  # of the running average of scores; the paper, appendix B

# Values by name, each with its weight in the mean over steps.
Results = dict[str, tuple[Any, Any]]


class Step:
    """One training step of a GAN that entered a phase, as `fit` compiles it.

    Args:
        gan: what is trained; all state is in its weights.
    """

    def __init__(self, gan: Any):
        self.gan, self.stage, self.loss = gan, gan.stage, gan.adversarial_loss
        self.config = gan.generator.config

    def run(self, data) -> Results:
        """Trains on a batch: discriminator, moving average, generator.

        Args:
            data: uint8 pictures (batch, height, width, channels), or a pair of these and labels.

        Returns:
            every one of `METRICS`.
        """
        images, labels = data if isinstance(data, tuple) else (data, None)
        if images.shape[0] is None:  # as `tf.distribute` gives it to several workers
            share = self.stage.phase.batch_size // self._replicas
            images = tf.ensure_shape(images, (share, *images.shape[1:]))
        alpha = self.move_alpha()
        reals = self.prepare(images, alpha)
        batch = reals.shape[0]
        results = self.train_discriminator(reals, self.generator_inputs(batch, labels))
        self.stage.move_averages(self.gan.averaging)
        results |= self.train_generator(self.generator_inputs(batch, labels))
        self.gan.images_seen.assign_add(batch * self._replicas)
        results["alpha"] = alpha, 1.0
        half = self.gan.generator.compute_dtype == "float16"
        return {name: _finite(*pair) for name, pair in results.items()} if half else results

    def move_alpha(self):
        """Sets alpha by the images seen in the phase, as `schedule.alpha_at` has it."""
        fade_images = self.stage.phase.fade_images
        seen = ops.cast(self.gan.images_seen, "float32")
        alpha = ops.minimum(seen / fade_images, 1.0) if fade_images else ops.ones(())
        gan = self.gan
        for network in (gan.generator, gan.discriminator, gan.averaged_generator):
            network.alpha.assign(alpha)
        return alpha

    def prepare(self, images, alpha):
        """Bytes to [-1, 1], mirrored, and blended with their own half resolution by alpha."""
        reals = to_floats(images)
        if self.gan.mirror:
            coins = self._draw(keras.random.uniform, (reals.shape[0], 1, 1, 1))
            reals = mirrored(reals, coins)
        return blended(reals, alpha) if self.stage.phase.fade_in else reals

    def generator_inputs(self, batch, labels):
        """Fresh latents, with the one-hot labels of the batch where the GAN is conditional."""
        latents = self._draw(keras.random.normal, (batch, self.config.latent_dim))
        if not self.config.label_count:
            return latents
        return [latents, ops.one_hot(labels, self.config.label_count)]

    def train_discriminator(self, reals, inputs) -> Results:
        """Moves the discriminator's weights; reals are prepared pictures."""
        gan, discriminator = self.gan, self.stage.discriminator
        reals = self._noisy(reals)
        fakes = self._noisy(self.stage.generator(inputs, training=True))
        with tf.GradientTape() as tape:
            real, fake = judge_both(discriminator, reals, fakes, self.config.group_size)
            penalty, due = self._penalty(reals, fakes)
            losses = self.loss.discriminator(real.scores, fake.scores) + penalty.value
            losses += self._class_loss(real, inputs) + self._class_loss(fake, inputs)
            value = ops.mean(losses)
            scaled = self._share(value, gan.discriminator_optimizer)
        variables = discriminator.trainable_variables
        gan.discriminator_optimizer.apply(tape.gradient(scaled, variables), variables)
        score = ops.mean(real.scores)
        if self.loss.noisy:
            moved = SCORE_DECAY * gan.average_score + (1.0 - SCORE_DECAY) * score
            gan.average_score.assign(ops.where(ops.isfinite(moved), moved, gan.average_score))
        return {
            "discriminator_loss": (value, 1.0),
            "gradient_norm": (ops.mean(penalty.gradient_norm), due),
            "real_score": (score, 1.0),
            "fake_score": (ops.mean(fake.scores), 1.0),
        }

    def train_generator(self, inputs) -> Results:
        """Moves the generator's weights."""
        optimizer = self.gan.generator_optimizer
        with tf.GradientTape() as tape:
            fakes = self._noisy(self.stage.generator(inputs, training=True))
            fake = judge(self.stage.discriminator, fakes)
            losses = self.loss.generator(fake.scores) + self._class_loss(fake, inputs)
            value = ops.mean(losses)
            scaled = self._share(value, optimizer)
        variables = self.stage.generator.trainable_variables
        optimizer.apply(tape.gradient(scaled, variables), variables)
        return {"generator_loss": (value, 1.0)}

    def _penalty(self, reals, fakes) -> tuple[Penalty, Any]:
        """The penalty, and 1 where it was computed or 0 where it was not due."""
        batch = reals.shape[0]
        if not self.loss.penalty_every:
            return Penalty(ops.zeros((batch,)), ops.zeros((batch,))), 1.0
        mix = self._draw(keras.random.uniform, (batch, 1, 1, 1))
        step = self.gan.images_seen // self.stage.phase.batch_size
        return _every(
            self.loss.penalty_every,
            step,
            lambda: self.loss.penalty(self._score, reals, fakes, mix),
            batch,
        )

    def _score(self, images):
        return judge(self.stage.discriminator, images).scores

    def _class_loss(self, verdict: Verdict, inputs):
        if not self.config.label_count:
            return 0.0
        return self.gan.classifier(verdict.logits, inputs[1])

    def _noisy(self, images):
        if not self.loss.noisy:
            return images
        strength = self.loss.noise_strength(self.gan.average_score)
        return images * (1.0 + strength * self._draw(keras.random.normal, tuple(images.shape)))

    def _draw(self, distribution, shape):
        return draw(distribution, shape, self.gan.random, self.gan.distribute_strategy)

    @property
    def _replicas(self) -> int:
        return self.gan.distribute_strategy.num_replicas_in_sync

    def _share(self, loss, optimizer):
        # Keras sums gradients over replicas; each one's loss is a mean over its own samples.
        return optimizer.scale_loss(loss / self._replicas)


def _finite(value, weight):
    """Leaves values that are not finite out of means: float16 passes over such steps."""
    finite = ops.isfinite(value)
    return ops.where(finite, value, 0.0), ops.where(finite, weight, 0.0)


def _every(count: int, step, compute: Callable[[], Penalty], batch: int) -> tuple[Penalty, Any]:
    """In every count-th step, from step 0, a penalty `count` times as strong; else none."""
    if count == 1:
        return compute(), 1.0

    def due():
        value, norm = compute()
        return value * count, norm, ops.ones(())

    def not_due():
        return ops.zeros((batch,)), ops.zeros((batch,)), ops.zeros(())

    # Not ops.cond: gradients of gradients are needed through it, which tf.cond is known to have.
    value, norm, weight = tf.cond(step % count == 0, due, not_due)
    return Penalty(value, norm), weight
