"""From a number on a sheet back to the picture and its file."""

import numpy as np
import pytest
from PIL import Image

from keras_pggan.data import Pictures, write_npz, write_shards
from keras_pggan.data.npz import read_npz
from keras_pggan.data.number_ranges import number_ranges
from keras_pggan.data.showing import show
from keras_pggan.data.stored import open_stored, pictures_at
from keras_pggan.errors import InputError
from keras_pggan.preprocessing import FaceOptions, WorkOptions, make_face_data_set

NAMES = [f"day {k % 3}/{k:02}.jpg" for k in range(64)]


@pytest.fixture(params=["npz", "column first", "shards"])
def stored(request, tmp_path, real_pictures):
    """The same data set in each form."""
    pictures = Pictures(real_pictures, np.arange(64) % 3, np.array(NAMES), np.array(list("abc")))
    if request.param == "shards":
        write_shards(tmp_path / "data", pictures, per_shard=10)
        return tmp_path / "data"
    if request.param == "npz":
        write_npz(tmp_path / "data.npz", **_named(pictures))
    else:
        arrays = _named(pictures) | {"images": np.asfortranarray(real_pictures)}
        np.savez(tmp_path / "data.npz", **arrays)
    return tmp_path / "data.npz"


def _named(pictures):
    return {key: value for key, value in pictures._asdict().items() if value is not None}


def test_numbers_lead_to_files_and_classes(stored, tmp_path):
    shown = show(stored, "17,23, 40 - 42,0")
    assert [each.number for each in shown] == [17, 23, 40, 41, 42, 0]
    assert [each.file for each in shown] == [NAMES[k] for k in (17, 23, 40, 41, 42, 0)]
    assert [each.kind for each in shown] == ["abc"[k % 3] for k in (17, 23, 40, 41, 42, 0)]


def test_pictures_are_shown_large(stored, tmp_path, real_pictures):
    show(stored, "63,5", sheet=tmp_path / "shown.png")
    with Image.open(tmp_path / "shown.png") as image:
        sheet = np.asarray(image)
    assert sheet.shape[1] == 2 * 512 + 2
    for left, number in ((0, 63), (514, 5)):
        cell = sheet[:512:16, left : left + 512 : 16]
        np.testing.assert_array_equal(cell, real_pictures[number])


def test_pictures_come_in_the_order_asked_for(stored, real_pictures):
    numbers = [60, 3, 3, 31]
    found = pictures_at(open_stored(stored), numbers)
    np.testing.assert_array_equal(found, real_pictures[numbers])


def test_without_names_and_labels_the_numbers_alone_are_known(tmp_path, real_pictures):
    write_npz(tmp_path / "a.npz", real_pictures)
    assert show(tmp_path / "a.npz", "2") == [(2, None, None)]
    write_npz(tmp_path / "a.npz", real_pictures, labels=np.arange(64))
    assert show(tmp_path / "a.npz", "2") == [(2, None, "2")]


@pytest.mark.parametrize("text", ["", "x", "3,", "5-3", "-1", "1.5", "1--2", "²", "1 2", "9" * 30])
def test_what_is_no_number_is_told(text):
    with pytest.raises(InputError, match="must be numbers such as 17,23,40-44, got"):
        number_ranges(text)


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        ("64", "numbered from 0 to 63, got 64"),
        ("0-999999999999", "numbered from 0 to 63, got 999999999999"),
        ("0-63,0-63", "show must be 100 pictures or fewer, got 128"),
    ],
)
def test_pictures_that_are_not_there_are_told(stored, tmp_path, numbers, says):
    with pytest.raises(InputError, match=says):
        show(stored, numbers, sheet=tmp_path / "sheet.png")
    assert not (tmp_path / "sheet.png").exists()


def test_each_number_on_the_sheet_of_a_run_leads_back_to_its_file(tmp_path, real_pictures):
    folder = tmp_path / "pictures"
    folder.mkdir()
    for k, picture in enumerate(real_pictures[:20]):
        Image.fromarray(picture).save(folder / f"{(7 * k) % 20:02}.png")
    (folder / "00.png").write_text("no picture")  # so that numbers are not those of the files
    out, sheet = tmp_path / "d.npz", tmp_path / "sheet.png"
    options = FaceOptions(size=32, detect=False)
    make_face_data_set([folder], out, options, work=WorkOptions(contact_sheet=sheet))
    with Image.open(sheet) as image:
        pixels = np.asarray(image)
    cells = [(row, column) for row in range(4) for column in range(5)][:19]
    side = 64  # 32, twice, so that four rows have 256
    height = (len(pixels) - 6) // 4 + 2
    for number, ((row, column), shown) in enumerate(zip(cells, show(out, "0-18"), strict=True)):
        cell = pixels[row * height :, column * (side + 2) :][:side:2, :side:2]
        with Image.open(folder / shown.file) as image:
            np.testing.assert_array_equal(cell, np.asarray(image))
        np.testing.assert_array_equal(cell, read_npz(out).images[number])
