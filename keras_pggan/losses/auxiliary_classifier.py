"""What a conditional GAN pays for pictures of the wrong class."""

from __future__ import annotations

import dataclasses

import keras
from keras import ops

from keras_pggan.options import check, described, option


@keras.saving.register_keras_serializable(package="keras_pggan")
@described
@dataclasses.dataclass(frozen=True)
class AuxiliaryClassifier:
    """Cross-entropy between class logits and classes, for discriminator and generator alike.

    `-weight * log(softmax(logits)[class])` per sample. The discriminator pays it on reals and on
    fakes (each for the class it was generated for), the generator on fakes.

    Raises:
        InputError: a negative weight.

    >>> loss = AuxiliaryClassifier()(np.zeros((1, 10), "float32"), np.eye(10, dtype="float32")[:1])
    >>> round(float(loss[0]), 4)  # ln 10
    2.3026

    Source: Odena et al. 2017 (arXiv 1610.09585); Karras et al. 2018 (arXiv 1710.10196), section 6.
    """

    weight: float = option(1.0, "Beside the adversarial loss; 1 in the authors' program.", least=0)

    def __post_init__(self):
        check(self)

    def __call__(self, logits, labels):
        """Logits and one-hot labels (batch, label_count) to losses (batch,)."""
        return self.weight * ops.categorical_crossentropy(labels, logits, from_logits=True)

    def get_config(self) -> dict:
        """Its fields."""
        return dataclasses.asdict(self)

    @classmethod
    def from_config(cls, config: dict) -> AuxiliaryClassifier:
        """The inverse of `get_config`."""
        return cls(**config)
