"""Adversarial losses, as objects.

A loss answers three questions, each per sample (shape (batch,)), so that its caller can average
over a batch that is spread over replicas: what the discriminator pays for its scores, what the
generator pays, and a regularizer on the discriminator's gradients.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import keras
import tensorflow as tf
from keras import ops

from keras_pggan.errors import InputError


class Penalty(NamedTuple):
    """A gradient penalty per sample, and the gradient norm that it came from, both (batch,)."""

    value: Any
    gradient_norm: Any


@keras.saving.register_keras_serializable(package="keras_pggan")
class WassersteinGP:
    """Wasserstein loss with gradient penalty and drift.

    Discriminator: `D(fake) - D(real) + drift_weight * D(real)^2 + penalty`; generator: `-D(fake)`.
    Penalty: `penalty_weight * ((|gradient| - target_norm) / target_norm)^2`, with the gradient of
    D at `real + (fake - real) * mix`, its norm over height, width and channels.

    Args:
        penalty_weight: lambda; 10 in the paper.
        target_norm: gamma, the gradient norm aimed at; 1 in the paper.
        drift_weight: keeps scores of reals near zero; 0.001 in the paper.

    Raises:
        InputError: target_norm is not positive, or a weight is negative.

    >>> loss = WassersteinGP(drift_weight=0.0)
    >>> ops.convert_to_numpy(loss.discriminator(np.array([2.0]), np.array([3.0])))
    array([1.])

    Source: Karras et al. 2018 (arXiv 1710.10196), appendix A.1; Gulrajani et al. 2017.
    """

    def __init__(
        self, penalty_weight: float = 10.0, target_norm: float = 1.0, drift_weight: float = 0.001
    ):
        if not target_norm > 0 or penalty_weight < 0 or drift_weight < 0:
            raise InputError(
                "target_norm must be positive and the weights 0 or more, got target_norm "
                f"{target_norm}, penalty_weight {penalty_weight}, drift_weight {drift_weight}"
            )
        self.penalty_weight = float(penalty_weight)
        self.target_norm = float(target_norm)
        self.drift_weight = float(drift_weight)

    def discriminator(self, real_scores, fake_scores):
        """Loss per sample, without the penalty; scores and result are (batch,)."""
        return fake_scores - real_scores + self.drift_weight * ops.square(real_scores)

    def generator(self, fake_scores):
        """Loss per sample; scores and result are (batch,)."""
        return -fake_scores

    def penalty(self, score: Callable, reals, fakes, mix) -> Penalty:
        """The gradient penalty.

        Args:
            score: pictures (batch, height, width, channels) to scores (batch,).
            reals, fakes: pictures.
            mix: (batch, 1, 1, 1) in [0, 1]; 0 takes the real, 1 the fake.
        """
        mixed = reals + (fakes - reals) * mix
        norm = gradient_norm(score, mixed)
        value = self.penalty_weight * ops.square((norm - self.target_norm) / self.target_norm)
        return Penalty(value, norm)

    def get_config(self) -> dict:
        return {
            "penalty_weight": self.penalty_weight,
            "target_norm": self.target_norm,
            "drift_weight": self.drift_weight,
        }

    @classmethod
    def from_config(cls, config: dict) -> WassersteinGP:
        return cls(**config)


def gradient_norm(score: Callable, images):
    """Length of the gradient of each picture's score, (batch,).

    No epsilon is added to the value; where the length is exactly 0 its own gradient is taken to
    be 0 (that of a square root is infinite there and would turn training into NaN).
    """
    with tf.GradientTape() as tape:
        tape.watch(images)
        total = ops.sum(score(images))
    squared = ops.sum(ops.square(tape.gradient(total, images)), axis=(1, 2, 3))
    positive = squared > 0
    return ops.where(positive, ops.sqrt(ops.where(positive, squared, 1.0)), 0.0)
