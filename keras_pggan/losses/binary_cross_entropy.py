"""The loss of the first GANs."""

from __future__ import annotations

import dataclasses

import keras
from keras import ops

from keras_pggan.losses.adversarial import AdversarialLoss


@keras.saving.register_keras_serializable(package="keras_pggan")
@dataclasses.dataclass(frozen=True)
class BinaryCrossEntropy(AdversarialLoss):
    """Cross-entropy of reals against fakes, with no penalty.

    With `p = sigmoid(D)`, discriminator: `-log p(real) - log(1 - p(fake))`; generator:
    `-log p(fake)`, the form that does not saturate. Computed from the scores, without their
    sigmoid, so that no logarithm of 0 is taken.

    >>> ops.convert_to_numpy(BinaryCrossEntropy().generator(None, np.array([0.0]))).round(4)
    array([0.6931])

    Source: Goodfellow et al. 2014 (arXiv 1406.2661), section 3.
    """

    name = "binary-cross-entropy"

    def discriminator(self, real_scores, fake_scores):
        return ops.softplus(-real_scores) + ops.softplus(fake_scores)

    def generator(self, real_scores, fake_scores):
        del real_scores
        return ops.softplus(-fake_scores)
