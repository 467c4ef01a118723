"""From photographs to the .npz that training reads."""

from keras_pggan.preprocessing.pipeline import FaceOptions, Summary, make_face_data_set

__all__ = ["FaceOptions", "Summary", "make_face_data_set"]
