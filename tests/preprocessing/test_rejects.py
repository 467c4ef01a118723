"""The list of files that gave nothing."""

import csv

from keras_pggan.preprocessing.rejects import Reason, Reject, RejectedError, write_rejects


def test_a_list_is_read_back_as_written(tmp_path):
    rejects = [
        Reject("a/größe, 2.jpg", Reason.NO_FACE, 'said "none", and meant it'),
        Reject("写真.png", Reason.TOO_LARGE, "über"),
        Reject("two\nlines.png", Reason.FACE_TOO_SMALL, ""),
    ]
    write_rejects(tmp_path / "new" / "rejects.csv", rejects)
    with (tmp_path / "new" / "rejects.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["file", "reason", "detail"],
        ["a/größe, 2.jpg", "no-face", 'said "none", and meant it'],
        ["写真.png", "too-large", "über"],
        ["two\nlines.png", "face-too-small", ""],
    ]


def test_an_empty_list_is_a_header(tmp_path):
    write_rejects(tmp_path / "rejects.csv", [])
    assert (tmp_path / "rejects.csv").read_text().split() == ["file,reason,detail"]


def test_a_file_name_that_is_no_utf8_can_be_listed(tmp_path):
    name = b"caf\xe9.jpg".decode("utf-8", "surrogateescape")  # as os.walk gives it
    write_rejects(tmp_path / "rejects.csv", [Reject(name, Reason.NO_FACE, "")])


def test_an_error_keeps_its_detail_on_one_line():
    error = RejectedError(Reason.UNREADABLE, "broken\n  at byte\t7 ")
    assert error.detail == "broken at byte 7"
    assert error.reason == "unreadable"
