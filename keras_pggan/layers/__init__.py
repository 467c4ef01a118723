"""The layers of growing networks; `keras.ops` only, so that any Keras backend runs them."""

from keras_pggan.layers.channel_bias import ChannelBias
from keras_pggan.layers.conditional_latents import ConditionalLatents
from keras_pggan.layers.downsample_conv2d import DownsampleConv2D
from keras_pggan.layers.equalized_conv2d import EqualizedConv2D
from keras_pggan.layers.equalized_dense import EqualizedDense
from keras_pggan.layers.gaussian_blur import GaussianBlur
from keras_pggan.layers.minibatch_stdev import MinibatchStdev
from keras_pggan.layers.pixel_normalization import PixelNormalization
from keras_pggan.layers.selected_channels import SelectedChannels
from keras_pggan.layers.upsample_conv2d import UpsampleConv2D
from keras_pggan.layers.weighted_sum import WeightedSum

__all__ = [
    "ChannelBias",
    "ConditionalLatents",
    "DownsampleConv2D",
    "EqualizedConv2D",
    "EqualizedDense",
    "GaussianBlur",
    "MinibatchStdev",
    "PixelNormalization",
    "SelectedChannels",
    "UpsampleConv2D",
    "WeightedSum",
]
