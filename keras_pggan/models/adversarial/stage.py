"""What a GAN trains in one phase."""

from __future__ import annotations

import dataclasses

import keras

from keras_pggan.models.progressive.growing_discriminator import GrowingDiscriminator
from keras_pggan.models.progressive.growing_generator import GrowingGenerator
from keras_pggan.schedule import Phase


@dataclasses.dataclass(frozen=True)
class Stage:
    """The phase that a GAN is in and the models that it trains there."""

    phase: Phase
    generator: keras.Model
    averaged_generator: keras.Model
    discriminator: keras.Model
    # Pairs (moving average, trained weight) of the generator.
    averages: tuple[tuple[keras.Variable, keras.Variable], ...]

    def move_averages(self, decay: float) -> None:
        """`average <- weight + (average - weight) * decay`, for every weight of the generator."""
        for average, weight in self.averages:
            average.assign(weight + (average - weight) * decay)

    @classmethod
    def of(
        cls,
        phase: Phase,
        generator: GrowingGenerator,
        averaged_generator: GrowingGenerator,
        discriminator: GrowingDiscriminator,
    ) -> Stage:
        """The models that the growing networks have for a phase."""
        kind = "fade_in" if phase.fade_in else "straight_through"
        trained, averaged, scoring = (
            getattr(network, kind)(phase.level)
            for network in (generator, averaged_generator, discriminator)
        )
        pairs = zip(averaged.trainable_variables, trained.trainable_variables, strict=True)
        return cls(phase, trained, averaged, scoring, tuple(pairs))
