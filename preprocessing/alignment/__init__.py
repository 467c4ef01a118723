"""From a face in a picture, or the whole of it, to a crop of a fixed size.

Alignments are frozen dataclasses with a `name`, by which commands call them.
"""

from keras_pggan.preprocessing.alignment.alignment import (
    Alignment,
    make_alignment,
    named_alignments,
)
from keras_pggan.preprocessing.alignment.celeba_hq import CelebAHQ
from keras_pggan.preprocessing.alignment.centre import centre_crop
from keras_pggan.preprocessing.alignment.landmarks import Landmarks
from keras_pggan.preprocessing.alignment.padding import padded
from keras_pggan.preprocessing.alignment.resampling import resized
from keras_pggan.preprocessing.alignment.square_crop import SquareCrop

__all__ = [
    "Alignment",
    "CelebAHQ",
    "Landmarks",
    "SquareCrop",
    "centre_crop",
    "make_alignment",
    "named_alignments",
    "padded",
    "resized",
]
