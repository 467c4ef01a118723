"""Lists in which a person told pictures apart."""

import pytest

import keras_pggan as pg
from keras_pggan.data.label_lists import read_label_list


@pytest.fixture
def table(tmp_path):
    def write(content):
        path = tmp_path / "labels.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_each_picture_has_its_kind(table):
    found = read_label_list(table('file,good,why\na.png,1,x\n"b, c.png",0,\nd.png,,\na.png,1\n\n'))
    assert found.files == ("a.png", "b, c.png")
    assert found.second.tolist() == [True, False]
    assert (found.kinds, found.column) == (("0", "1"), "good")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "the first line must be `file,` and what the labels say, .* got nothing"),
        ("a.png,1\nb.png,0\n", "the first line must be .* got a.png,1"),
        ("file\na.png\n", "the first line must be .* got file"),
        ("file,good\n", "`good` must have two different values, such as 0 and 1, got none"),
        ("file,good\na,1\nb,1\n", "got 1; mark pictures of both kinds$"),
        ("file,good\na,1\nb,2\nc,3\nd,4\n", "got 1, 2, 3, and 1 more"),
        ("file,good\na,1\nb,0\na,0\n", "line 4: a was 1 before, and is 0 here"),
        (b"file,good\n\xff,1\n", "a CSV in UTF-8 is expected"),
        ("file,good\n" + 200_000 * "a" + ",1\n", "line 2: no line of a CSV"),
    ],
)
def test_other_files_are_refused(table, content, says):
    with pytest.raises(pg.InputError, match=f"labels.csv.*{says}"):
        read_label_list(table(content))


def test_a_file_must_be_there(tmp_path):
    with pytest.raises(pg.InputError, match="there is no such file"):
        read_label_list(tmp_path / "none.csv")
