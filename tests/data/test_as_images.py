"""Laws of training sets in every form: what is taken is the same, what is not is told."""

from pathlib import Path

import numpy as np
import pytest

import keras_pggan as pg
from keras_pggan.data.as_images import WANTED, as_bytes, as_images

FORMS = (
    "give an opened data set (pg.data.open), the path of an .npz or of a folder of shards, an "
    "array, or a pair of arrays (pictures, labels)"
)


@pytest.fixture(scope="module")
def pictures(real_pictures):
    return np.ascontiguousarray(real_pictures[:6, ::4, ::4])


@pytest.fixture(scope="module")
def path(pictures, tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "pictures.npz"
    pg.data.write_npz(path, pictures, labels=np.arange(6) % 2)
    return path


def test_every_form_gives_the_same_training_set(pictures, path, tmp_path):
    labels = np.arange(6) % 2
    pg.data.write_shards(tmp_path / "shards", pg.data.read_npz(path))
    forms = (
        *(path, str(path), pg.data.open(path), pg.data.read_npz(path), tmp_path / "shards"),
        *((pictures, labels), (pictures.astype(np.int64), labels.tolist()), (pictures[:], labels)),
    )
    assert {as_images(form).sha256 for form in forms} == {pg.data.open(path).sha256}
    assert as_images(pictures, labels).sha256 == as_images((pictures, labels)).sha256
    assert as_images(pictures).labels is None
    assert as_images(pictures.tolist()).sha256 == as_images(pictures).sha256


@pytest.mark.parametrize("dtype", ["uint8", "int8", "uint16", "int32", "int64", "uint64"])
def test_whole_numbers_of_0_to_255_are_taken_as_bytes(dtype):
    values = np.arange(48, dtype=dtype).reshape(1, 4, 4, 3)
    taken = as_bytes(values)
    assert taken.dtype == np.uint8
    np.testing.assert_array_equal(taken, values)


SHAPE = (2, 4, 4, 3)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (
            np.linspace(0, 1, 96, dtype="float32").reshape(SHAPE),
            "float32 from 0.0 to 1.0; multiply by 255, round, and make them uint8",
        ),
        (
            np.linspace(-1, 1, 96).reshape(SHAPE),
            "float64 from -1.0 to 1.0; add 1, multiply by 127.5, round, and make them uint8",
        ),
        (
            np.linspace(0, 255, 96, dtype="float16").reshape(SHAPE),
            "float16 from 0.0 to 255.0; round, and make them uint8",
        ),
        (
            np.full(SHAPE, 1e9),
            "float64 from 1000000000.0 to 1000000000.0; scale them to 0 to 255, round, and make "
            "them uint8",
        ),
        (
            np.full(SHAPE, np.nan),
            "float64 from nan to nan; not all are numbers; make them uint8 of 0 to 255",
        ),
        (
            np.full(SHAPE, 256, "uint16"),
            "uint16 from 256 to 256; scale them to 0 to 255, and make them uint8",
        ),
        (
            np.full(SHAPE, -1, "int32"),
            "int32 from -1 to -1; scale them to 0 to 255, and make them uint8",
        ),
        (
            np.ones(SHAPE, bool),
            "bool from True to True; multiply by 255, round, and make them uint8",
        ),
        (
            np.zeros((2, 3, 8, 8), np.uint8),
            "uint8 (2, 3, 8, 8); channels come last: array.transpose(0, 2, 3, 1)",
        ),
        (
            np.zeros((2, 8, 8), np.uint8),
            "uint8 (2, 8, 8); gray pictures have one channel: array[..., None]",
        ),
        (
            np.zeros((2, 8, 8, 2), np.uint8),
            "uint8 (2, 8, 8, 2); channels are 1, 3 or 4, and come last",
        ),
        (np.zeros((0, 4, 4, 3), np.uint8), "uint8 (0, 4, 4, 3): it is empty"),
        (None, f"None; {FORMS}"),
        (7, "int64 (); channels are 1, 3 or 4, and come last"),
        ({"images": 3}, f"{{'images': 3}}; {FORMS}"),
        ([[1, 2], [3]], f"[[1, 2], [3]]; {FORMS}"),
    ],
)
def test_what_is_no_training_set_is_told_with_what_came(given, says):
    with pytest.raises(pg.InputError) as told:
        as_images(given)
    assert str(told.value) == f"{WANTED}, got {says}"


@pytest.mark.parametrize(
    ("labels", "says"),
    [
        (np.zeros(3, int), "int64 (3,) from 0 to 0"),
        (np.full(6, -1), "int64 (6,) from -1 to -1"),
        (np.zeros(6), "float64 (6,) from 0.0 to 0.0"),
        (np.zeros((6, 1), int), "int64 (6, 1) from 0 to 0; give labels[:, 0]"),
        (np.eye(6, 2), "float64 (6, 2) from 0.0 to 1.0; of one-hot labels give labels.argmax(-1)"),
        (["cat"] * 6, "<U3 (6,)"),
        ("cats", "<U4 ()"),
    ],
)
def test_labels_that_are_none_are_told(pictures, labels, says):
    with pytest.raises(pg.InputError) as told:
        as_images(pictures, labels)
    found, _, advice = says.partition("; ")
    assert str(told.value) == (
        f"{WANTED}, got labels {found}; one whole number of 0 or more for each of the 6 pictures "
        f"is expected{': ' if advice else ''}{advice}"
    )


def test_labels_beside_those_that_are_there_are_refused(pictures, path):
    labels = np.zeros(6, int)
    for given in (path, pg.data.open(path)):
        with pytest.raises(pg.InputError, match="got a data set, and labels beside it"):
            as_images(given, labels)
    with pytest.raises(pg.InputError, match="got labels twice"):
        as_images((pictures, labels), labels)


def test_a_path_to_nothing_is_told_as_open_tells_it(tmp_path):
    with pytest.raises(pg.InputError, match=r"none\.npz: there is no such file"):
        as_images(str(Path(tmp_path, "none.npz")))
