"""The plain mean squared error."""

from __future__ import annotations

import dataclasses

import keras
from keras import ops

from keras_pggan.losses.adversarial import AdversarialLoss


@keras.saving.register_keras_serializable(package="keras_pggan")
@dataclasses.dataclass(frozen=True)
class MeanSquaredError(AdversarialLoss):
    """Squared distance of scores from 1 for reals and from 0 for fakes, and nothing else.

    Discriminator: `(D(real) - 1)^2 + D(fake)^2`; generator: `(D(fake) - 1)^2`. What
    `model.compile(loss="mse")` makes of a GAN, as in a system that grew faces to 256x256 from a
    single .npz with it.

    >>> ops.convert_to_numpy(MeanSquaredError().discriminator(np.array([3.0]), np.array([1.0])))
    array([5.])

    Source: Vali, Nandrea, Csato: a student system for CelebA-HQ at 256x256; Mao et al. 2017
    (arXiv 1611.04076) for the loss.
    """

    name = "mean-squared-error"

    def discriminator(self, real_scores, fake_scores):
        return ops.square(real_scores - 1.0) + ops.square(fake_scores)

    def generator(self, real_scores, fake_scores):
        return ops.square(fake_scores - 1.0)
