"""The paper's loss."""

from __future__ import annotations

import dataclasses

import keras
from keras import ops

from keras_pggan.losses.adversarial import AdversarialLoss
from keras_pggan.losses.gradient_penalty import MIXTURES, GradientPenalty, gradients_at_option
from keras_pggan.options import described, option


@keras.saving.register_keras_serializable(package="keras_pggan")
@described
@dataclasses.dataclass(frozen=True)
class WassersteinGP(AdversarialLoss):
    """Wasserstein loss with gradient penalty and drift.

    Discriminator: `D(fake) - D(real) + drift_weight * D(real)^2 + penalty`; generator: `-D(fake)`.
    Penalty: `penalty_weight * ((|gradient| - target_norm) / target_norm)^2`, with the gradient of
    D at `real + (fake - real) * mix`, its norm over height, width and channels.

    Raises:
        InputError: a value out of range.

    >>> loss = WassersteinGP(drift_weight=0.0)
    >>> ops.convert_to_numpy(loss.discriminator(np.array([2.0]), np.array([3.0])))
    array([1.])

    Source: Karras et al. 2018 (arXiv 1710.10196), appendix A.1; Gulrajani et al. 2017
    (arXiv 1704.00028). Penalties in every k-th step: Karras et al. 2020 (arXiv 1912.04958), 3.1.
    """

    name = "wasserstein-gp"

    penalty_weight: float = option(10.0, "Lambda; 10 in the paper.", least=0)
    target_norm: float = option(1.0, "Gamma, the gradient norm aimed at; 1 in the paper.", above=0)
    drift_weight: float = option(
        0.001, "Keeps scores of reals near zero; 0.001 in the paper.", least=0
    )
    penalty_every: int = option(
        1,
        "The penalty is computed in every k-th step and multiplied by k there; 1 in "
        "the paper. More is faster and less exact.",
        least=1,
    )
    gradients_at: str = gradients_at_option()

    def discriminator(self, real_scores, fake_scores):
        return fake_scores - real_scores + self.drift_weight * ops.square(real_scores)

    def generator(self, real_scores, fake_scores):
        return -fake_scores

    @property
    def penalties(self):
        return (GradientPenalty(MIXTURES, self._two_sided, self.penalty_every, self.gradients_at),)

    def _two_sided(self, squared, norm):
        del squared
        return self.penalty_weight * ops.square((norm - self.target_norm) / self.target_norm)
