"""The inception score: how sure a classifier is of each picture, and how unsure of all together."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.metrics.features import FeatureSet

SPLITS = 10  # of the paper below


class InceptionScore(NamedTuple):
    """The mean over ten parts of the pictures, from 1 to the number of classes; its deviation."""

    mean: float
    deviation: float


def inception_score(features: FeatureSet) -> InceptionScore:
    """exp(mean over pictures of KL(classes of the picture || classes of all)), in ten parts.

    Raises:
        InputError: the extractor gives no probabilities, or there are fewer than ten pictures.

    Source: Salimans et al., Improved techniques for training GANs, 2016 (arXiv 1606.03498).
    """
    if features.probabilities is None:
        raise InputError(
            f"the inception score needs probabilities of classes, {features.extractor} gives none"
        )
    if len(features) < SPLITS:
        raise InputError(
            f"the inception score needs {SPLITS} pictures or more, got {len(features)}"
        )
    scores = []
    for part in np.array_split(features.probabilities.astype(np.float64), SPLITS):
        with np.errstate(divide="ignore", invalid="ignore"):
            terms = np.where(part > 0, part * np.log(part / part.mean(axis=0)), 0)
        scores.append(np.exp(terms.sum(axis=1).mean()))
    return InceptionScore(float(np.mean(scores)), float(np.std(scores)))
