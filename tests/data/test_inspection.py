"""What a data set holds, from an .npz and from shards."""

import cv2
import numpy as np
import pytest
from PIL import Image

from keras_pggan.data import Pictures, write_npz, write_shards
from keras_pggan.data.inspection import Inspection, Pair, inspect
from keras_pggan.errors import InputError


@pytest.fixture(scope="module")
def pictures(real_pictures) -> Pictures:
    """64 pieces of a photograph, and two of them again: brighter, and blurred."""
    brighter = np.clip(real_pictures[3] * 0.9 + 20, 0, 255).astype(np.uint8)
    blurred = cv2.GaussianBlur(real_pictures[40], (0, 0), 0.7)
    images = np.concatenate([real_pictures, [brighter, blurred]])
    labels = np.arange(66) % 2 * 2
    names = np.array([f"{number}.png" for number in range(66)])
    return Pictures(images, labels, names, np.array(["cat", "none", "dog"]))


@pytest.fixture(scope="module", params=["npz", "shards"])
def place(request, tmp_path_factory, pictures):
    path = tmp_path_factory.mktemp("data") / request.param
    if request.param == "npz":
        path = path.with_suffix(".npz")
        write_npz(path, *pictures[:1], **dict(zip(pictures._fields[1:], pictures[1:], strict=True)))
    else:
        write_shards(path, pictures, per_shard=30)
    return path


def test_it_is_told_what_a_data_set_holds(place, pictures):
    found = inspect(place)
    # By the weights of ITU-R BT.601, rounded for each pixel.
    gray = np.round(pictures.images @ (0.299, 0.587, 0.114)).mean(axis=(1, 2))
    files = [path for path in [place, *place.rglob("*")] if path.is_file()]
    assert (found.count, found.image_shape) == (66, (32, 32, 3))
    assert found.classes == {"cat": 33, "none": 0, "dog": 33}
    assert found.memory_bytes == 66 * 32 * 32 * 3
    assert found.disk_bytes == sum(len(path.read_bytes()) for path in files) > found.memory_bytes
    assert found.brightness == pytest.approx(gray.mean(), abs=0.1)
    assert found.brightness_spread == pytest.approx(gray.std(), abs=0.1)
    assert {Pair("64.png", "3.png"), Pair("65.png", "40.png")} <= set(found.pairs)
    assert found.near_duplicates == len(found.pairs) < 6


def test_without_names_and_labels_pictures_have_numbers(tmp_path, real_pictures):
    write_npz(tmp_path / "a.npz", np.stack([real_pictures[5], real_pictures[9], real_pictures[5]]))
    found = inspect(tmp_path / "a.npz")
    assert found.classes is None
    assert found.pairs == (Pair("number 2", "number 0"),)


def test_labels_without_names_are_counted_by_number(tmp_path, real_pictures):
    write_npz(tmp_path / "a.npz", real_pictures[:3], labels=[7, 2**62, 7])
    assert inspect(tmp_path / "a.npz").classes == {"7": 2, str(2**62): 1}


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_one_picture_is_a_data_set_that_can_be_looked_at(tmp_path, channels):
    image = np.full((1, 8, 12, channels), 90, np.uint8)
    write_npz(tmp_path / "a.npz", image)
    found = inspect(tmp_path / "a.npz", sheet=tmp_path / "sheet.png")
    assert isinstance(found, Inspection)
    assert (found.near_duplicates, found.brightness, found.brightness_spread) == (0, 90, 0)
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert np.unique(np.asarray(sheet)[:256]).tolist() == [90]  # above its number


def test_the_sheet_shows_the_first_pictures_in_rows(tmp_path, place, pictures):
    inspect(place, sheet=tmp_path / "sheet.png")
    with Image.open(tmp_path / "sheet.png") as sheet:
        shown = np.asarray(sheet)
    row = 32 + 15 + 2  # a picture, its number, and what is between two
    assert shown.shape == (8 * row - 2, 9 * 34 - 2, 3)
    np.testing.assert_array_equal(shown[row : row + 32, 68:100], pictures.images[11])


def test_what_is_no_data_set_is_refused_and_no_sheet_is_written(tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "notes.npz").write_text("dear diary")
    for name, message in (
        ("photos", "an .npz or a folder of shards is expected"),
        ("notes.npz", "it is damaged or no .npz file"),
        ("nowhere.npz", "there is no such file"),
    ):
        with pytest.raises(InputError, match=message):
            inspect(tmp_path / name, sheet=tmp_path / "sheet.png")
    assert not (tmp_path / "sheet.png").exists()
