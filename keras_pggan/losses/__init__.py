"""Losses, as objects: what makes a discriminator and a generator better.

Adversarial losses are frozen dataclasses with a `name`, by which commands and TOML files call them.
"""

import keras_pggan.on_tensorflow  # noqa: F401  (gradients of gradients)
from keras_pggan.losses.adversarial import AdversarialLoss, named_losses, to_table
from keras_pggan.losses.auxiliary_classifier import AuxiliaryClassifier
from keras_pggan.losses.binary_cross_entropy import BinaryCrossEntropy
from keras_pggan.losses.gradient_penalty import (
    CURRENT,
    FAKES,
    FINAL,
    MIXTURES,
    REALS,
    GradientPenalty,
)
from keras_pggan.losses.gradients import gradient_norm, squared_gradient
from keras_pggan.losses.hinge import Hinge
from keras_pggan.losses.least_squares import LeastSquares
from keras_pggan.losses.mean_squared_error import MeanSquaredError
from keras_pggan.losses.non_saturating_r1 import NonSaturatingR1
from keras_pggan.losses.relativistic_pairing import RelativisticPairing
from keras_pggan.losses.wasserstein_gp import WassersteinGP

__all__ = [
    "CURRENT",
    "FAKES",
    "FINAL",
    "MIXTURES",
    "REALS",
    "AdversarialLoss",
    "AuxiliaryClassifier",
    "BinaryCrossEntropy",
    "GradientPenalty",
    "Hinge",
    "LeastSquares",
    "MeanSquaredError",
    "NonSaturatingR1",
    "RelativisticPairing",
    "WassersteinGP",
    "gradient_norm",
    "named_losses",
    "squared_gradient",
    "to_table",
]
