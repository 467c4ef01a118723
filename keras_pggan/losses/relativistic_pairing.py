"""The relativistic loss of pairs, with a penalty on the gradients at both of each pair."""

from __future__ import annotations

import dataclasses

import keras
from keras import ops

from keras_pggan.losses.adversarial import AdversarialLoss
from keras_pggan.losses.gradient_penalty import FAKES, REALS, GradientPenalty, gradients_at_option
from keras_pggan.options import described, option


@keras.saving.register_keras_serializable(package="keras_pggan")
@described
@dataclasses.dataclass(frozen=True)
class RelativisticPairing(AdversarialLoss):
    """Logistic loss of the difference between the scores of a real and of a fake, with R1 and R2.

    Reals and fakes of a batch are pairs by their index. Discriminator:
    `softplus(D(fake) - D(real)) + penalties`; generator: `softplus(D(real) - D(fake))`. Penalties:
    `gamma / 2 * |gradient of D|^2`, at the real (R1) and at the fake (R2), the squares summed over
    height, width and channels.

    Raises:
        InputError: a value out of range.

    >>> loss = RelativisticPairing()
    >>> ops.convert_to_numpy(loss.generator(np.array([1.0]), np.array([1.0]))).round(4)
    array([0.6931])

    Source: Huang et al. 2025 (arXiv 2501.05441), section 2; Jolicoeur-Martineau 2019
    (arXiv 1807.00734) for the loss; every k-th step: Karras et al. 2020 (arXiv 1912.04958), 3.1.
    """

    name = "relativistic"
    relativistic = True

    gamma: float = option(
        1.0,
        "Weight of both penalties; the source goes from 0.05 to 0.005 for CIFAR-10 and from 150 to "
        "15 for faces of 256 pixels.",
        least=0,
    )
    penalty_every: int = option(
        1,
        "The penalties are computed in every k-th step and multiplied by k there; 1 in the source. "
        "More is faster and less exact.",
        least=1,
    )
    gradients_at: str = gradients_at_option()

    def discriminator(self, real_scores, fake_scores):
        return ops.softplus(fake_scores - real_scores)

    def generator(self, real_scores, fake_scores):
        return ops.softplus(real_scores - fake_scores)

    @property
    def penalties(self):
        kind = self._squared, self.penalty_every, self.gradients_at
        return GradientPenalty(REALS, *kind), GradientPenalty(FAKES, *kind)

    def _squared(self, squared, norm):
        del norm
        return self.gamma / 2.0 * squared
