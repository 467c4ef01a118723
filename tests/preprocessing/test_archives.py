"""Pictures in a zip are read as those in a folder, and what a zip may do does no harm."""

import io
import os
import struct
import zipfile

import numpy as np
import pytest
from PIL import Image

import keras_pggan as pg
from keras_pggan.preprocessing import (
    FaceOptions,
    LocalEngine,
    WorkOptions,
    archives,
    make_face_data_set,
)
from keras_pggan.preprocessing.reading import read_picture
from keras_pggan.preprocessing.rejects import Reason, RejectedError
from keras_pggan.preprocessing.sources import count_kinds, find_sources

MIDDLE = FaceOptions(size=16, detect=False)
NAMES = ("b.png", "00000/img00000000.png", "00000/img00000001.png", "größe/c.jpg")


@pytest.fixture(scope="module")
def contents(astronaut):
    """Files of pictures, by their names."""
    made = {}
    for k, name in enumerate(NAMES):
        file = io.BytesIO()
        Image.fromarray(astronaut[40 * k : 40 * k + 64, ::8]).save(
            file, format="JPEG" if name.endswith("jpg") else "PNG"
        )
        made[name] = file.getvalue()
    return made


def pack(path, contents, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path


def names_in(*places):
    return [source.name for source in find_sources(places)]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_gives_what_a_folder_gives(tmp_path, contents, method):
    for name, content in contents.items():
        (tmp_path / "faces" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "faces" / name).write_bytes(content)
    pack(tmp_path / "faces.zip", contents, method)
    found = []
    for place in ("faces", "faces.zip"):
        out = tmp_path / f"{place}.npz"
        make_face_data_set([tmp_path / place], out, MIDDLE)
        found.append(pg.data.open(out).pictures)
    folder, archive = found
    np.testing.assert_array_equal(folder.images, archive.images)
    assert archive.names.tolist() == [f"faces.zip/{name}" for name in folder.names]
    assert sorted(folder.names) == sorted(NAMES)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "faces", "faces.npz", "faces.zip", "faces.zip.npz",
    ]  # fmt: skip


def test_worker_processes_read_it_and_an_unfinished_run_goes_on(tmp_path, contents):
    place = pack(tmp_path / "faces.zip", contents)

    def stop(progress):
        if progress.done == 2:
            raise KeyboardInterrupt

    out = tmp_path / "a.npz"
    with pytest.raises(KeyboardInterrupt):
        make_face_data_set([place], out, MIDDLE, on_progress=stop)
    os.utime(place, (1, 1))  # what counts are the pictures
    seen = []
    work = WorkOptions(engine=LocalEngine(1))
    make_face_data_set([place], out, MIDDLE, work=work, on_progress=seen.append)
    assert seen[0].before == 2
    make_face_data_set([place], tmp_path / "b.npz", MIDDLE)
    assert out.read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_other_pictures_under_the_same_names_are_other_pictures(tmp_path, contents):
    before = [s.state() for s in find_sources([pack(tmp_path / "a.zip", contents)])]
    turned = dict(zip(contents, reversed(contents.values()), strict=True))
    after = [s.state() for s in find_sources([pack(tmp_path / "a.zip", turned)])]
    assert all(a != b for a, b in zip(before, after, strict=True))


def test_several_places_keep_apart_and_kinds_are_counted(tmp_path, contents):
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "a.png").write_bytes(contents["b.png"])
    pack(tmp_path / "one.zip", contents)
    pack(tmp_path / "two.ZIP", {"b.png": contents["b.png"]})
    assert names_in(tmp_path / "two.ZIP", tmp_path / "more", tmp_path / "one.zip") == [
        "two.ZIP/b.png", "more/a.png", *(f"one.zip/{name}" for name in sorted(NAMES)),
    ]  # fmt: skip
    assert names_in(tmp_path / "*.zip") == [f"one.zip/{name}" for name in sorted(NAMES)]
    kinds = count_kinds(find_sources([tmp_path / "one.zip"]))
    assert [(kind.suffix, kind.files) for kind in kinds] == [(".png", 3), (".jpg", 1)]
    assert kinds[0].size == sum(len(c) for name, c in contents.items() if name.endswith("png"))


def test_each_file_is_taken_once(tmp_path, contents, monkeypatch):
    pack(tmp_path / "one.zip", contents)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link.zip").symlink_to("one.zip")
    assert len(names_in("one.zip", "./one.zip", "link.zip")) == len(NAMES)


def test_in_a_folder_a_zip_is_a_file_and_its_advice_is_to_name_it(tmp_path, contents):
    (tmp_path / "all").mkdir()
    pack(tmp_path / "all" / "a.zip", contents)
    assert names_in(tmp_path / "all") == ["a.zip"]
    with pytest.raises(pg.InputError, match=r"and give each \.zip of pictures by its name"):
        make_face_data_set([tmp_path / "all"], tmp_path / "a.npz", MIDDLE)


def test_hidden_files_are_left_out_and_of_one_name_the_last_counts(tmp_path, contents):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in ("a.png", "__MACOSX/._a.png", ".x/b.png", "d/"):
            archive.writestr(name, b"old")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.png", contents["b.png"])
    (source,) = find_sources([tmp_path / "a.zip"])
    assert source.name == "a.zip/a.png"
    assert read_picture(source.path).shape == (64, 64, 3)


def test_names_that_lead_out_stay_in_and_are_fit_to_be_printed(tmp_path, contents):
    tricks = ("../../etc/a.png", "/b.png", "x/../c.png", "..\\..\\d.png", "e\x1b[31m.png")
    pack(tmp_path / "a.zip", dict.fromkeys(tricks, contents["b.png"]))
    out = tmp_path / "a.npz"
    make_face_data_set([tmp_path / "a.zip"], out, MIDDLE)
    assert sorted(pg.data.open(out).pictures.names.tolist()) == [
        "a.zip/b.png", "a.zip/d.png", "a.zip/e\\x1b[31m.png", "a.zip/etc/a.png", "a.zip/x/c.png",
    ]  # fmt: skip
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.npz", "a.zip"]


def test_folders_in_a_zip_are_classes(tmp_path, contents):
    picture = contents["b.png"]
    options = FaceOptions(size=16, detect=False, labels_from_folders=True)
    for inside in ("", "animals/"):
        names = [f"{inside}{name}" for name in ("cats/1.png", "dogs/1.png", "dogs/old/2.png")]
        pack(tmp_path / "a.zip", dict.fromkeys(names, picture))
        make_face_data_set([tmp_path / "a.zip"], tmp_path / "a.npz", options)
        images = pg.data.open(tmp_path / "a.npz")
        assert (images.class_names, images.labels.tolist()) == (("cats", "dogs"), [0, 1, 1])


def test_what_lies_before_the_archive_does_not_matter(tmp_path, contents):
    """As of one that unpacks itself."""
    pack(tmp_path / "a.zip", contents)
    whole = b"#!/bin/sh\n" * 9 + (tmp_path / "a.zip").read_bytes()
    (tmp_path / "a.zip").write_bytes(whole)
    for source in find_sources([tmp_path / "a.zip"]):
        name = source.name.removeprefix("a.zip/")
        assert source.path.open().getvalue() == contents[name]


def _member(path):
    (source,) = find_sources([path])
    return source.path


def _refused(member, reason, says):
    with pytest.raises(RejectedError, match=says) as caught:
        read_picture(member)
    assert caught.value.reason is reason


def test_a_file_that_is_larger_than_may_be_is_not_unpacked(tmp_path, monkeypatch):
    path = pack(tmp_path / "bomb.zip", {"a.png": bytes(2**20)})
    assert path.stat().st_size < 2**11
    monkeypatch.setattr(archives, "MOST_BYTES", 2**19)
    _refused(_member(path), Reason.TOO_LARGE, r"it has 1\.0 MiB, 0\.5 MiB is the most")


def test_a_file_that_says_it_is_small_is_unpacked_no_further(tmp_path):
    path = pack(tmp_path / "bomb.zip", {"a.png": bytes(2**20)})
    whole = path.read_bytes()
    place = whole.rindex(b"PK\x01\x02") + 24  # the size in the list of files
    path.write_bytes(whole[:place] + struct.pack("<I", 99) + whole[place + 4 :])
    assert len(_member(path)._unpacked()) == 100
    _refused(_member(path), Reason.UNREADABLE, "it is damaged in the archive")


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_damaged_file_costs_itself_alone(tmp_path, contents, method):
    path = pack(tmp_path / "a.zip", contents, method)
    whole = bytearray(path.read_bytes())
    whole[whole.index(b"b.png") + 60] ^= 0xFF
    path.write_bytes(whole)
    summary = make_face_data_set([path], tmp_path / "a.npz", MIDDLE)
    assert summary.pictures == len(NAMES) - 1
    ((name, reason, detail, _),) = summary.rejects
    assert (name, reason) == ("a.zip/b.png", Reason.UNREADABLE)
    assert detail == "it is damaged in the archive"


def test_what_changed_after_it_was_listed_is_no_picture(tmp_path, contents):
    member = _member(pack(tmp_path / "a.zip", {"a.png": contents["b.png"]}))
    (tmp_path / "a.zip").write_bytes(b"x" * 4000)
    _refused(member, Reason.UNREADABLE, "not where the archive's list says")


def test_another_way_of_packing_is_named(tmp_path, contents):
    path = pack(tmp_path / "a.zip", {"a.png": contents["b.png"]}, zipfile.ZIP_BZIP2)
    _refused(_member(path), Reason.UNREADABLE, "zip method 12; stored or deflated is expected")


def test_an_encrypted_one_is_told_in_a_sentence(tmp_path, contents):
    path = pack(tmp_path / "a.zip", contents)
    whole = bytearray(path.read_bytes())
    place = whole.index(b"PK\x01\x02")
    whole[place + 8] |= 1
    path.write_bytes(whole)
    with pytest.raises(pg.InputError) as caught:
        find_sources([path])
    assert str(caught.value) == (
        f"{path}: it is encrypted (1 file); unpack it with its password, and give the folder"
    )


@pytest.mark.parametrize("damage", ["cut", "text", "empty"])
def test_a_damaged_one_is_told_in_a_sentence(tmp_path, contents, damage):
    path = pack(tmp_path / "a.zip", contents)
    whole = path.read_bytes()
    path.write_bytes({"cut": whole[:-30], "text": b"dear diary", "empty": b""}[damage])
    with pytest.raises(pg.InputError, match="it is damaged or no zip") as caught:
        find_sources([path])
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_one_without_files_is_told(tmp_path):
    with pytest.raises(pg.InputError, match="there is no file in this archive"):
        find_sources([pack(tmp_path / "a.zip", {".x": b"1"})])


def test_one_at_a_url_is_to_be_copied():
    with pytest.raises(pg.InputError, match="copy it here first"):
        find_sources(["memory://photos/a.zip"])


def test_training_on_one_names_the_command(tmp_path, contents):
    with pytest.raises(pg.InputError, match=r"makes an \.npz of a zip"):
        pg.data.open(pack(tmp_path / "a.zip", contents))
