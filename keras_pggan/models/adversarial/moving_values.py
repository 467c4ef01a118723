"""The numbers of a GAN that move with the images of its run."""

from __future__ import annotations

from typing import Any

import numpy as np
from keras import ops

from keras_pggan.moving import Moving
from keras_pggan.schedule import Phase, Schedule

AVERAGING = "averaging_half_life"
RATES = "learning_rate", "discriminator_learning_rate"


class MovingValues:
    """What moves of a GAN in a phase, as functions of the images that its run has shown by then.

    Nothing of it is kept: a run that goes on has the values of one that was not cut off.

    Args:
        gan: in a phase.
    """

    def __init__(self, gan: Any):
        self.gan, self.phase = gan, gan.stage.phase
        self.before, self.total = gan.place

    def loss(self) -> Any:
        """The adversarial loss, as it is in this step."""
        return self.gan.adversarial_loss.at(self.now)

    def set_rate(self, name: str) -> None:
        """Gives an optimizer of the GAN the learning rate of this step, where it moves.

        Args:
            name: of the optimizer, an attribute of the GAN.
        """
        rate = _rates(self.gan, self.phase)[name]
        if isinstance(rate, Moving):
            getattr(self.gan, name).learning_rate.assign(self.now(rate))

    def beta_2(self, name: str) -> Any:
        """That of an optimizer of the GAN in this step; None where it stays as it is."""
        value = self.gan.beta_2
        moves = isinstance(value, Moving) and not self.gan.optimizer_tables[name]
        return self.now(value) if moves else None

    def averaging(self) -> Any:
        """Decay of the generator's moving average in this step.

        That of the GAN; or of its half-life, `0.5^(batch / h)` with h the least of the half-life
        and of `averaging_ramp` times the images that the run has shown.
        """
        if self.gan.averaging_half_life is None:
            return self.gan.averaging
        half_life = self._half_life(self._images(), ops)
        return ops.cast(0.5 ** (self.phase.batch_size / half_life), "float32")

    def now(self, value: Moving) -> Any:
        """The value in this step, float32."""
        moved = value.at(self._images() / self.total, ops)
        return ops.cast(moved, "float32")

    def row(self, images_seen: int) -> dict[str, float]:
        """What moves, after so many images of the phase, as the history has it."""
        images = self.before + images_seen
        found = {
            name: value.at(images / self.total) for name, value in _moving(self.gan, self.phase)
        }
        if self.gan.averaging_half_life is not None:
            found[AVERAGING] = float(self._half_life(images, np))
        return found

    def _half_life(self, images: Any, using: Any) -> Any:
        """In images, after so many of the run; `using`: whose functions are for these."""
        half_life = self.gan.averaging_half_life
        if isinstance(half_life, Moving):
            half_life = half_life.at(images / self.total, using)
        return using.minimum(half_life, self.gan.averaging_ramp * images)

    def _images(self) -> Any:
        """Images that the run has shown before this step, float64: float32 counts to 2^24 only."""
        return self.before + ops.cast(self.gan.images_seen, "float64")


def moving_names(gan: Any, schedule: Schedule) -> list[str]:
    """What `row` of the phases of a schedule tells of, each once."""
    names = [name for phase in schedule for name, _ in _moving(gan, phase)]
    names += [] if gan.averaging_half_life is None else [AVERAGING]
    return list(dict.fromkeys(names))


def _rates(gan: Any, phase: Phase) -> dict[str, Any]:
    """The learning rates of a phase, by the optimizers; None for one that has its own."""
    rates = zip(gan.optimizer_tables.items(), phase.rates, strict=True)
    return {name: None if table else rate for (name, table), rate in rates}


def _moving(gan: Any, phase: Phase) -> list[tuple[str, Moving]]:
    """What moves over a run, and in a phase, by its name in the history."""
    generator, discriminator = _rates(gan, phase).values()
    rates = generator, None if discriminator == generator else discriminator  # a curve for both
    values = {
        **dict(zip(RATES, rates, strict=True)),
        "beta_2": gan.beta_2,
        **gan.adversarial_loss.moving,
    }
    return [(name, value) for name, value in values.items() if isinstance(value, Moving)]
