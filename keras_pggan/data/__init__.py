"""Training data: .npz files, folders of shards, and the pictures of each phase for `tf.data`."""

from keras_pggan.data.downsample import box_downsample
from keras_pggan.data.images import Images
from keras_pggan.data.images import open_images as open
from keras_pggan.data.npz import Pictures, read_npz, write_npz
from keras_pggan.data.selection import select
from keras_pggan.data.shard_writer import ShardWriter, write_shards

__all__ = [
    "Images",
    "Pictures",
    "ShardWriter",
    "box_downsample",
    "open",
    "read_npz",
    "select",
    "write_npz",
    "write_shards",
]
