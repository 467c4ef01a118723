"""The GAN that trains a growing generator and discriminator, one phase at a time."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from keras_pggan.errors import InputError
from keras_pggan.losses import AdversarialLoss, AuxiliaryClassifier, WassersteinGP
from keras_pggan.models.adversarial.optimizers import guarded, paper_optimizer
from keras_pggan.models.adversarial.replicas import loggable
from keras_pggan.models.adversarial.stage import Stage
from keras_pggan.models.adversarial.step import METRICS, Step
from keras_pggan.models.progressive.growing_discriminator import GrowingDiscriminator
from keras_pggan.models.progressive.growing_generator import GrowingGenerator
from keras_pggan.schedule import Phase


@keras.saving.register_keras_serializable(package="keras_pggan")
class ProgressiveGAN(keras.Model):
    """Trains a growing generator and discriminator with `fit`, phase by phase.

    For each phase: `gan.enter(phase)`, `gan.compile()`, `gan.fit(images.dataset(phase))`. One
    step trains the discriminator, moves the averaged generator, then trains the generator.
    `images_seen` counts the images of the phase and decides alpha inside the compiled step.

    Args:
        generator, discriminator: networks of one `NetworkConfig`.
        loss: an adversarial loss; `WassersteinGP()` by default.
        classifier: what a conditional GAN adds to it; `AuxiliaryClassifier()` by default.
        averaging: decay of the generator's exponential moving average per step; 0.999 in the
            paper. `averaged_generator` holds it: the network to sample, measure and export.
        mirror: whether reals are mirrored left to right with probability one half, as the
            paper does for faces. Not for digits or text.
        seed: of latents, mixing factors and mirroring. Initial weights are drawn when networks
            are built: see `keras.utils.set_random_seed`.

    `fit` takes batches of uint8 pictures (batch, height, width, channels), 0 to 255, of the
    phase's size and of a fixed batch size; with `label_count` classes, pairs of these and of
    integer labels (batch,). Metrics: `discriminator_loss` (with penalty and classes),
    `generator_loss`, `gradient_norm`, `real_score`, `fake_score`, `alpha`.

    Raises:
        InputError: networks of different configurations; a phase that does not fit the networks.

    Source: Karras et al. 2018 (arXiv 1710.10196), section 2 and appendix A.
    """

    def __init__(
        self,
        generator: GrowingGenerator,
        discriminator: GrowingDiscriminator,
        *,
        loss: AdversarialLoss | None = None,
        classifier: AuxiliaryClassifier | None = None,
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
        self.generator = generator
        self.discriminator = discriminator
        self.averaged_generator = GrowingGenerator(
            generator.config, name="averaged_generator", dtype="float32"
        )
        self.averaged_generator.set_weights(generator.get_weights())
        self.adversarial_loss = loss or WassersteinGP()
        self.classifier = classifier or AuxiliaryClassifier()
        self.averaging = float(averaging)
        self.mirror = bool(mirror)
        self.seed = int(seed)
        self.random = keras.random.SeedGenerator(self.seed)
        self.images_seen = self._add_state("images_seen", "int64", "only_first_replica")
        self.average_score = self._add_state("average_score", "float32", "mean")
        self._trackers = {name: keras.metrics.Mean(name=name) for name in METRICS}
        self._stage: Stage | None = None
        self.leave()
        self.built = True

    def _add_state(self, name, dtype, aggregation):
        return self.add_weight(
            name=name,
            shape=(),
            initializer="zeros",
            trainable=False,
            dtype=dtype,
            aggregation=aggregation,
        )

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
            generator_optimizer, discriminator_optimizer: by default `paper_optimizer` with the
                learning rate of the phase. Where the generator computes in float16, both get a
                dynamic loss scale, which passes over steps whose gradients are not finite.
            **kwargs: `steps_per_execution`, `jit_compile` (off by default: slower on CPUs).
        """
        stage = self.stage
        kwargs.setdefault("jit_compile", False)
        super().compile(optimizer=None, **kwargs)
        half = self.generator.compute_dtype == "float16"
        self.generator_optimizer, self.discriminator_optimizer = (
            guarded(optimizer or paper_optimizer(stage.phase.learning_rate), half=half)
            for optimizer in (generator_optimizer, discriminator_optimizer)
        )
        self.generator_optimizer.build(stage.generator.trainable_variables)
        self.discriminator_optimizer.build(stage.discriminator.trainable_variables)

    @property
    def skipped_steps(self) -> int:
        """Steps of the phase without finite gradients, of both optimizers; only float16 has any."""
        steps = int(self.images_seen.numpy()) // self.stage.phase.batch_size
        return sum(
            steps - int(optimizer.inner_optimizer.iterations.numpy())
            for optimizer in (self.generator_optimizer, self.discriminator_optimizer)
            if isinstance(optimizer, keras.optimizers.LossScaleOptimizer)
        )

    @property
    def metrics(self):
        return list(self._trackers.values())

    def call(self, inputs):
        """Pictures of the averaged generator at the last level."""
        return self.averaged_generator(inputs)

    def sample_inputs(self, latents, labels=None):
        """Inputs of a generator for given latents; classes, if there are any, take turns.

        Labels, int (batch,), may say other classes; where there are none, they are left out.
        """
        count = self.generator.config.label_count
        if not count:
            return latents
        latents = ops.convert_to_tensor(latents)
        if labels is None:
            labels = ops.arange(latents.shape[0]) % count
        return [latents, ops.one_hot(labels, count)]

    def train_step(self, data):
        for name, (value, weight) in Step(self).run(data).items():
            self._trackers[name].update_state(value, weight)
        strategy = self.distribute_strategy
        return {name: loggable(t.result(), strategy) for name, t in self._trackers.items()}

    def fit(self, *args, **kwargs):
        """`keras.Model.fit`; the data set brings its own order, so `shuffle` is off."""
        kwargs.setdefault("shuffle", False)
        return super().fit(*args, **kwargs)

    def _maybe_symbolic_build(self, iterator=None, data_batch=None):
        """All is built; Keras would reduce a batch of bytes over workers, which none can."""

    def save_own_variables(self, store):
        # Keras does not save the state of a seed generator by itself.
        store["images_seen"] = self.images_seen
        store["average_score"] = self.average_score
        store["random"] = self.random.state

    def load_own_variables(self, store):
        self.images_seen.assign(store["images_seen"])
        self.average_score.assign(store["average_score"])
        self.random.state.assign(store["random"])

    def get_config(self):
        serialize = keras.saving.serialize_keras_object
        return {
            "generator": serialize(self.generator),
            "discriminator": serialize(self.discriminator),
            "loss": serialize(self.adversarial_loss),
            "classifier": serialize(self.classifier),
            "averaging": self.averaging,
            "mirror": self.mirror,
            "seed": self.seed,
            "name": self.name,
        }

    @classmethod
    def from_config(cls, config):
        parts = ("generator", "discriminator", "loss", "classifier")
        objects = {key: keras.saving.deserialize_keras_object(config[key]) for key in parts}
        return cls(**{**config, **objects})
