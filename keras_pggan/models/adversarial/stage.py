"""What a GAN trains in one phase."""

from __future__ import annotations

import dataclasses
import functools

import keras

from keras_pggan.schedule import Phase


@dataclasses.dataclass(frozen=True)
class Stage:
    """The phase that a GAN is in and the models that it trains there.

    Args:
        phase: the phase.
        generator, averaged_generator: models of the same shape; the second follows the first.
        discriminator: pictures of the phase's size to outputs (batch, 1 + label_count).
    """

    phase: Phase
    generator: keras.Model
    averaged_generator: keras.Model
    discriminator: keras.Model

    @functools.cached_property
    def averages(self) -> tuple[tuple[keras.Variable, keras.Variable], ...]:
        """Pairs (moving average, trained weight) of the generator."""
        pairs = zip(
            self.averaged_generator.trainable_variables,
            self.generator.trainable_variables,
            strict=True,
        )
        return tuple(pairs)

    def move_averages(self, decay: float) -> None:
        """`average <- weight + (average - weight) * decay`, for every weight of the generator."""
        for average, weight in self.averages:
            average.assign(weight + (average - weight) * decay)
