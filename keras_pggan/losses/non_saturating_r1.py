"""The non-saturating loss with a penalty on the gradients at reals."""

from __future__ import annotations

import dataclasses

import keras
from keras import ops

from keras_pggan.losses.adversarial import AdversarialLoss
from keras_pggan.losses.gradient_penalty import REALS, GradientPenalty, gradients_at_option
from keras_pggan.options import described, option


@keras.saving.register_keras_serializable(package="keras_pggan")
@described
@dataclasses.dataclass(frozen=True)
class NonSaturatingR1(AdversarialLoss):
    """Non-saturating logistic loss, with R1.

    Discriminator: `softplus(-D(real)) + softplus(D(fake)) + penalty`; generator:
    `softplus(-D(fake))`. Penalty: `penalty_weight / 2 * |gradient of D at the real|^2`, the norm
    over height, width and channels.

    Raises:
        InputError: a value out of range.

    >>> ops.convert_to_numpy(NonSaturatingR1().generator(None, np.array([0.0]))).round(4)
    array([0.6931])

    Source: Goodfellow et al. 2014 (arXiv 1406.2661); Mescheder et al. 2018 (arXiv 1801.04406),
    section 4.1; every k-th step: Karras et al. 2020 (arXiv 1912.04958), section 3.1.
    """

    name = "non-saturating-r1"

    penalty_weight: float = option(10.0, "Gamma; 10 in the source.", least=0)
    penalty_every: int = option(
        1,
        "The penalty is computed in every k-th step and multiplied by k there; 1 in "
        "the source, 16 in StyleGAN2.",
        least=1,
    )
    gradients_at: str = gradients_at_option()

    def discriminator(self, real_scores, fake_scores):
        return ops.softplus(-real_scores) + ops.softplus(fake_scores)

    def generator(self, real_scores, fake_scores):
        return ops.softplus(-fake_scores)

    @property
    def penalties(self):
        return (GradientPenalty(REALS, self._r1, self.penalty_every, self.gradients_at),)

    def _r1(self, squared, norm):
        del norm
        return self.penalty_weight / 2.0 * squared
