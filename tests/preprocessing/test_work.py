"""What is done for one picture."""

import dataclasses

import cv2
import numpy as np
import pytest
from PIL import Image

from keras_pggan.errors import InputError
from keras_pggan.pictures.channels import with_channels
from keras_pggan.pictures.duplicates import picture_hash
from keras_pggan.pictures.gray import to_gray
from keras_pggan.preprocessing import FaceOptions
from keras_pggan.preprocessing.alignment import SquareCrop, make_alignment, resized
from keras_pggan.preprocessing.quality import sharpness
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
    ((name, kind, face, *_),) = crops
    assert (name, kind) == ("space/astronaut.png", "space")
    assert face.left < 225 < face.left + face.width  # the nose, read off the photograph
    assert face.top < 115 < face.top + face.height
    assert 0.9 < face.confidence <= 1


def test_a_jpeg_that_is_detected_reduced_is_cropped_out_of_the_whole(tmp_path, hopper):
    large = Image.fromarray(hopper).resize((1536, 1800), Image.Resampling.BICUBIC)
    large.save(tmp_path / "large.jpg", quality=95)
    options = FaceOptions(size=128, min_face=300)
    detector = open_detector(options)
    images, ((_, _, face, *_),) = process(
        Source(tmp_path / "large.jpg", "large.jpg"), detector, options
    )
    assert face.width > 300  # in pixels of the whole
    expected = SquareCrop(0.2)(read_picture(tmp_path / "large.jpg"), face, 128)
    np.testing.assert_array_equal(images[0], expected)


@pytest.mark.parametrize("name", ["landmarks", "celeba-hq"])
def test_a_face_is_aligned_as_asked_for(source, astronaut, detector_64, name):
    options = FaceOptions(size=32, min_face=64, align=name)
    images, ((_, _, face, *_),) = process(source, detector_64, options)
    np.testing.assert_array_equal(images[0], make_alignment(name)(astronaut, face, 32))


@pytest.fixture
def pair(tmp_path, astronaut):
    """Two faces: the sharp one smaller than the blurred one."""
    sharp = np.zeros_like(astronaut)
    sharp[56:456, 56:456] = cv2.resize(astronaut, (400, 400), interpolation=cv2.INTER_AREA)
    blurred = cv2.GaussianBlur(astronaut, (0, 0), 4)
    Image.fromarray(np.hstack([blurred, sharp])).save(tmp_path / "pair.png")
    return Source(tmp_path / "pair.png", "pair.png")


def test_a_face_that_is_not_good_enough_does_not_count(pair, detector_64):
    options = FaceOptions(size=64, min_face=64)
    both = process(pair, detector_64, dataclasses.replace(options, all_faces=True))
    blurred, sharp = map(sharpness, both.images)
    assert blurred < sharp / 2
    asked = dataclasses.replace(options, min_sharpness=(blurred + sharp) / 2)
    for wanted in (asked, dataclasses.replace(asked, all_faces=True)):
        images, (crop,) = process(pair, detector_64, wanted)
        np.testing.assert_array_equal(images, both.images[1:])
        assert crop.name == "pair.png"  # as the only one
    largest = process(pair, detector_64, options)
    np.testing.assert_array_equal(largest.images, both.images[:1])


def test_where_no_face_is_good_enough_the_largest_is_spoken_of(pair, detector_64):
    faces = process(pair, detector_64, FaceOptions(min_face=64, all_faces=True)).crops
    options = FaceOptions(size=64, min_face=64, min_confidence=1, min_sharpness=1e9)
    refused = process(pair, detector_64, options)
    assert refused.reason == Reason.LOW_CONFIDENCE
    assert f"{faces[0].face.confidence:.3f}" in refused.detail


def test_without_faces_the_middle_must_be_sharp(source):
    options = FaceOptions(detect=False, min_sharpness=1e9)
    assert process(source, None, options).reason == Reason.BLURRED


def test_a_crop_is_hashed_where_duplicates_are_looked_for(source):
    options = FaceOptions(detect=False, drop_duplicates=True)
    images, (crop,) = process(source, None, options)
    assert crop.code == picture_hash(images[0])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("align", "celeba-hq"),
        ("margin", 0.1),
        ("min_face", 20),
        ("all_faces", True),
        ("turns", False),
        ("min_confidence", 0.5),
    ],
)
def test_what_needs_a_face_is_refused_where_none_is_looked_for(name, value):
    with pytest.raises(InputError, match=f"{name} must be left out where no faces"):
        FaceOptions(detect=False, **{name: value})


def test_the_margin_of_an_alignment_is_filled_in():
    assert FaceOptions().resolved()["margin"] == FaceOptions(margin=0.2).resolved()["margin"]
    assert FaceOptions(align="celeba-hq").resolved()["margin"] == "None"


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


@pytest.fixture
def through(tmp_path, astronaut):
    """A picture of the face, and of less to see to its right."""
    alpha = np.broadcast_to(
        np.linspace(255, 180, 512).astype(np.uint8)[None, :, None], (512, 512, 1)
    )
    picture = np.concatenate([astronaut, alpha], axis=2)
    Image.fromarray(picture).save(tmp_path / "through.png")
    return Source(tmp_path / "through.png", "through.png"), picture


@pytest.mark.parametrize("detect", [True, False])
def test_transparency_is_kept_where_it_is_asked_for(through, detector_64, detect):
    source, picture = through
    asked = FaceOptions(size=(48, 32), channels=4, detect=detect)
    outcome = process(source, detector_64 if detect else None, asked)
    images, (crop,) = outcome
    assert images.shape == (1, 48, 32, 4)
    if detect:
        np.testing.assert_array_equal(images[0], SquareCrop()(picture, crop.face, (48, 32)))
    alpha = images[0, ..., 3].astype(int)
    assert (np.diff(alpha, axis=1) <= 0).all()
    assert 180 <= alpha.min() < alpha.max() <= 255
    assert (alpha == alpha[:1]).all()


def test_gray_is_the_brightness_of_the_colours(source, detector_64):
    options = FaceOptions(size=32, min_face=64)
    colours = process(source, detector_64, options).images
    gray = process(source, detector_64, dataclasses.replace(options, channels=1)).images
    assert gray.shape == (1, 32, 32, 1)
    np.testing.assert_array_equal(gray[0, ..., 0], to_gray(colours[0]))


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_whole_picture_is_made_to_fit_as_asked_for(tmp_path, astronaut, channels):
    picture = astronaut[:200, :400]
    Image.fromarray(picture).save(tmp_path / "a.png")
    made = {}
    for fit in ("crop", "pad", "stretch"):
        options = FaceOptions(size=(60, 40), fit=fit, channels=channels, detect=False)
        ((made[fit],), _) = process(Source(tmp_path / "a.png", "a.png"), None, options)
        assert made[fit].shape == (60, 40, channels)
    colours = {
        "crop": resized(picture[:, 133:266], (60, 40)),
        "stretch": resized(picture, (60, 40)),
    }
    for fit, expected in colours.items():
        np.testing.assert_array_equal(made[fit], with_channels(expected, channels))
    inside = with_channels(resized(picture, (20, 40)), channels)
    np.testing.assert_array_equal(made["pad"][20:40], inside)
    assert (made["pad"][:20] == ((255, 255, 255, 0) if channels == 4 else 255)).all()


def test_no_detector_is_made_where_none_is_needed():
    assert open_detector(FaceOptions(detect=False)) is None


class _Broken:
    scale = 1.0

    def detect(self, picture, *, size):
        raise RuntimeError("out of luck")


def test_a_detector_that_fails_costs_the_picture_alone(source):
    found = process(source, _Broken(), FaceOptions())
    assert found == Reject(source.name, Reason.DETECTOR_FAILED, "RuntimeError: out of luck")


@pytest.mark.parametrize("step", ["centre_crop", "picture_hash"])
def test_what_nobody_expects_costs_the_picture_alone(source, monkeypatch, step):
    def fails(*args, **options):
        raise MemoryError("too much")

    monkeypatch.setattr(f"keras_pggan.preprocessing.work.{step}", fails)
    found = process(source, None, FaceOptions(detect=False, drop_duplicates=True))
    assert found == Reject(source.name, Reason.CRASHED, "MemoryError: too much")


def test_a_file_that_vanishes_after_it_was_listed_is_unreadable(source):
    source.path.unlink()
    found = process(source, None, FaceOptions(detect=False))
    assert found == Reject(source.name, Reason.UNREADABLE, "there is no such file")
