"""From a folder of photographs to the .npz of their faces."""

import csv
import dataclasses

import numpy as np
import pytest
from PIL import Image
from skimage import data as photographs

from keras_pggan.data.npz import read_npz
from keras_pggan.data.shards import Shards
from keras_pggan.errors import InputError
from keras_pggan.preprocessing import (
    FaceOptions,
    WorkOptions,
    make_face_data_set,
    pipeline,
    work,
)
from keras_pggan.preprocessing.alignment import SquareCrop, centre_crop
from keras_pggan.preprocessing.rejects import Reason, Reject


@pytest.fixture(autouse=True)
def _detectors_made_once(monkeypatch, detector, detector_64):
    """Loading the same weights again and again would be most of the time."""
    made = {20: detector, 64: detector_64}
    new = work.FaceDetector
    monkeypatch.setattr(work, "FaceDetector", lambda size: made.get(size) or new(size))


def _turned(picture: np.ndarray, path, orientation: int, **options) -> None:
    """Writes a picture turned a quarter, and the EXIF orientation that turns it back."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = np.rot90(picture, {6: 1, 8: -1}[orientation])
    Image.fromarray(stored).save(path, exif=exif, **options)


def _difference(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one.astype(int) - other).mean())


@pytest.fixture(scope="module")
def folder(tmp_path_factory, astronaut, hopper):
    """Three photographs with a face, two of them turned; four files without one."""
    folder = tmp_path_factory.mktemp("photographs")
    (folder / "navy").mkdir()
    Image.fromarray(astronaut).save(folder / "astronaut.png")
    _turned(hopper, folder / "navy" / "6.jpg", 6, quality=95)
    _turned(hopper, folder / "navy" / "8.png", 8)
    Image.fromarray(photographs.coffee()).save(folder / "coffee.jpg")
    (folder / "notes.jpg").write_text("dear diary\n")
    (folder / "empty.png").touch()
    Image.fromarray(astronaut).save(folder / "cut.jpg")
    whole = (folder / "cut.jpg").read_bytes()
    (folder / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    return folder


def test_a_folder_becomes_a_data_set_and_a_list_of_rejects(
    tmp_path, folder, astronaut, hopper, detector_64
):
    out, rejects = tmp_path / "new" / "faces.npz", tmp_path / "new" / "rejects.csv"
    options = FaceOptions(size=48, margin=0.3, min_face=64)
    calls = []

    summary = make_face_data_set(
        [folder], out, options, work=WorkOptions(rejects=rejects), on_progress=calls.append
    )

    assert (summary.pictures, summary.faces) == (3, 3)
    assert [(call.done, call.total, call.before) for call in calls] == [
        (done, 7, 0) for done in range(8)
    ]
    assert calls[-1][-2:] == (3, 4)
    refused = {
        "coffee.jpg": "no-face",
        "cut.jpg": "unreadable",
        "empty.png": "not-a-picture",
        "notes.jpg": "not-a-picture",
    }
    assert {reject.file: reject.reason for reject in summary.rejects} == refused
    assert summary.reasons() == "2 not-a-picture, 1 no-face, 1 unreadable"
    with rejects.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    assert header == ["file", "reason", "detail"]
    assert {file: reason for file, reason, _ in rows} == refused
    assert all(detail for _, _, detail in rows)

    read = read_npz(out)
    assert read.labels is None
    assert read.names.tolist() == ["astronaut.png", "navy/6.jpg", "navy/8.png"]
    assert read.images.shape == (3, 48, 48, 3)
    expected = [
        SquareCrop(0.3)(picture, detector_64.detect(picture)[0], 48)
        for picture in (astronaut, hopper)
    ]
    np.testing.assert_array_equal(read.images[0], expected[0])
    np.testing.assert_array_equal(read.images[2], expected[1])
    # JPEG moves the box by a pixel or two, which is little beside a quarter turn.
    assert _difference(read.images[1], expected[1]) < 20
    assert _difference(np.rot90(read.images[1]), expected[1]) > 40
    assert sorted(path.name for path in out.parent.iterdir()) == ["faces.npz", "rejects.csv"]


@pytest.fixture(scope="module")
def pair(astronaut, hopper) -> np.ndarray:
    """A small face beside a large one."""
    return np.hstack([astronaut, hopper[:512]])


@pytest.mark.parametrize("all_faces", [False, True])
def test_of_a_picture_with_two_faces_the_largest_is_taken_or_both(
    tmp_path, pair, detector_64, all_faces
):
    Image.fromarray(pair).save(tmp_path / "pair.bmp")
    options = FaceOptions(size=32, min_face=64, all_faces=all_faces)

    summary = make_face_data_set([tmp_path / "pair.bmp"], tmp_path / "faces.npz", options)

    read = read_npz(tmp_path / "faces.npz")
    count = 2 if all_faces else 1
    assert (summary.pictures, summary.faces, summary.rejects) == (1, count, [])
    assert read.names.tolist() == ["pair.bmp", "pair.bmp#2"][:count]
    largest_first = sorted(detector_64.detect(pair), key=lambda face: -face.size)
    expected = [SquareCrop()(pair, face, 32) for face in largest_first]
    np.testing.assert_array_equal(read.images, expected[:count])
    assert largest_first[0].left > 512 > largest_first[1].left  # hopper, then astronaut


def test_faces_below_the_smallest_asked_for_are_left_out(tmp_path, astronaut, pair):
    Image.fromarray(astronaut).save(tmp_path / "astronaut.bmp")
    Image.fromarray(pair).save(tmp_path / "pair.bmp")
    options = FaceOptions(size=32, min_face=120, all_faces=True)

    summary = make_face_data_set(
        [tmp_path],
        tmp_path / "faces.npz",
        options,
        work=WorkOptions(rejects=tmp_path / "rejects.csv"),
    )

    assert (summary.pictures, summary.faces) == (1, 1)
    assert read_npz(tmp_path / "faces.npz").names.tolist() == ["pair.bmp"]
    ((file, reason, detail, found),) = summary.rejects
    assert (file, reason) == ("astronaut.bmp", Reason.FACE_TOO_SMALL)
    assert f"{found:g} pixels, 120 are needed" in detail
    assert (tmp_path / "rejects.csv").read_text().count("face-too-small") == 1


def test_without_a_list_of_rejects_none_is_written(tmp_path, folder):
    make_face_data_set(
        [folder / "astronaut.png", folder / "notes.jpg"],
        tmp_path / "faces.npz",
        FaceOptions(size=16, min_face=64),
    )
    assert [path.name for path in tmp_path.iterdir()] == ["faces.npz"]


def test_without_any_face_the_rejects_alone_are_written(tmp_path, folder):
    places = [folder / "coffee.jpg", folder / "notes.jpg", folder / "cut.jpg"]
    with pytest.raises(InputError, match="no face of 64 pixels or more in 3 files") as caught:
        make_face_data_set(
            places,
            tmp_path / "faces.npz",
            FaceOptions(size=16, min_face=64),
            work=WorkOptions(rejects=tmp_path / "rejects.csv"),
        )
    for reason in ("1 no-face", "1 not-a-picture", "1 unreadable"):
        assert reason in str(caught.value)
    assert "rejects.csv" in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["rejects.csv"]
    with (tmp_path / "rejects.csv").open(newline="") as file:
        assert {row["file"] for row in csv.DictReader(file)} == {path.name for path in places}


def test_what_is_nearly_the_same_as_an_earlier_one_is_left_out(tmp_path, astronaut, hopper):
    folder = tmp_path / "photographs"
    folder.mkdir()
    Image.fromarray(astronaut).save(folder / "a.png")
    Image.fromarray(astronaut).save(folder / "b.jpg", quality=60)
    Image.fromarray(np.hstack([hopper[:512], astronaut])).save(folder / "c.png")
    options = FaceOptions(size=48, min_face=64, all_faces=True)
    out, rejects = tmp_path / "faces.npz", tmp_path / "rejects.csv"
    make_face_data_set([folder], out, options)
    all_of_them = read_npz(out)
    assert all_of_them.names.tolist() == ["a.png", "b.jpg", "c.png", "c.png#2"]

    dropping = dataclasses.replace(options, drop_duplicates=True)
    summary = make_face_data_set([folder], out, dropping, work=WorkOptions(rejects=rejects))

    pictures = read_npz(out)
    assert pictures.names.tolist() == ["a.png", "c.png"]
    np.testing.assert_array_equal(pictures.images, all_of_them.images[[0, 2]])
    assert (summary.pictures, summary.faces) == (2, 2)
    assert summary.rejects == [
        Reject("b.jpg", Reason.DUPLICATE, "nearly the same as a.png"),
    ]
    assert rejects.read_text().splitlines()[1:] == ["b.jpg,duplicate,nearly the same as a.png"]


def test_shards_and_labels_leave_duplicates_out_too(tmp_path, astronaut, hopper):
    for name in ("one/a.png", "one/b.png", "two/c.png"):
        path = tmp_path / "photographs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(hopper if name == "two/c.png" else astronaut).save(path)
    options = FaceOptions(size=32, detect=False, drop_duplicates=True, labels_from_folders=True)
    work_options = WorkOptions(shards=2)
    make_face_data_set([tmp_path / "photographs"], tmp_path / "out", options, work=work_options)
    shards = Shards(tmp_path / "out")
    assert shards.labels.tolist() == [0, 1]
    for row, photograph in enumerate((astronaut, hopper)):
        expected = centre_crop(photograph, 32)
        np.testing.assert_array_equal(shards.images[np.array([row])][0], expected)


@pytest.mark.parametrize("detect", [True, False])
def test_a_contact_sheet_shows_the_crops_and_their_landmarks(tmp_path, folder, detect):
    out, sheet = tmp_path / "faces.npz", tmp_path / "new" / "sheet.png"
    options = FaceOptions(size=64, min_face=64) if detect else FaceOptions(size=64, detect=False)
    make_face_data_set([folder], out, options, work=WorkOptions(contact_sheet=sheet))
    with Image.open(sheet) as image:
        pixels = np.asarray(image)
    green = (pixels == (0, 255, 0)).all(axis=-1)
    assert green.any() == detect
    crop = read_npz(out).images[0]
    factor = 2  # two rows of 64 pixels are enlarged to 256
    shown = pixels[: 64 * factor : factor, : 64 * factor : factor]
    dots = (shown == (0, 255, 0)).all(axis=-1)
    np.testing.assert_array_equal(shown[~dots], crop[~dots])
    assert dots.sum() <= 5 * 9


@pytest.mark.parametrize(
    ("options", "advice"),
    [
        ({"min_confidence": 1.0}, "--min-confidence 0.99 would take "),
        ({"min_sharpness": 1e9}, r"--min-sharpness \d+ would take "),
        ({"min_face": 400}, "--min-face 200 looks for faces below 334 pixels, too"),
    ],
)
def test_what_may_help_is_advised(tmp_path, folder, options, advice):
    with pytest.raises(InputError, match=advice):
        make_face_data_set(
            [folder], tmp_path / "faces.npz", FaceOptions(**{"min_face": 64, **options})
        )


@pytest.mark.parametrize("names", [("a.npz", "a.csv", "a.csv"), ("a.npz", "a.csv", "a.npz")])
def test_each_result_needs_a_name_of_its_own(tmp_path, names):
    out, rejects, sheet = (tmp_path / name for name in names)
    with pytest.raises(InputError, match="need two files"):
        WorkOptions(rejects=rejects, contact_sheet=sheet).check(out)


@pytest.mark.parametrize(
    ("name", "smallest", "reason", "advice"),
    [
        ("astronaut.png", 120, Reason.FACE_TOO_SMALL, "--min-face 104 would take it"),
        ("astronaut.png", 400, Reason.NO_FACE, "--min-face 200"),
        ("notes.jpg", 64, Reason.NOT_A_PICTURE, "give other files"),
    ],
)
def test_a_smaller_limit_is_advised_where_it_may_help(
    tmp_path, folder, name, smallest, reason, advice
):
    options = FaceOptions(size=16, min_face=smallest)
    with pytest.raises(InputError, match=f"1 {reason}") as caught:
        make_face_data_set([folder / name], tmp_path / "faces.npz", options)
    assert advice in str(caught.value)
    assert "listed" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_picture_below_the_smallest_face_is_too_small(tmp_path, folder):
    options = FaceOptions(size=16, min_face=9999)
    work = WorkOptions(rejects=tmp_path / "rejects.csv")
    with pytest.raises(InputError, match="no face of 9999 pixels or more in 1 file"):
        make_face_data_set([folder / "astronaut.png"], tmp_path / "f.npz", options, work=work)
    row = "astronaut.png,face-too-small,"
    assert row in (tmp_path / "rejects.csv").read_text()
    assert "faces of 9999 are needed" in (tmp_path / "rejects.csv").read_text()


def test_what_else_is_written_has_its_suffix_and_replaces_no_picture(tmp_path, folder):
    for more, suffix in (({"rejects": "r.xlsx"}, "csv"), ({"contact_sheet": "c.jpg"}, "png")):
        work = WorkOptions(**{name: tmp_path / file for name, file in more.items()})
        with pytest.raises(InputError, match=rf"ends in \.{suffix} is expected"):
            make_face_data_set([folder], tmp_path / "faces.npz", FaceOptions(), work=work)
    before = (folder / "astronaut.png").read_bytes()
    (tmp_path / "link").symlink_to(folder)
    work = WorkOptions(contact_sheet=tmp_path / "link" / "astronaut.png")
    with pytest.raises(InputError, match="it is one of the files to be read"):
        make_face_data_set([folder], tmp_path / "faces.npz", FaceOptions(), work=work)
    assert (folder / "astronaut.png").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link"]


def test_places_without_files_are_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(InputError, match="there is no such file or folder"):
        make_face_data_set([tmp_path / "nowhere"], tmp_path / "faces.npz", FaceOptions())
    assert list(tmp_path.iterdir()) == []


def _must_not_be_called(*args):
    raise AssertionError("work was done before the names of the results were looked at")


@pytest.mark.parametrize("name", ["faces", "faces.zip", "faces.npz.csv", "npz", "folder.npz"])
def test_a_result_that_is_no_npz_is_refused_before_any_work(tmp_path, folder, monkeypatch, name):
    (tmp_path / "folder.npz").mkdir()
    monkeypatch.setattr(pipeline, "find_sources", _must_not_be_called)
    with pytest.raises(InputError, match=r"a file name that ends in \.npz is expected"):
        make_face_data_set(
            [folder], tmp_path / name, FaceOptions(), on_progress=_must_not_be_called
        )
    assert [path.name for path in tmp_path.iterdir()] == ["folder.npz"]


def test_a_folder_in_the_place_of_the_rejects_is_refused_before_any_work(
    tmp_path, folder, monkeypatch
):
    monkeypatch.setattr(pipeline, "find_sources", _must_not_be_called)
    with pytest.raises(InputError, match="a file is expected, this is a folder"):
        make_face_data_set(
            [folder], tmp_path / "faces.npz", FaceOptions(), work=WorkOptions(rejects=tmp_path)
        )


def test_one_name_for_both_results_is_refused_before_any_work(tmp_path):
    out = tmp_path / "faces.npz"
    with pytest.raises(InputError):
        WorkOptions(rejects=out).check(out)


def test_a_result_below_a_file_is_refused_before_any_work(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(InputError):
        WorkOptions().check(tmp_path / "file" / "faces.npz")


@pytest.mark.parametrize(("size", "smallest"), [(128, 64), (9, 4), (4, 2)])
def test_the_smallest_face_is_half_the_size_unless_given(size, smallest):
    assert FaceOptions(size=size).smallest_face == smallest
    assert FaceOptions(size=size, min_face=7).smallest_face == 7


def test_of_a_size_that_is_no_square_the_shorter_side_counts():
    assert FaceOptions(size=(96, 64)).smallest_face == 32
    assert FaceOptions(size=(96, 64), channels=4).image_shape == (96, 64, 4)


def test_a_square_is_the_same_size_however_it_is_written():
    assert FaceOptions(size=(64, 64)).resolved() == FaceOptions(size=64).resolved()
    assert FaceOptions(size=(64, 32)).resolved()["size"] == "64x32"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"size": 3}, "size must be 4 pixels or more, got 3"),
        ({"size": -8}, "size must be 4 pixels or more, got -8"),
        ({"size": (96, 3)}, r"size must be 4 pixels or more, got \(96, 3\)"),
        ({"size": (96, 64, 9)}, r"size must be one or two numbers of pixels, got \(96, 64, 9\)"),
        ({"size": "64"}, "size must be a whole number or two whole numbers, got '64'"),
        ({"channels": 2}, "channels must be 1, 3 or 4, got 2"),
        ({"fit": "pad"}, "fit must be left out where faces are looked for; --no-detect"),
        ({"fit": "round", "detect": False}, "fit must be crop, pad or stretch, got round"),
        ({"min_face": 0}, "min_face must be 1 pixel or more, got 0"),
        ({"margin": -0.1}, r"margin must be 0 to 10, got -0\.1"),
        ({"margin": float("nan")}, "margin must be 0 to 10, got nan"),
    ],
)
def test_options_out_of_range_are_refused(values, message):
    with pytest.raises(InputError, match=message):
        FaceOptions(**values)


def test_reasons_are_counted_the_most_frequent_first():
    rejects = [Reject(str(k), Reason.NO_FACE, "") for k in range(3)]
    rejects.insert(0, Reject("x", Reason.UNREADABLE, ""))
    assert pipeline.Summary(0, 0, rejects).reasons() == "3 no-face, 1 unreadable"
    assert pipeline.Summary(1, 1, []).reasons() == ""
