"""A data set without some of its pictures."""

import shlex

import numpy as np
import pytest

import keras_pggan as pg
from keras_pggan.data import Pictures, read_npz, select, write_npz, write_shards
from keras_pggan.data.shards import Shards
from keras_pggan.data.showing import show
from keras_pggan.errors import InputError

NAMES = [f"{k:02}.jpg" for k in range(60)] + ["59.jpg#2", "59.jpg#3", "a, b.png", "7"]
LEFT_OUT = [0, 3, 4, 5, 59, 60, 61]


@pytest.fixture
def pictures(real_pictures):
    """64 pictures with everything that a data set may have."""
    return Pictures(real_pictures, np.arange(64) % 3, np.array(NAMES), np.array(list("abc")))


@pytest.fixture(params=["npz", "shards"])
def stored(request, tmp_path, pictures):
    """The same data set in both forms."""
    if request.param == "shards":
        write_shards(tmp_path / "data", pictures, per_shard=10)
        return tmp_path / "data"
    images, *others = pictures
    named = dict(zip(("labels", "names", "class_names"), others, strict=True))
    write_npz(tmp_path / "data.npz", images, **named)
    return tmp_path / "data.npz"


def read(path):
    """All arrays of a data set in either form."""
    if path.suffix == ".npz":
        return read_npz(path)
    shards = Shards(path)
    images = shards.images[np.arange(len(shards.images))]
    return Pictures(images, shards.labels, shards.names, shards.class_names)


@pytest.mark.parametrize("out", ["good.npz", "good"])
def test_what_is_named_is_gone_and_the_rest_is_bit_equal(stored, pictures, tmp_path, out):
    made = select(stored, tmp_path / out, exclude=[0, "3-5", "59.jpg"])
    assert (made.kept, made.excluded) == (57, LEFT_OUT)
    assert made.files == [NAMES[k] for k in LEFT_OUT]
    kept = [k for k in range(64) if k not in LEFT_OUT]
    found = read(tmp_path / out)
    for array, before in zip(found[:3], pictures[:3], strict=True):
        np.testing.assert_array_equal(array, before[kept])
        assert array.dtype.kind == before.dtype.kind
    np.testing.assert_array_equal(found.class_names, pictures.class_names)
    expected = Pictures(pictures.images[kept], pictures.labels[kept]).checksum()
    assert pg.data.open(tmp_path / out).sha256 == expected
    np.testing.assert_array_equal(read(stored).images, pictures.images)  # it stays


def test_without_labels_and_names_pictures_alone_are_written(tmp_path, real_pictures):
    write_npz(tmp_path / "a.npz", real_pictures)
    made = select(tmp_path / "a.npz", tmp_path / "b.npz", exclude="62,5-60")
    assert made.files == []
    assert made.excluded == [*range(5, 61), 62]
    with np.load(tmp_path / "b.npz") as arrays:
        assert list(arrays) == ["images"]
        np.testing.assert_array_equal(arrays["images"], real_pictures[[0, 1, 2, 3, 4, 61, 63]])


@pytest.mark.parametrize(
    ("text", "excluded"),
    [
        ("17\n23\n", [17, 23]),
        ("\ufefffile,reason\r\n02.jpg,a hand\r\n\r\n 40-42 , dogs \r\n02.jpg", [2, 40, 41, 42]),
        ("number\n5", [5]),
        ("59.jpg", [59, 60, 61]),
        ("59.jpg#2", [60]),
        ("a, b.png\n", [62]),
        ('"a, b.png",why', [62]),
    ],
)
def test_a_file_lists_numbers_and_names(tmp_path, stored, text, excluded):
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    made = select(stored, tmp_path / "b.npz", exclude=tmp_path / "list.csv")
    assert made.excluded == excluded
    again = select(stored, tmp_path / "c.npz", exclude=str(tmp_path / "list.csv"))
    assert again == made


@pytest.mark.parametrize(
    ("exclude", "says"),
    [
        ([64], "no picture 64; numbers from 0 to 63 and file names are expected"),
        (["60-64"], "no picture 60-64;"),
        (["x.png", *"abcd", "01.jpg"], "no picture x.png, a, b, and 2 more;"),
        ([-1], "no picture -1"),
        ("0-63", "all 64 pictures would be left out"),
        ("5-3", "exclude must be numbers such as 17,23,40-44"),
        ("nowhere.txt", "nowhere.txt: there is no such file; numbers such as"),
        (["7"], "7: it is the number of one picture and the name of another; give .* 63"),
        ("", "exclude|cannot be read"),
    ],
)
def test_what_cannot_be_left_out_is_told_and_nothing_written(tmp_path, stored, exclude, says):
    before = sorted(tmp_path.iterdir())
    with pytest.raises(InputError, match=says):
        select(stored, tmp_path / "b.npz", exclude=exclude)
    assert sorted(tmp_path.iterdir()) == before


def test_the_command_that_is_named_tells_the_pictures(tmp_path, stored, real_pictures):
    few = tmp_path / "some few.npz"
    write_npz(few, real_pictures[:5])
    for path, count in ((stored, 64), (few, 5)):
        with pytest.raises(InputError, match="no picture 64") as told:
            select(path, tmp_path / "b.npz", exclude=[64])
        command = shlex.split(str(told.value).split("`")[1])
        assert command[:3] == ["keras-pggan", "inspect", str(path)]
        assert [each.number for each in show(command[2], command[4])] == [*range(count)]


def test_lines_of_a_file_are_told_by_their_number(tmp_path, stored):
    path = tmp_path / "list.txt"
    path.write_text("01.jpg\n\nnone.jpg\n")
    with pytest.raises(InputError, match=r"no picture none.jpg \(line 3\);"):
        select(stored, tmp_path / "b.npz", exclude=path)
    for text in ("", "file\n"):
        path.write_text(text)
        with pytest.raises(InputError, match=r"list.txt: it is empty; a number or a file name"):
            select(stored, tmp_path / "b.npz", exclude=path)


def test_nothing_is_written_in_place_or_over_another(tmp_path, stored):
    (tmp_path / "old.npz").write_text("kept")
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "note").write_text("kept")
    for out in (stored, tmp_path / "old.npz", tmp_path / "old"):
        with pytest.raises(InputError, match="there is something already"):
            select(stored, out, exclude=[1])
    assert (tmp_path / "old.npz").read_text() == "kept"
    assert len(read(stored).images) == 64
