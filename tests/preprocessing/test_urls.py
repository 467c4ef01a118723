"""Places at URLs give what local ones give."""

import io
import sys

import numpy as np
import pytest
from PIL import Image

from keras_pggan.errors import InputError
from keras_pggan.preprocessing import FaceOptions, LocalEngine, WorkOptions, make_face_data_set
from keras_pggan.preprocessing.reading import read_picture
from keras_pggan.preprocessing.rejects import Reason, RejectedError
from keras_pggan.preprocessing.sources import count_kinds, find_sources
from keras_pggan.preprocessing.urls import is_url

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed")
MIDDLE = FaceOptions(size=8, detect=False)


@pytest.fixture
def memory():
    """A file system that is empty before and after."""
    system = fsspec.filesystem("memory")
    system.rm("/", recursive=True)
    yield system
    system.rm("/", recursive=True)


@pytest.fixture
def pictures(memory, hopper, tmp_path):
    """The same files in memory at /photos and in a local folder, which is given."""
    names = ("b.png", "a.jpg", "cats/1.png", "cats/.hidden/2.png", "dogs/größe.bmp", ".x.png")
    files = {}
    for k, name in enumerate(names):
        file = io.BytesIO()
        Image.fromarray(hopper[40 * k : 40 * k + 60, 200:270]).save(
            file, name.rpartition(".")[2].replace("jpg", "jpeg")
        )
        files[name] = file.getvalue()
    files["notes.txt"] = b"no picture"
    files["dogs/cut.jpg"] = files["a.jpg"][:500]
    for name, data in files.items():
        memory.pipe(f"/photos/{name}", data)
        (tmp_path / "photos" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "photos" / name).write_bytes(data)
    return tmp_path / "photos"


def names(*places):
    return [source.name for source in find_sources(places)]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("s3://bucket/key", True),
        ("memory://x", True),
        ("/a/b", False),
        ("a://b/c", True),
        ("C:/x", False),
        ("a/s3://b", False),
    ],
)
def test_what_begins_with_a_protocol_is_a_url(place, expected):
    assert is_url(place) is expected


def test_a_folder_gives_the_names_that_a_local_one_gives(pictures):
    assert names("memory://photos") == names(pictures)
    assert names("memory://photos/") == names(pictures)
    assert "cats/1.png" in names("memory://photos")


def test_files_patterns_and_several_places_give_the_names_that_local_ones_give(pictures):
    for chosen in (
        ["cats"],
        ["*.png"],
        ["b.png"],
        ["dogs", "b.png", "cats"],
        ["*s"],
        ["a.jpg"] * 2,
    ):
        expected = names(*(pictures / place for place in chosen))
        assert names(*(f"memory://photos/{place}" for place in chosen)) == expected


def test_kinds_are_counted_as_those_of_local_files(pictures):
    expected = count_kinds(find_sources([pictures]))
    assert count_kinds(find_sources(["memory://photos"])) == expected


def test_a_file_url_is_the_local_place(pictures):
    assert find_sources([f"file://{pictures}"]) == find_sources([pictures])


def test_a_data_set_is_that_of_the_local_files(pictures, tmp_path):
    options = FaceOptions(size=8, detect=False, labels_from_folders=True)
    places = {"local": pictures, "memory": "memory://photos"}
    made = [
        make_face_data_set([place], tmp_path / f"{name}.npz", options)
        for name, place in places.items()
    ]
    assert made[0] == made[1]
    assert {reject.reason for reject in made[0].rejects} == {
        Reason.NO_CLASS,
        Reason.UNREADABLE,
    }
    with np.load(tmp_path / "local.npz") as one, np.load(tmp_path / "memory.npz") as other:
        assert sorted(one) == sorted(other) == ["class_names", "images", "labels", "names"]
        assert all(np.array_equal(one[name], other[name]) for name in one)


def test_faces_of_a_reduced_jpeg_are_read_whole_from_a_url(memory, hopper, tmp_path):
    Image.fromarray(hopper).save(tmp_path / "face.jpg", quality=95)
    memory.pipe("/face.jpg", (tmp_path / "face.jpg").read_bytes())
    options = FaceOptions(size=32, min_face=100)
    (local,) = LocalEngine()(find_sources([tmp_path / "face.jpg"]), options)
    (remote,) = LocalEngine()(find_sources(["memory://face.jpg"]), options)
    assert local.crops == remote.crops
    np.testing.assert_array_equal(local.images, remote.images)


def test_a_file_that_vanishes_is_rejected(pictures, memory):
    memory.rm("/photos/b.png")
    with pytest.raises(RejectedError) as caught:
        read_picture("memory://photos/b.png")
    assert caught.value.reason is Reason.UNREADABLE


def test_a_changed_file_is_told_when_a_run_goes_on(pictures, memory, tmp_path):
    def stop(now):
        if now.done == 3:
            raise KeyboardInterrupt

    out = tmp_path / "faces.npz"
    with pytest.raises(KeyboardInterrupt):
        make_face_data_set(["memory://photos"], out, MIDDLE, on_progress=stop)
    before = memory.cat("/photos/b.png")
    memory.pipe("/photos/b.png", before + b"more")
    with pytest.raises(InputError, match="other pictures"):
        make_face_data_set(["memory://photos"], out, MIDDLE)
    make_face_data_set(["memory://photos"], out, MIDDLE, work=WorkOptions(resume=False))


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("memory://nowhere", "there is no such file or folder"),
        ("memory://photos/*.gif", "there is no such file or folder"),
        ("nosuch://photos", "cannot be listed .*nosuch"),
        ("zip://a.png::memory://photos.zip", "a chain of several"),
        ("https://localhost:1/photos/", "give their URLs"),
    ],
)
def test_a_url_that_cannot_be_used_is_told(pictures, place, message):
    with pytest.raises(InputError, match=message) as caught:
        find_sources([place])
    assert str(caught.value).startswith(place)


def test_an_empty_folder_is_told(memory):
    memory.mkdir("/empty")
    with pytest.raises(InputError, match="there is no file in this folder"):
        find_sources(["memory://empty"])


@pytest.mark.parametrize("other", ["s3://bucket", "local"])
def test_places_of_two_kinds_are_told(pictures, other):
    place = pictures if other == "local" else other
    with pytest.raises(InputError, match="places of one kind are expected"):
        find_sources(["memory://photos", place])


@pytest.mark.parametrize(
    ("missing", "advice"), [("fsspec", "pip install fsspec"), ("s3fs", "s3fs")]
)
def test_a_missing_package_is_named(monkeypatch, missing, advice):
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(InputError, match=advice) as caught:
        find_sources(["s3://bucket/photos"])
    assert str(caught.value).startswith("s3://bucket/photos: ")


def test_of_a_missing_file_system_its_own_advice_is_passed_on(monkeypatch):
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(ImportError) as own:
        fsspec.filesystem("s3")
    with pytest.raises(InputError) as caught:
        find_sources(["s3://bucket/photos"])
    assert str(caught.value) == f"s3://bucket/photos: {own.value}"
