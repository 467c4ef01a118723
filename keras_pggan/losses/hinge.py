"""The hinge loss."""

from __future__ import annotations

import dataclasses

import keras
from keras import ops

from keras_pggan.losses.adversarial import AdversarialLoss


@keras.saving.register_keras_serializable(package="keras_pggan")
@dataclasses.dataclass(frozen=True)
class Hinge(AdversarialLoss):
    """Hinge loss: scores beyond 1 (reals) and -1 (fakes) are good enough.

    Discriminator: `max(0, 1 - D(real)) + max(0, 1 + D(fake))`; generator: `-D(fake)`.

    >>> ops.convert_to_numpy(Hinge().discriminator(np.array([0.5]), np.array([-3.0])))
    array([0.5])

    Source: Lim and Ye 2017 (arXiv 1705.02894); Miyato et al. 2018 (arXiv 1802.05957), equation 16.
    """

    name = "hinge"

    def discriminator(self, real_scores, fake_scores):
        return ops.relu(1.0 - real_scores) + ops.relu(1.0 + fake_scores)

    def generator(self, real_scores, fake_scores):
        return -fake_scores
