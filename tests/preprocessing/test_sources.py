"""Which files a data set is made of."""

import os
from pathlib import Path

import pytest

from keras_pggan.errors import InputError
from keras_pggan.preprocessing import FaceOptions, make_face_data_set
from keras_pggan.preprocessing.sources import count_kinds, find_sources


def _make(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)


def _names(*places: Path | str) -> list[str]:
    return [source.name for source in find_sources(places)]


def test_a_folder_gives_all_its_files_however_deep_and_whatever_their_names(tmp_path):
    _make(tmp_path, "b.png", "a.jpg", "d/notes.txt", "d/e/f/no suffix", "d/größe #1.JPG")
    found = find_sources([tmp_path])
    assert [source.name for source in found] == [
        "a.jpg",
        "b.png",
        "d/e/f/no suffix",
        "d/größe #1.JPG",
        "d/notes.txt",
    ]
    assert all(source.path.read_text() == source.name for source in found)


def test_files_are_sorted_by_name_whatever_the_order_they_were_made_in(tmp_path):
    names = ["0.png", "1.png", "10.png", "2.png", "B.png", "a.png", "x/0.png", "x/1.png", "y/0.png"]
    for number, turn in enumerate((1, -1)):
        _make(tmp_path / str(number), *names[::turn])
        assert _names(tmp_path / str(number)) == names


def test_files_and_files_in_folders_are_sorted_together(tmp_path):
    _make(tmp_path, "z.png", "b/x.png", "a.png")
    assert _names(tmp_path) == ["a.png", "b/x.png", "z.png"]


def test_places_keep_the_order_in_which_they_are_given(tmp_path):
    _make(tmp_path, "one/b.png", "one/c.png", "two/a.png", "file.png")
    assert _names(tmp_path / "two", tmp_path / "file.png", tmp_path / "one") == [
        "two/a.png",
        "file.png",
        "one/b.png",
        "one/c.png",
    ]


def test_hidden_files_and_folders_are_left_out(tmp_path):
    _make(tmp_path, "a.png", ".DS_Store", ".thumbs/b.png", "c/.d.png", "c/e.png")
    assert _names(tmp_path) == ["a.png", "c/e.png"]
    assert _names(tmp_path / "*") == ["a.png", "c/e.png"]


def test_a_hidden_file_asked_for_by_name_is_taken(tmp_path):
    _make(tmp_path, ".a.png", ".b/c.png")
    assert _names(tmp_path / ".a.png", tmp_path / ".b") == [".a.png", ".b/c.png"]


def test_a_pattern_gives_what_it_matches_sorted(tmp_path):
    _make(tmp_path, "b.png", "a.png", "c.jpg", "d/e.png", "d/f/g.png")
    assert _names(tmp_path / "*.png") == ["a.png", "b.png"]
    assert _names(tmp_path / "?.[jp]*g") == ["a.png", "b.png", "c.jpg"]
    assert _names(tmp_path / "**" / "*.png") == ["a.png", "b.png", "d/e.png", "d/f/g.png"]


def test_a_folder_matched_by_a_pattern_is_walked(tmp_path):
    _make(tmp_path, "day 1/a.png", "day 2/b.png", "day 2/deep/c.png", "night/d.png")
    assert _names(tmp_path / "day*") == ["day 1/a.png", "day 2/b.png", "day 2/deep/c.png"]


def test_a_file_whose_name_looks_like_a_pattern_is_found_by_it(tmp_path):
    _make(tmp_path, "[1].png", "1.png", "what?.png")
    assert _names(tmp_path / "[1].png", tmp_path / "what?.png") == ["[1].png", "what?.png"]


def test_each_file_is_taken_once_under_the_first_place_that_gives_it(tmp_path, monkeypatch):
    _make(tmp_path, "sub/a.png", "sub/b.png")
    monkeypatch.chdir(tmp_path)
    assert _names(tmp_path, "sub", "sub/a.png", "sub/../sub/*.png", "./sub") == [
        "sub/a.png",
        "sub/b.png",
    ]


def test_a_link_to_a_file_is_the_file(tmp_path):
    _make(tmp_path, "a.png")
    (tmp_path / "link.png").symlink_to("a.png")
    assert _names(tmp_path) == ["a.png"]


def test_links_between_folders_do_not_loop(tmp_path):
    _make(tmp_path, "a.png", "deep/b.png")
    (tmp_path / "deep" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self").symlink_to(".", target_is_directory=True)
    assert _names(tmp_path) == ["a.png", "deep/b.png"]


def test_a_link_to_nowhere_does_not_end_the_search(tmp_path):
    _make(tmp_path, "a.png")
    (tmp_path / "broken.png").symlink_to("nowhere.png")
    assert _names(tmp_path) == ["a.png", "broken.png"]  # reading it gives the reason


def test_a_link_to_itself_does_not_end_the_search(tmp_path):
    _make(tmp_path, "a.png")
    (tmp_path / "loop.png").symlink_to("loop.png")
    assert "a.png" in _names(tmp_path)


def test_a_folder_without_files_is_refused(tmp_path):
    (tmp_path / "empty" / "deeper").mkdir(parents=True)
    _make(tmp_path, "empty/.hidden")
    for place in (tmp_path / "empty", tmp_path / "emp*"):
        with pytest.raises(InputError, match="there is no file in this folder") as caught:
            find_sources([place])
        assert str(caught.value).startswith(str(place))


def test_no_place_at_all_is_refused(tmp_path):
    with pytest.raises(InputError) as caught:
        make_face_data_set([], tmp_path / "faces.npz", FaceOptions(size=8, detect=False))
    assert str(caught.value) == "a folder, a pattern or a file is expected, nothing was given"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["nowhere", "nowhere.png", "*.gif", "**/x.png"])
def test_a_place_that_gives_nothing_is_refused_though_others_give_files(tmp_path, name):
    _make(tmp_path, "a.png")
    with pytest.raises(InputError, match="there is no such file or folder") as caught:
        find_sources([tmp_path, tmp_path / name])
    assert str(caught.value).startswith(os.fspath(tmp_path / name))


def test_a_name_that_is_no_utf8_is_told_in_text_and_found_by_its_bytes(tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.png"))
    path.write_text("coffee")
    (source,) = find_sources([tmp_path])
    assert source.name == "caf\\xe9.png"
    assert source.path.read_text() == "coffee"


def test_a_folder_that_cannot_be_listed_is_a_source_so_that_it_is_told(tmp_path, monkeypatch):
    _make(tmp_path, "a.png", "locked/b.png")
    scan = os.scandir

    def refusing(path):  # the user of a test may be allowed everything
        if os.fspath(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert _names(tmp_path) == ["a.png", "locked"]


def test_kinds_are_counted_by_suffix_the_most_frequent_first(tmp_path):
    _make(tmp_path, "a.JPG", "bb.jpg", "c", "d.png")
    (tmp_path / "loop.jpg").symlink_to("loop.jpg")
    assert count_kinds(find_sources([tmp_path])) == [
        (".jpg", 3, 11),
        ("none", 1, 1),
        (".png", 1, 5),
    ]
