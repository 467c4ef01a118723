"""Pictures that others are measured against: a data set, a folder, or what a run was trained on."""

from __future__ import annotations

from pathlib import Path

from keras_pggan.data.folders import is_of_pictures
from keras_pggan.data.images import UNNAMED, Images, open_images
from keras_pggan.errors import InputError
from keras_pggan.evaluation.picture_folder import PictureFolder
from keras_pggan.files import as_path
from keras_pggan.runs.names import CONFIG
from keras_pggan.runs.run_config import check_lost, configuration_of
from keras_pggan.zoo.artefact import is_artefact


def open_pictures(path: Path | str) -> Images:
    """Opens an .npz, a folder of shards, or a folder of pictures.

    Raises:
        InputError: it is none of these, or has fewer than two pictures.
    """
    path = as_path(path)
    return PictureFolder(path) if is_of_pictures(path) else open_images(path)


def data_of_run(model: Path | str) -> str:
    """Where the pictures are that a run was trained on; a model in a run's folder is of it.

    Raises:
        InputError: it is no run, or they are not there any more.
    """
    model = as_path(model)
    folder = model.parent if model.is_file() or is_artefact(model) else model
    if not (folder / CONFIG).is_file():
        check_lost(folder)
        raise InputError(
            f"{model}: this is no run, whose pictures would be known; give those that it is to be "
            "measured against after it, an .npz or a folder"
        )
    data = configuration_of(folder).data
    if data == UNNAMED:
        raise InputError(
            f"{folder} was trained on arrays, which are in no file; give their pictures after "
            f"{model}"
        )
    if not as_path(data).exists():
        raise InputError(
            f"{data}: there is no such file or folder, and {folder} was trained on it; give the "
            f"path of its pictures after {model}"
        )
    return data
