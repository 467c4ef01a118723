"""The least-squares loss as the paper trained with it."""

from __future__ import annotations

import dataclasses

import keras
from keras import ops

from keras_pggan.losses.adversarial import AdversarialLoss
from keras_pggan.options import described, option

SCORE_DECAY = 0.9  # of the moving average of scores; the paper, appendix B


@keras.saving.register_keras_serializable(package="keras_pggan")
@described
@dataclasses.dataclass(frozen=True)
class LeastSquares(AdversarialLoss):
    """Least-squares loss with noise that grows where the discriminator has it too easy.

    Discriminator: `((D(real) - 1)^2 + D(fake)^2) / 2`; generator: `(D(fake) - 1)^2 / 2`. All
    pictures that the discriminator sees in training are multiplied by `1 + strength * N(0, 1)`
    with `strength = noise_weight * max(0, d - noise_threshold)^2` and d the moving average of the
    scores of reals, `d <- 0.9 d + 0.1 D(real)`.

    The paper multiplies the input of every convolution of the discriminator; here it is the
    pictures alone.

    Raises:
        InputError: a value out of range.

    >>> ops.convert_to_numpy(LeastSquares().generator(None, np.array([3.0])))
    array([2.])

    Source: Mao et al. 2017 (arXiv 1611.04076); noise: Karras et al. 2018 (arXiv 1710.10196),
    appendix B.
    """

    name = "least-squares"

    noise_weight: float = option(0.2, "0.2 in the paper; 0 turns the noise off.", least=0)
    noise_threshold: float = option(
        0.5, "Average score of reals from which on there is noise; 0.5 in the paper.", least=0
    )

    @property
    def initial_state(self):
        return {"average_score": 0.0}

    def discriminator(self, real_scores, fake_scores):
        return (ops.square(real_scores - 1.0) + ops.square(fake_scores)) / 2.0

    def generator(self, real_scores, fake_scores):
        return ops.square(fake_scores - 1.0) / 2.0

    def shown(self, images, state, draw):
        strength = self.noise_strength(state["average_score"])
        return images * (1.0 + strength * draw(keras.random.normal, tuple(images.shape)))

    def next_state(self, state, real_scores):
        score, average = ops.mean(real_scores), state["average_score"]
        return {"average_score": SCORE_DECAY * average + (1.0 - SCORE_DECAY) * score}

    def noise_strength(self, average_score):
        """Deviation of the noise around 1 that multiplies pictures, by the scores of reals."""
        excess = ops.maximum(average_score - self.noise_threshold, 0.0)
        return self.noise_weight * ops.square(excess)
