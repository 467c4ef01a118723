"""Measures of generated pictures: features, then statistics, then distances."""

from keras_pggan.metrics.ms_ssim import ms_ssim
from keras_pggan.metrics.sliced_wasserstein import SlicedWasserstein, sliced_wasserstein

__all__ = ["SlicedWasserstein", "ms_ssim", "sliced_wasserstein"]
