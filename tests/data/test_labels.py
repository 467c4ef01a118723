"""Labels and the names of classes, in files and in batches."""

import numpy as np
import pytest
import tensorflow as tf

from keras_pggan.data import Images, Pictures, open, read_npz, write_npz, write_shards
from keras_pggan.errors import InputError
from keras_pggan.schedule import Phase

PHASE = Phase(level=0, height=32, width=32, fade_in=False, images=24, batch_size=4)


@pytest.fixture(params=["npz", "shards"])
def opened(request, labelled, tmp_path):
    path = tmp_path / "ten"
    if request.param == "npz":
        write_npz(path, **labelled._asdict())
    else:
        write_shards(path, labelled, per_shard=4)
    return open(path)


@pytest.mark.parametrize("replicas", [1, 2])
def test_batches_with_labels_are_the_batches_and_the_labels_of_their_pictures(
    opened, labelled, replicas
):
    options = {"seed": 3, "start": 7, "done": 1, "replicas": replicas}
    label = {
        picture.tobytes(): int(number)
        for picture, number in zip(labelled.images, labelled.labels, strict=True)
    }
    alone = [batch.numpy() for batch in opened.dataset(PHASE, **options)]
    pairs = opened.dataset(PHASE, **options, labels=True)
    assert pairs.element_spec == (
        tf.TensorSpec((4, 32, 32, 3), tf.uint8),
        tf.TensorSpec((4,), tf.int64),
    )
    assert pairs.cardinality().numpy() == len(alone) == 5
    for expected, (pictures, labels) in zip(alone, pairs, strict=True):
        np.testing.assert_array_equal(pictures, expected)
        assert labels.numpy().tolist() == [label[picture.tobytes()] for picture in expected]


def test_labels_of_any_integers_are_given_as_int64(labelled):
    images = Images(labelled._replace(labels=labelled.labels.astype(np.uint8)))
    assert images.labels.dtype == np.int64
    _, labels = next(iter(images.dataset(PHASE, labels=True)))
    assert labels.dtype == tf.int64


def test_labels_are_needed_where_they_are_asked_for(labelled):
    images = Images(Pictures(labelled.images), "faces.npz")
    assert (images.labels, images.class_names, images.label_count) == (None, None, 0)
    with pytest.raises(InputError, match=r"faces\.npz: labels are needed, the pictures have none"):
        images.dataset(PHASE, labels=True)


def test_there_are_as_many_classes_as_names_or_as_labels_reach(labelled):
    pictures = labelled._replace(labels=np.zeros(10, np.int64))
    assert Images(pictures).label_count == 3
    assert Images(pictures._replace(class_names=None)).label_count == 1
    assert Images(labelled._replace(class_names=None)).label_count == 3
    assert Images(labelled._replace(labels=None)).label_count == 0


def test_names_of_classes_are_written_read_and_no_part_of_the_checksum(labelled, tmp_path):
    write_npz(tmp_path / "with.npz", **labelled._asdict())
    write_npz(tmp_path / "without.npz", **labelled._replace(class_names=None)._asdict())
    assert read_npz(tmp_path / "with.npz").class_names.tolist() == ["cat", "dog", "写真"]
    assert read_npz(tmp_path / "without.npz").class_names is None
    assert open(tmp_path / "with.npz").sha256 == open(tmp_path / "without.npz").sha256


def test_the_checksum_of_data_never_changes():
    # Runs hold it: another one would end them all.
    pictures = np.arange(2 * 4 * 4 * 3, dtype=np.uint8).reshape(2, 4, 4, 3)
    alone, labelled = Images(Pictures(pictures)), Images(Pictures(pictures, np.array([1, 0])))
    assert alone.sha256[:16] == "7ce9e6186d582fd8"
    assert labelled.sha256[:16] == "91ddd4f07bedf910"


BAD = {
    "numbers": (np.array([1, 2, 3]), r"must be texts.*found int64 \(3,\)"),
    "bytes": (np.array([b"a", b"b", b"c"]), r"must be texts.*found \|S1 \(3,\)"),
    "a table": (np.array([["a", "b", "c"]]), r"must be texts.*found <U1 \(1, 3\)"),
    "one text": (np.array("abc"), r"must be texts.*found <U3 \(\)"),
    "none": (np.array([], np.str_), r"must be texts.*found <U1 \(0,\)"),
    "one twice": (np.array(["cat", "dog", "cat"]), "must differ and not be empty, found 'cat' 2x"),
    "an empty one": (np.array(["cat", "", "dog"]), "must differ and not be empty, found '' 1x"),
}


@pytest.mark.parametrize(("class_names", "says"), BAD.values(), ids=BAD)
def test_names_of_classes_that_break_the_contract_are_refused(
    labelled, tmp_path, class_names, says
):
    np.savez(tmp_path / "bad.npz", **labelled._replace(class_names=class_names)._asdict())
    with pytest.raises(InputError, match=rf"bad\.npz: `class_names` {says}"):
        read_npz(tmp_path / "bad.npz")
    with pytest.raises(InputError, match=rf"out\.npz: `class_names` {says}"):
        write_npz(tmp_path / "out.npz", **labelled._replace(class_names=class_names)._asdict())
    assert not (tmp_path / "out.npz").exists()


def test_labels_without_a_name_are_refused_where_classes_have_names(labelled):
    with pytest.raises(InputError, match=r"`labels` must be below 2, the number.*found 2"):
        Images(labelled._replace(class_names=np.array(["cat", "dog"])))


def test_labels_above_int64_are_refused(labelled):
    labels = np.full(10, 2**63, np.uint64)
    with pytest.raises(InputError, match="`labels` must be 10 integers"):
        Images(Pictures(labelled.images, labels))


def test_python_objects_as_names_of_classes_are_refused(labelled, tmp_path):
    names = np.array(["cat", "dog", "bird"], dtype=object)
    np.savez(tmp_path / "bad.npz", **labelled._replace(class_names=names)._asdict())
    with pytest.raises(InputError, match="it holds Python objects, which are never unpickled"):
        read_npz(tmp_path / "bad.npz")
