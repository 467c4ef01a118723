"""From photographs to the data set that training reads."""

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from keras_pggan.preprocessing.local_engine import LocalEngine
    from keras_pggan.preprocessing.options import FaceOptions
    from keras_pggan.preprocessing.pipeline import Summary, make_face_data_set
    from keras_pggan.preprocessing.ray_engine import RayEngine
    from keras_pggan.preprocessing.work_options import WorkOptions

# On first use: a command's `--help` is made of the options, and needs nothing else.
__getattr__, __dir__, _ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "local_engine": ["LocalEngine"],
        "options": ["FaceOptions"],
        "pipeline": ["Summary", "make_face_data_set"],
        "ray_engine": ["RayEngine"],
        "work_options": ["WorkOptions"],
    },
)

__all__ = [
    "FaceOptions",
    "LocalEngine",
    "RayEngine",
    "Summary",
    "WorkOptions",
    "make_face_data_set",
]
