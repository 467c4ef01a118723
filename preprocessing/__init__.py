"""From photographs to the data set that training reads."""

from keras_pggan.preprocessing.local_engine import LocalEngine
from keras_pggan.preprocessing.options import FaceOptions
from keras_pggan.preprocessing.pipeline import Summary, WorkOptions, make_face_data_set

__all__ = ["FaceOptions", "LocalEngine", "Summary", "WorkOptions", "make_face_data_set"]
