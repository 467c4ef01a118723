"""Training data: the .npz contract, and the pictures of each phase as a `tf.data.Dataset`."""

from keras_pggan.data.images import Images, box_downsample
from keras_pggan.data.images import open_images as open
from keras_pggan.data.npz import Pictures, read_npz, write_npz

__all__ = ["Images", "Pictures", "box_downsample", "open", "read_npz", "write_npz"]
