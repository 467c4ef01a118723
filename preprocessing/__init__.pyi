from .local_engine import LocalEngine as LocalEngine
from .options import FaceOptions as FaceOptions
from .pipeline import Summary as Summary
from .pipeline import make_face_data_set as make_face_data_set
from .ray_engine import RayEngine as RayEngine
from .work_options import WorkOptions as WorkOptions
