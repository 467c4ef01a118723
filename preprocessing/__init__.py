"""From photographs to the data set that training reads."""

from keras_pggan.preprocessing.local_engine import LocalEngine
from keras_pggan.preprocessing.options import FaceOptions
from keras_pggan.preprocessing.pipeline import Summary, WorkOptions, make_face_data_set
from keras_pggan.preprocessing.ray_engine import RayEngine

__all__ = [
    "FaceOptions",
    "LocalEngine",
    "RayEngine",
    "Summary",
    "WorkOptions",
    "make_face_data_set",
]
