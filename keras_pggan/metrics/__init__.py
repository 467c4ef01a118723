"""Measures of generated pictures: features, then statistics, then distances."""

from keras_pggan.metrics.extractor import Extractor, open_extractor
from keras_pggan.metrics.features import FeatureSet, FeatureStatistics, streamed_statistics
from keras_pggan.metrics.frechet import frechet_distance
from keras_pggan.metrics.inception_score import inception_score
from keras_pggan.metrics.kernel import kernel_distance
from keras_pggan.metrics.ms_ssim import ms_ssim
from keras_pggan.metrics.neighbours import Memorisation, memorisation
from keras_pggan.metrics.precision_recall import precision_recall
from keras_pggan.metrics.sliced_wasserstein import SlicedWasserstein, sliced_wasserstein

__all__ = [
    "Extractor",
    "FeatureSet",
    "FeatureStatistics",
    "Memorisation",
    "SlicedWasserstein",
    "frechet_distance",
    "inception_score",
    "kernel_distance",
    "memorisation",
    "ms_ssim",
    "open_extractor",
    "precision_recall",
    "sliced_wasserstein",
    "streamed_statistics",
]
