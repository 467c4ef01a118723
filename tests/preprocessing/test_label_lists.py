"""Classes from a `dataset.json`, as tools of StyleGAN write it, in zips and in folders."""

import json
import zipfile

import numpy as np
import pytest
from PIL import Image

import keras_pggan as pg
from keras_pggan.preprocessing import FaceOptions, WorkOptions, make_face_data_set
from keras_pggan.preprocessing.label_lists import labelled
from keras_pggan.preprocessing.rejects import Reason
from keras_pggan.preprocessing.sources import Source, find_sources

MIDDLE = FaceOptions(size=16, detect=False)
CLASSES = (7, 0, 10, 7, 2)
NAMES = [f"00000/img{k:08}.png" for k in range(len(CLASSES))]
ROWS = [[name, label] for name, label in zip(NAMES, CLASSES, strict=True)]


@pytest.fixture(scope="module")
def pictures(tmp_path_factory, astronaut):
    """A folder of five pictures, without a list."""
    folder = tmp_path_factory.mktemp("pictures")
    (folder / "00000").mkdir()
    for k, name in enumerate(NAMES):
        Image.fromarray(astronaut[40 * k : 40 * k + 64, ::8]).save(folder / name)
    return folder


@pytest.fixture
def make(tmp_path, pictures):
    """Makes a zip or a folder with a list that holds something."""

    def make(content, form="zip", inside=""):
        text = content if isinstance(content, str) else json.dumps(content)
        if form == "zip":
            with zipfile.ZipFile(tmp_path / "faces.zip", "w") as archive:
                for name in NAMES:
                    archive.write(pictures / name, f"{inside}{name}")
                archive.writestr(f"{inside}dataset.json", text)
            return tmp_path / "faces.zip"
        (tmp_path / "faces" / inside / "00000").mkdir(parents=True)
        for name in NAMES:
            (tmp_path / "faces" / inside / name).write_bytes((pictures / name).read_bytes())
        (tmp_path / "faces" / inside / "dataset.json").write_text(text)
        return tmp_path / "faces"

    return make


@pytest.mark.parametrize("form", ["zip", "folder"])
@pytest.mark.parametrize("inside", ["", "deep/er/"])
def test_labels_are_the_numbers_of_the_list(tmp_path, make, form, inside):
    place = make({"labels": ROWS[::-1]}, form, inside)
    summary = make_face_data_set([place], tmp_path / "a.npz", MIDDLE)
    images = pg.data.open(tmp_path / "a.npz")
    assert images.labels.tolist() == list(CLASSES)
    assert (images.class_names, images.label_count) == (None, 11)
    assert (summary.pictures, summary.rejects) == (5, [])
    name = {"zip": "faces.zip/", "folder": ""}[form] + inside + "dataset.json"
    assert summary.remarks == (f"{name}: 4 classes, taken as labels",)


def test_shards_have_them_too(tmp_path, make):
    work = WorkOptions(shards=2)
    make_face_data_set([make({"labels": ROWS})], tmp_path / "shards", MIDDLE, work=work)
    assert pg.data.open(tmp_path / "shards").labels.tolist() == list(CLASSES)


@pytest.mark.parametrize("content", [{"labels": None}, {"labels": ROWS}])
def test_without_labels_the_list_is_no_picture_all_the_same(tmp_path, make, content):
    options = FaceOptions(size=16, detect=False, labels=content["labels"] is None)
    summary = make_face_data_set([make(content)], tmp_path / "a.npz", options)
    assert (summary.pictures, summary.rejects, summary.remarks) == (5, [], ())
    assert pg.data.open(tmp_path / "a.npz").labels is None


def test_folders_count_where_they_are_asked_for(tmp_path, make):
    options = FaceOptions(size=16, detect=False, labels_from_folders=True)
    with pytest.raises(pg.InputError, match="labels from folders need two folders"):
        make_face_data_set([make({"labels": ROWS})], tmp_path / "a.npz", options)


def test_a_picture_that_is_not_listed_is_told(tmp_path, make):
    summary = make_face_data_set([make({"labels": ROWS[1:]})], tmp_path / "a.npz", MIDDLE)
    ((name, reason, detail, _),) = summary.rejects
    assert (name, reason) == (f"faces.zip/{NAMES[0]}", Reason.NO_CLASS)
    assert detail == "no dataset.json lists it"
    assert pg.data.open(tmp_path / "a.npz").labels.tolist() == list(CLASSES[1:])


def test_pictures_that_are_listed_and_not_there_are_told(tmp_path, make):
    rows = [*ROWS, ["00000/gone.png", 1], ["..\\out.png", 3]]
    summary = make_face_data_set([make({"labels": rows})], tmp_path / "a.npz", MIDDLE)
    assert summary.pictures == 5
    assert summary.remarks[0] == (
        "faces.zip/dataset.json: 2 pictures of the list are not there "
        "(faces.zip/00000/gone.png, out.png)"
    )


def test_one_class_gives_no_labels(tmp_path, make):
    rows = [[name, 3] for name in NAMES]
    summary = make_face_data_set([make({"labels": rows})], tmp_path / "a.npz", MIDDLE)
    assert summary.remarks == (
        "faces.zip/dataset.json: all pictures are of one class, so there are no labels",
    )
    assert pg.data.open(tmp_path / "a.npz").labels is None


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            {"labels": [[NAMES[0], [0.1] * 25]]},
            "img00000000.png has 25 numbers; networks here learn",
        ),
        (
            {"labels": [[NAMES[0], -1]]},
            "is a whole number of 0 or more, 00000/img00000000.png has -1",
        ),
        ({"labels": [[NAMES[0], 1.5]]}, "has 1.5"),
        ({"labels": [[NAMES[0], True]]}, "has True"),
        ({"labels": [[NAMES[0], 2**40]]}, "has 1099511627776"),
        ({"labels": [[NAMES[0], "cat"]]}, "has 'cat'"),
        ({"labels": [[NAMES[0]]]}, "got ['00000/img00000000.png'] in it"),
        ({"labels": {NAMES[0]: 1}}, "got {'00000/img00000000.png': 1}"),
        ({"labels": []}, "got []"),
        (
            {"labels": [["other/1.png", 1], ["other/2.png", 2]]},
            "none of the pictures that it lists",
        ),
        ('{"labels": [', "cannot be read as JSON (JSONDecodeError"),
        ("[" * 100_000, "cannot be read as JSON (RecursionError"),
    ],
    ids=range(12),
)
def test_what_is_no_list_of_classes_is_refused_in_a_sentence(tmp_path, make, content, says):
    place = make(content)
    with pytest.raises(pg.InputError) as caught:
        make_face_data_set([place], tmp_path / "a.npz", MIDDLE)
    told = str(caught.value)
    assert told.startswith("faces.zip/dataset.json: ")
    assert says in told
    assert told.endswith("--no-labels leaves it out")
    assert len(told) < 400
    assert sorted(path.name for path in tmp_path.iterdir()) == ["faces.zip"]
    options = FaceOptions(size=16, detect=False, labels=False)
    assert make_face_data_set([place], tmp_path / "a.npz", options).pictures == 5


@pytest.mark.parametrize("content", [{"images": []}, [1], "3"])
def test_another_file_of_that_name_is_a_file_as_any(tmp_path, make, content):
    summary = make_face_data_set([make(content)], tmp_path / "a.npz", MIDDLE)
    ((name, reason, _, _),) = summary.rejects
    assert (name, reason) == ("faces.zip/dataset.json", Reason.NOT_A_PICTURE)
    assert pg.data.open(tmp_path / "a.npz").labels is None


def test_a_list_alone_is_told(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "dataset.json").write_text('{"labels": null}')
    with pytest.raises(pg.InputError, match=r"no file beside a dataset\.json"):
        make_face_data_set([tmp_path / "a"], tmp_path / "a.npz", MIDDLE)


def test_other_classes_make_another_run(tmp_path, make):
    def stop(progress):
        if progress.done == 2:
            raise KeyboardInterrupt

    out = tmp_path / "a.npz"
    with pytest.raises(KeyboardInterrupt):
        make_face_data_set([make({"labels": ROWS})], out, MIDDLE, on_progress=stop)
    changed = [[name, label + 1] for name, label in ROWS]
    with pytest.raises(pg.InputError, match="other pictures"):
        make_face_data_set([make({"labels": changed})], out, MIDDLE)
    summary = make_face_data_set([make({"labels": ROWS})], out, MIDDLE)
    assert summary.remarks == ("faces.zip/dataset.json: 4 classes, taken as labels",)


def test_lists_of_several_places_count_each_for_their_own(tmp_path, pictures):
    for place, shift in (("one", 0), ("two", 5)):
        (tmp_path / place).mkdir()
        (tmp_path / place / "a.png").write_bytes((pictures / NAMES[0]).read_bytes())
        rows = {"labels": [["a.png", shift]]}
        (tmp_path / place / "dataset.json").write_text(json.dumps(rows))
    found = labelled(find_sources([tmp_path / "one", tmp_path / "two"]), wanted=True)
    assert [(source.name, source.label) for source in found.sources] == [
        ("one/a.png", 0),
        ("two/a.png", 5),
    ]


def test_without_a_list_nothing_changes(tmp_path):
    sources = [Source(tmp_path / "a.png", "a.png")]
    assert labelled(sources, wanted=True) == (sources, ())


def test_a_data_set_with_classes_is_told_by_the_command(command, tmp_path, make):
    out = tmp_path / "a.npz"
    given = ("preprocess", make({"labels": ROWS}), "--out", out, "--no-detect", "--size", "16")
    result = command(*given, "--workers", "0")
    assert result.exit_code == 0, (result.exception, result.output)
    assert "note: faces.zip/dataset.json: 4 classes, taken as labels\n" in result.stdout
    with np.load(out) as archive:
        assert archive["labels"].dtype == np.int64
    result = command(*given, "--workers", "0", "--no-labels")
    assert "note" not in result.stdout
