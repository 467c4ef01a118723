"""The arithmetic of one training step."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf
from keras import ops

from keras_pggan.layers.conditional_latents import with_classes
from keras_pggan.models.adversarial.augmenting import Augmenting
from keras_pggan.models.adversarial.family import Family
from keras_pggan.models.adversarial.moving_values import MovingValues
from keras_pggan.models.adversarial.optimizers import decaying_by
from keras_pggan.models.adversarial.penalizing import Penalized, penalized, plus
from keras_pggan.models.adversarial.reals import mirrored, to_floats
from keras_pggan.models.adversarial.replicas import draw
from keras_pggan.models.adversarial.scoring import Verdict, judge, judge_both
from keras_pggan.models.adversarial.updates import all_finite, where

# Values by name, each with its weight in the mean over steps.
Results = dict[str, tuple[Any, Any]]


class Step:
    """One training step of a GAN that entered a phase, as `fit` compiles it.

    Args:
        gan: what is trained; all state is in its weights.
    """

    def __init__(self, gan: Family):
        self.gan, self.stage, self.moving = gan, gan.stage, MovingValues(gan)
        self.loss = self.moving.loss()
        self.network = gan.network
        self._augmented = Augmenting(gan, self._draw)
        self._data: list = []
        self._good: Any = True  # whether all updates of the step were made until now

    def run(self, data) -> Results:
        """Trains on a batch: discriminator, moving average, generator.

        Where the discriminator's gradients are not finite, nothing but counts and random states
        changes, nor any results; where only the generator's are not, it stays as it is. (In float16
        each optimizer decides for itself, since each looks for its own loss scale.)

        Args:
            data: uint8 pictures (batch, height, width, channels), or a pair of these and labels.

        Returns:
            every one of the `metric_names` of the GAN.
        """
        images, labels, _ = keras.utils.unpack_x_y_sample_weight(data)
        if images.shape[0] is None:  # as `tf.distribute` gives it to several workers
            share = self.stage.phase.batch_size // self._replicas
            images = tf.ensure_shape(images, (share, *images.shape[1:]))
        self._data, self._good = [images], True
        moved = self.move()
        reals = self.prepare(images, moved)
        batch = reals.shape[0]
        results = self.train_discriminator(reals, self.generator_inputs(batch, labels), moved)
        results |= self.train_generator(self.generator_inputs(batch, labels), reals, moved)
        with self._once_given():
            self.gan.images_seen.assign_add(batch * self._replicas)
            self.gan.skipped.assign_add(ops.where(self._good, 0, 1))
        results[self.gan.moves] = moved, 1.0
        return results

    def move(self):
        """Sets what the schedule moves, by the images seen in the phase."""
        with self._once_given():
            moved = self.gan.moved_at(self.stage.phase, ops.cast(self.gan.images_seen, "float32"))
            self.gan.move(moved)
        return moved

    def prepare(self, images, moved):
        """Bytes to [-1, 1], mirrored, and as the family shows reals."""
        reals = to_floats(images)
        if self.gan.mirror:
            coins = self._draw(keras.random.uniform, (reals.shape[0], 1, 1, 1))
            reals = mirrored(reals, coins)
        return self.gan.seen(reals, moved, real=True)

    def generator_inputs(self, batch, labels):
        """Fresh latents, with the one-hot labels of the batch where the GAN is conditional."""
        latents = self._draw(keras.random.normal, (batch, self.network.latent_dim))
        return with_classes(latents, labels, self.network.label_count)

    def train_discriminator(self, reals, inputs, moved) -> Results:
        """Moves the discriminator's weights, then the average of the generator's.

        Reals are prepared pictures.
        """
        gan, discriminator = self.gan, self.stage.discriminator
        reals, fakes = self._shown(reals), self._fakes(inputs, moved)
        both = self._augmented(reals), self._augmented(fakes)
        with tf.GradientTape() as tape:
            real, fake = judge_both(discriminator, *both, self.network)
            losses = self.loss.discriminator(real.scores, fake.scores)
            losses += self._class_loss(real, inputs) + self._class_loss(fake, inputs)
            value = ops.mean(losses)
            scaled = self._share(value, gan.discriminator_optimizer)
        variables = discriminator.trainable_variables
        penalties = self._penalties(reals, fakes)
        gradients = map(plus, tape.gradient(scaled, variables), penalties.gradients)
        self._apply("discriminator_optimizer", list(gradients), variables, then=self._move_averages)
        self._keep(self.loss.next_state(gan.loss_state, real.scores))
        with self._once_given():
            strength = self._augmented.follow(real.scores)
        return self._of_updates(
            {
                "discriminator_loss": (value + penalties.value, 1.0),
                **penalties.norms,
                "real_score": (ops.mean(real.scores), 1.0),
                "fake_score": (ops.mean(fake.scores), 1.0),
                **strength,
            }
        )

    def train_generator(self, inputs, reals, moved) -> Results:
        """Moves the generator's weights; reals are prepared pictures."""
        discriminator, optimizer = self.stage.discriminator, self.gan.generator_optimizer
        real_scores = None
        if self.loss.relativistic:
            real_scores = judge(discriminator, self._augmented(self._shown(reals))).scores
        with tf.GradientTape() as tape:
            fake = judge(discriminator, self._augmented(self._fakes(inputs, moved)))
            losses = self.loss.generator(real_scores, fake.scores) + self._class_loss(fake, inputs)
            value = ops.mean(losses)
            scaled = self._share(value, optimizer)
        variables = self.stage.generator.trainable_variables
        self._apply("generator_optimizer", tape.gradient(scaled, variables), variables)
        return self._of_updates({"generator_loss": (value, 1.0)})

    def _fakes(self, inputs, moved):
        """Pictures of the generator in training, as the discriminator is shown them."""
        fakes = self.stage.generator(inputs, training=True)
        return self._shown(self.gan.seen(fakes, moved, real=False))

    def _shown(self, images):
        return self.loss.shown(images, self.gan.loss_state, self._draw)

    def _keep(self, state) -> None:
        """Keeps the numbers of a loss that are finite."""
        for name, moved in state.items():
            variable = self.gan.loss_state[name]
            variable.assign(ops.where(ops.isfinite(moved), moved, variable))

    def _penalties(self, reals, fakes) -> Penalized:
        """The gradients that are penalized are those by the pictures before they are augmented."""
        gan, discriminator = self.gan, self.stage.discriminator
        given: tuple = ()
        if self.loss.norms:
            # For penalties of any kind, so that what follows draws the same numbers.
            mix = self._draw(keras.random.uniform, (reals.shape[0], 1, 1, 1))
            augmented = self._augmented.of_one_draw(reals.shape[0])
            given = (
                (lambda images: judge(discriminator, augmented(images)).scores),
                reals,
                fakes,
                mix,
            )
        return penalized(
            self.loss.norms,
            given,
            discriminator.trainable_variables,
            step=gan.images_seen // self.stage.phase.batch_size,
            enlarged=gan.enlarged,
            scaled=lambda value: self._share(value, gan.discriminator_optimizer),
        )

    def _class_loss(self, verdict: Verdict, inputs):
        if not self.network.label_count:
            return 0.0
        return self.gan.classifier(verdict.logits, inputs[1])

    def _draw(self, distribution, shape):
        with self._once_given():
            return draw(distribution, shape, self.gan.random, self.gan.distribute_strategy)

    def _apply(self, name, gradients, variables, *, then=lambda: None) -> None:
        """Changes weights by their gradients, and does what comes with that, where all so far were
        finite."""
        optimizer = getattr(self.gan, name)

        def update(*given):
            with decaying_by(optimizer, beta_2):
                optimizer.apply(given, variables)
            then()

        with self._once_given():
            self.moving.set_rate(name)
            beta_2 = self.moving.beta_2(name)
            finite = all_finite(gradients)
            if isinstance(optimizer, keras.optimizers.LossScaleOptimizer):
                with decaying_by(optimizer, beta_2):
                    optimizer.apply(gradients, variables)  # the same, and looks for another scale
                where(finite, then)
                self._good = tf.logical_and(self._good, finite)
            else:
                self._good = tf.logical_and(self._good, finite)
                where(self._good, update, *gradients)

    def _move_averages(self) -> None:
        self.stage.move_averages(self.moving.averaging())

    def _of_updates(self, results: Results) -> Results:
        """Results, which weigh 0 where the updates that they are of were not made."""
        if self.gan.generator.compute_dtype == "float16":
            return {name: _weighed(ops.isfinite(pair[0]), *pair) for name, pair in results.items()}
        return {name: _weighed(self._good, *pair) for name, pair in results.items()}

    def _once_given(self):
        """What is made inside changes no state where there is no batch any more: Keras asks for one
        after the last, where it cannot know how many there are."""
        return tf.control_dependencies(self._data)

    @property
    def _replicas(self) -> int:
        return self.gan.distribute_strategy.num_replicas_in_sync

    def _share(self, loss, optimizer):
        # Keras sums gradients over replicas; each one's loss is a mean over its own samples.
        return optimizer.scale_loss(loss / self._replicas)


def _weighed(counts, value, weight):
    """A value with its weight where it counts; else zeros, which leave a mean as it is."""
    return ops.where(counts, value, 0.0), ops.where(counts, weight, 0.0)
