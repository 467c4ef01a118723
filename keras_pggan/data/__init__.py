"""Training data: the .npz contract, and the pictures of each phase for `tf.data`."""

from keras_pggan.data.downsample import box_downsample
from keras_pggan.data.images import Images
from keras_pggan.data.images import open_images as open
from keras_pggan.data.npz import Pictures, read_npz, write_npz

__all__ = [
    "Images",
    "Pictures",
    "box_downsample",
    "open",
    "read_npz",
    "write_npz",
]
