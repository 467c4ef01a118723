"""Classes of pictures, from folders."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import keras_pggan as pg
from keras_pggan.preprocessing import FaceOptions, make_face_data_set
from keras_pggan.preprocessing.classes import class_of, labels_of
from keras_pggan.preprocessing.rejects import RejectedError
from keras_pggan.preprocessing.sources import Source


def test_the_outermost_folder_is_the_class():
    assert class_of(Source(Path("x"), "cats/kittens/1.png")) == "cats"


def test_a_picture_in_no_folder_has_no_class():
    with pytest.raises(RejectedError, match="in no folder"):
        class_of(Source(Path("x"), "1.png"))


def test_one_class_is_none():
    with pytest.raises(pg.InputError, match="found cats alone"):
        labels_of(["cats", "cats"])


@pytest.mark.parametrize(
    ("names", "found"), [(["1.png", "2.png"], "none"), (["cats/1.png", "2.png"], "cats alone")]
)
def test_fewer_than_two_folders_are_told_before_any_work(tmp_path, names, found):
    for name in names:
        (tmp_path / "all" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "all" / name).touch()
    options = FaceOptions(labels_from_folders=True)
    with pytest.raises(pg.InputError, match=f"found {found}"):
        make_face_data_set([tmp_path / "all"], tmp_path / "faces.npz", options)
    assert [path.name for path in tmp_path.iterdir()] == ["all"]


def test_folders_become_labels_and_names_of_a_data_set(tmp_path, astronaut, hopper):
    for folder, picture in (("space", astronaut), ("navy", hopper), ("", astronaut)):
        (tmp_path / "all" / folder).mkdir(parents=True, exist_ok=True)
        picture = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
        picture.save(tmp_path / "all" / folder / "portrait.png")
    summary = make_face_data_set(
        [tmp_path / "all"],
        tmp_path / "faces.npz",
        FaceOptions(size=32, min_face=64, labels_from_folders=True),
    )
    images = pg.data.open(tmp_path / "faces.npz")
    assert images.class_names == ("navy", "space")
    names = [str(name).split("/")[0] for name in images.pictures.names]
    np.testing.assert_array_equal([images.class_names[k] for k in images.labels], names)
    assert [(reject.file, reject.reason) for reject in summary.rejects] == [
        ("portrait.png", "no-class")
    ]
