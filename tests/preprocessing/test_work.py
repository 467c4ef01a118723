"""What is done for one picture."""

import numpy as np
import pytest
from PIL import Image

from keras_pggan.preprocessing import FaceOptions
from keras_pggan.preprocessing.alignment import SquareCrop
from keras_pggan.preprocessing.reading import read_picture
from keras_pggan.preprocessing.rejects import Reason, Reject
from keras_pggan.preprocessing.sources import Source
from keras_pggan.preprocessing.work import Crop, open_detector, process


@pytest.fixture
def source(tmp_path, astronaut):
    Image.fromarray(astronaut).save(tmp_path / "astronaut.png")
    return Source(tmp_path / "astronaut.png", "space/astronaut.png")


def test_a_face_is_cropped_and_told(source, detector_64):
    options = FaceOptions(size=32, min_face=64, labels_from_folders=True)
    images, crops = process(source, detector_64, options)
    assert images.shape == (1, 32, 32, 3)
    ((name, kind, face),) = crops
    assert (name, kind) == ("space/astronaut.png", "space")
    assert face.left < 225 < face.left + face.width  # the nose, read off the photograph
    assert face.top < 115 < face.top + face.height
    assert 0.9 < face.confidence <= 1


def test_a_jpeg_that_is_detected_reduced_is_cropped_out_of_the_whole(tmp_path, hopper):
    large = Image.fromarray(hopper).resize((1536, 1800), Image.Resampling.BICUBIC)
    large.save(tmp_path / "large.jpg", quality=95)
    options = FaceOptions(size=128, min_face=300)
    detector = open_detector(options)
    images, ((_, _, face),) = process(
        Source(tmp_path / "large.jpg", "large.jpg"), detector, options
    )
    assert face.width > 300  # in pixels of the whole
    expected = SquareCrop(0.2)(read_picture(tmp_path / "large.jpg"), face, 128)
    np.testing.assert_array_equal(images[0], expected)


@pytest.mark.parametrize(("height", "width"), [(200, 300), (300, 200), (200, 200)])
def test_without_looking_for_faces_the_middle_is_taken(tmp_path, astronaut, height, width):
    Image.fromarray(astronaut[:height, :width]).save(tmp_path / "a.png")
    top, left = (height - 200) // 2, (width - 200) // 2
    middle = astronaut[top : top + 200, left : left + 200].astype(float)
    expected = middle.reshape(50, 4, 50, 4, 3).mean(axis=(1, 3))
    options = FaceOptions(size=50, detect=False)
    images, crops = process(Source(tmp_path / "a.png", "a.png"), None, options)
    assert np.abs(images[0] - expected).max() <= 0.51  # rounded
    assert crops == [Crop("a.png")]


def test_no_detector_is_made_where_none_is_needed():
    assert open_detector(FaceOptions(detect=False)) is None


class _Broken:
    scale = 1.0

    def detect(self, picture, *, size):
        raise RuntimeError("out of luck")


def test_a_detector_that_fails_costs_the_picture_alone(source):
    found = process(source, _Broken(), FaceOptions())
    assert found == Reject(source.name, Reason.DETECTOR_FAILED, "RuntimeError: out of luck")


def test_what_nobody_expects_costs_the_picture_alone(source, monkeypatch):
    def fails(*args, **options):
        raise MemoryError("too much")

    monkeypatch.setattr("keras_pggan.preprocessing.work.centre_crop", fails)
    found = process(source, None, FaceOptions(detect=False))
    assert found == Reject(source.name, Reason.CRASHED, "MemoryError: too much")


def test_a_file_that_vanishes_after_it_was_listed_is_unreadable(source):
    source.path.unlink()
    found = process(source, None, FaceOptions(detect=False))
    assert found == Reject(source.name, Reason.UNREADABLE, "No such file or directory")
