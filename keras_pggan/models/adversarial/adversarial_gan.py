"""The GAN that networks of every family are trained by, one phase at a time."""

from __future__ import annotations

from typing import Any

import keras

from keras_pggan.augmentation import Policy
from keras_pggan.errors import InputError
from keras_pggan.keras_settings import known_settings
from keras_pggan.losses import AdversarialLoss, AuxiliaryClassifier
from keras_pggan.models.adversarial import parts
from keras_pggan.models.adversarial.augmenting import STATE
from keras_pggan.models.adversarial.configured import OPTIMIZERS, Configured
from keras_pggan.models.adversarial.family import Family
from keras_pggan.models.adversarial.fitting import Fitting
from keras_pggan.models.adversarial.optimizers import (
    as_optimizer,
    guarded,
    optimizer_from,
    optimizer_table,
    paper_optimizer,
)
from keras_pggan.models.adversarial.replicas import loggable
from keras_pggan.models.adversarial.stage import Stage
from keras_pggan.models.adversarial.step import Step
from keras_pggan.moving import Moving
from keras_pggan.schedule import Phase


class AdversarialGAN(Fitting, Configured, Family, keras.Model):
    """Base of the GANs that train a generator and a discriminator with `fit`, phase by phase.

    For each phase: `gan.enter(phase)`, `gan.compile()`, `gan.fit(images.dataset(phase))`. One
    step trains the discriminator, moves the averaged generator, then trains the generator.
    `images_seen` counts the images of the phase and decides, inside the compiled step, what the
    schedule moves.

    A family of networks is a subclass that is registered with Keras and has what `Family` says.

    Args:
        generator, discriminator: networks of one configuration.
        loss: an adversarial loss, or the name of one; `WassersteinGP()` by default.
        classifier: what a conditional GAN adds to it; `AuxiliaryClassifier()` by default.
        augment: a policy of augmentation, or the name of one, by which the discriminator sees
            reals and fakes in training; None for none.
        averaging: decay of the generator's exponential moving average per step; 0.999, as in the
            paper. `averaged_generator` holds it: the network to sample, measure and export.
        averaging_half_life, averaging_ramp, beta_2: see `GanOptions`.
        mirror: whether reals are mirrored left to right with probability one half, as the
            paper does for faces. Not for digits or text.
        seed: of latents, mixing factors and mirroring. Initial weights are drawn when networks
            are built: see `keras.utils.set_random_seed`.
        generator_optimizer, discriminator_optimizer: a fresh copy of it trains each phase, with
            its own learning rate; by default `paper_optimizer` with those of the phase. The name
            of one is taken, too, such as "adam", with the learning rate that Keras gives it.

    What `fit` takes is told there; it returns means of the `metric_names`.

    Raises:
        InputError: networks of different configurations, or of another family; a phase that does
            not fit the networks; a value of another type, or out of its range.

    Source: Karras et al. 2018 (arXiv 1710.10196), section 2 and appendix A.
    """

    def __init__(
        self,
        generator: Any,
        discriminator: Any,
        *,
        loss: AdversarialLoss | str | None = None,
        classifier: AuxiliaryClassifier | None = None,
        augment: Policy | str | None = None,
        averaging: float | None = None,
        averaging_half_life: float | Moving | None = None,
        averaging_ramp: float = 0.05,
        beta_2: float | Moving = 0.99,
        mirror: bool = False,
        seed: int = 0,
        generator_optimizer: keras.optimizers.Optimizer | str | None = None,
        discriminator_optimizer: keras.optimizers.Optimizer | str | None = None,
        **kwargs,
    ):
        super().__init__(**{"dtype": "float32", **kwargs})
        parts.check_networks(type(self), generator, discriminator)
        self._set_plain(averaging, averaging_half_life, averaging_ramp, beta_2, mirror, seed)
        self.generator, self.discriminator = generator, discriminator
        self.averaged_generator = type(generator)(
            generator.config, name="averaged_generator", dtype="float32"
        )
        self.averaged_generator.set_weights(generator.get_weights())
        self.adversarial_loss = parts.as_loss(loss)
        self.classifier = parts.as_classifier(classifier)
        self.augment = parts.as_policy(augment)
        self._add_states()
        both = zip(OPTIMIZERS, (generator_optimizer, discriminator_optimizer), strict=True)
        made = {name: as_optimizer(name, each) for name, each in both}
        self._tables = {name: each and optimizer_table(each) for name, each in made.items()}
        means = (keras.metrics.Mean(name=name, dtype="float32") for name in self.metric_names)
        self._trackers = {mean.name: mean for mean in means}
        self._stage: Stage | None = None
        self.leave()
        self.built = True

    def _add_states(self):
        self.random = keras.random.SeedGenerator(self.seed)
        self._states: dict[str, Any] = {}
        self.images_seen = self.add_state("images_seen", dtype="int64")
        self.skipped = self.add_state("skipped_steps", dtype="int64")
        self.loss_state = {
            name: self.add_state(name, initial, aggregation="mean")
            for name, initial in self.adversarial_loss.initial_state.items()
        }
        moved = self.augment.initial_state if self.augment else {}
        self.augment_state = {
            name: self.add_state(STATE + name, initial) for name, initial in moved.items()
        }

    def add_state(self, name, initial=0, *, dtype="float32", aggregation="only_first_replica"):
        """A number that training changes: a weight, which checkpoints have by its name."""
        if name in self._states or name == "random":
            raise ValueError(f"{type(self).__name__} has a state {name} already; take another name")
        options = {"trainable": False, "dtype": dtype, "aggregation": aggregation}
        first = keras.initializers.Constant(initial)
        self._states[name] = self.add_weight(name=name, shape=(), initializer=first, **options)
        return self._states[name]

    def enter(self, phase: Phase, *, before: int = 0, total: int | None = None) -> None:
        """Prepares a phase from its first image on; `compile` must follow.

        Optimizers start fresh at every phase, as in the authors' program, so that the moments of
        one phase do not disturb the next.

        Args:
            phase: the phase.
            before: images that the run shows in the phases before it.
            total: images of all its phases, over which numbers move; by default, this is the last.
        """
        parts.check_phase(phase)
        replicas = self.distribute_strategy.num_replicas_in_sync
        self.network.check_phase(phase, replicas=replicas)
        self._stage = self.stage_of(phase)
        self.place = before, before + phase.images_shown if total is None else total
        self.images_seen.assign(0)
        self.skipped.assign(0)
        self.compiled = False

    def leave(self) -> None:
        """Ends a phase: optimizers, which belong to it, are dropped and not saved any more."""
        self._stage = None
        self.generator_optimizer: Any = None
        self.discriminator_optimizer: Any = None
        self.compiled = False

    @property
    def is_in_phase(self) -> bool:
        """Whether a phase was entered and not left."""
        return self._stage is not None

    @property
    def stage(self) -> Stage:
        """What `enter` prepared.

        Raises:
            InputError: no phase was entered.
        """
        if self._stage is None:
            raise InputError("the GAN is in no phase: call gan.enter(phase) before gan.compile()")
        return self._stage

    @known_settings()
    def compile(self, generator_optimizer=None, discriminator_optimizer=None, **kwargs):
        """Fresh optimizers for the phase that was entered.

        Args:
            generator_optimizer, discriminator_optimizer: take the place of those that the GAN was
                made with, in this phase and, as fresh copies, in those that follow. Where the
                generator computes in float16, both get a dynamic loss scale, which passes over
                steps whose gradients are not finite.
            **kwargs: `steps_per_execution`, `jit_compile` (off by default: slower on CPUs).

        Raises:
            InputError: no phase was entered, no optimizer, or what Keras takes and a GAN does not.
        """
        kwargs, stage = parts.without(kwargs, parts.OF_COMPILE, "compile"), self.stage
        kwargs.setdefault("jit_compile", False)
        super().compile(optimizer=None, **kwargs)
        half = self.generator.compute_dtype == "float16"
        given = (generator_optimizer, discriminator_optimizer)
        models = (stage.generator, stage.discriminator)
        for name, optimizer, rate, model in zip(
            OPTIMIZERS, given, stage.phase.rates, models, strict=True
        ):
            if (optimizer := as_optimizer(name, optimizer)) is not None:
                self._tables[name] = optimizer_table(optimizer)
            elif table := self._tables[name]:
                optimizer = optimizer_from(table)
            optimizer = guarded(optimizer or paper_optimizer(rate, self.beta_2), half=half)
            optimizer.build(model.trainable_variables)
            setattr(self, name, optimizer)

    @property
    def metrics(self):
        return list(self._trackers.values())

    def call(self, inputs):
        """Pictures of the averaged generator at the last level."""
        return self.averaged_generator(inputs)

    def train_step(self, data):
        for name, (value, weight) in Step(self).run(data).items():
            self._trackers[name].update_state(value, weight)
        strategy = self.distribute_strategy
        return {name: loggable(t.result(), strategy) for name, t in self._trackers.items()}

    def _maybe_symbolic_build(self, iterator=None, data_batch=None):
        """All is built; Keras would reduce a batch of bytes over workers, which none can."""

    def save_own_variables(self, store):
        # Keras does not save the state of a seed generator by itself.
        for name, state in (*self._states.items(), ("random", self.random.state)):
            store[name] = state

    def load_own_variables(self, store):
        for name, state in (*self._states.items(), ("random", self.random.state)):
            try:
                state.assign(store[name])
            except KeyError:
                # Those of another loss or augmentation stay as they begin; older checkpoints do not
                # count steps that were passed over.
                others = name in (*self.loss_state, "skipped_steps") or name.startswith(STATE)
                if not others:
                    raise
