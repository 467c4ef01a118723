"""A folder of shards appears whole or not at all."""

import os

import numpy as np
import pytest
import tensorflow as tf

from keras_pggan.data import Pictures, ShardWriter, open, write_npz, write_shards
from keras_pggan.errors import InputError


@pytest.mark.parametrize("failure", [OSError("disk"), KeyboardInterrupt()])
def test_a_block_that_fails_leaves_nothing(tmp_path, labelled, failure):
    with (  # noqa: PT012 - the files are looked at before the failure
        pytest.raises(type(failure)) as raised,
        ShardWriter(tmp_path / "new" / "ten", per_shard=2) as writer,
    ):
        for picture in labelled.images[:5]:
            writer.add(picture, label=1, name="one")
        (temporary,) = (tmp_path / "new").glob(".ten-*")
        assert len(list(temporary.glob("shard-*"))) == 3
        raise failure
    assert raised.value is failure
    assert list(tmp_path.iterdir()) == []


def test_a_failing_disk_is_an_error_of_the_operating_system_and_leaves_nothing(
    tmp_path, labelled, monkeypatch
):
    class Full(tf.io.TFRecordWriter):
        def write(self, record):
            raise tf.errors.ResourceExhaustedError(None, None, "No space left on device")

    monkeypatch.setattr(tf.io, "TFRecordWriter", Full)
    with pytest.raises(OSError, match="No space left on device"):
        write_shards(tmp_path / "ten", labelled)
    assert list(tmp_path.iterdir()) == []


def test_an_end_that_fails_leaves_nothing(tmp_path, labelled, monkeypatch):
    def fails(*arguments, **options):
        raise OSError("disk")

    monkeypatch.setattr(np, "save", fails)
    with pytest.raises(OSError, match="disk"):
        write_shards(tmp_path / "ten", labelled)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_there_before_the_end_of_the_block(tmp_path, labelled):
    with ShardWriter(tmp_path / "ten") as writer:
        writer.add(labelled.images[0])
        assert not (tmp_path / "ten").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["ten"]


def test_a_block_without_pictures_is_refused_and_leaves_nothing(tmp_path):
    with (
        pytest.raises(InputError, match="ten: no picture was added"),
        ShardWriter(tmp_path / "ten"),
    ):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_content_is_refused_and_an_empty_one_is_taken(tmp_path, labelled):
    (tmp_path / "note").write_text("kept")
    for path in (tmp_path, tmp_path / "note"):
        with pytest.raises(InputError, match="there is something already"):
            ShardWriter(path)
    assert (tmp_path / "note").read_text() == "kept"
    (tmp_path / "empty").mkdir()
    write_shards(tmp_path / "empty", labelled)
    assert len(open(tmp_path / "empty")) == 10


def test_a_folder_is_written_by_one_at_a_time(tmp_path, labelled, refused):
    data, out = tmp_path / "data.npz", tmp_path / "ten"
    write_npz(data, labelled.images)
    with ShardWriter(out) as writer:
        for picture in labelled.images[:2]:
            writer.add(picture)
        says = f"{out}: another process writes this folder (process {os.getpid()} on "
        advice = "); wait for it, or give another folder"
        refused("shard", data, "--out", out, says=(says, advice))
    assert len(open(out)) == 2
    with pytest.raises(InputError, match="there is something already"):
        write_shards(out, labelled)


def test_who_waited_for_the_lock_replaces_nothing(tmp_path, labelled):
    late = ShardWriter(tmp_path / "ten")
    write_shards(tmp_path / "ten", labelled)
    with pytest.raises(InputError, match="there is something already"), late:
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["ten"]


def test_what_a_kill_left_goes_with_the_next_and_nothing_else_does(tmp_path, labelled):
    for name in (".ten-0123abcd", ".ten-mine", "ten-0123abcd", ".tent-0123abcd"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "shard-00000.tfrecord").touch()
    write_shards(tmp_path / "ten", labelled)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == [".ten-mine", ".tent-0123abcd", "ten", "ten-0123abcd"]


def test_pictures_are_added_inside_the_block_only(tmp_path, labelled):
    writer = ShardWriter(tmp_path / "ten")
    with pytest.raises(RuntimeError, match="inside the `with` block"):
        writer.add(labelled.images[0])
    with writer:
        writer.add(labelled.images[0])
    with pytest.raises(RuntimeError, match="inside the `with` block"):
        writer.add(labelled.images[1])


BAD = {
    "floats": ({"picture": np.zeros((32, 32, 3))}, "`images` must be uint8"),
    "a batch": ({"picture": np.zeros((1, 32, 32, 3), np.uint8)}, "`images` must be uint8"),
    "another size": ({"picture": np.zeros((32, 16, 3), np.uint8)}, r"shape \(32, 16, 3\)"),
    "a negative label": ({"label": -1}, "`labels` must be"),
    "a label above the classes": ({"label": 3}, "`labels` must be below 3"),
    "a huge label": ({"label": 2**63}, "`labels` must be"),
    "a truth": ({"label": True}, "`labels` must be"),
    "a fraction": ({"label": 0.5}, "`labels` must be"),
    "no label": ({"label": None}, "no label and a name, those before have .* a label and a name"),
    "no name": ({"name": None}, "a label and no name"),
    "a number as a name": ({"name": 5}, "`names` must be"),
}


@pytest.mark.parametrize(("change", "says"), BAD.values(), ids=BAD)
def test_a_picture_that_does_not_fit_is_refused_and_the_others_are_kept(
    tmp_path, labelled, change, says
):
    with ShardWriter(tmp_path / "two", class_names=labelled.class_names) as writer:
        good = {"picture": labelled.images[0], "label": 2, "name": "a"}
        writer.add(**good)
        with pytest.raises(InputError, match=rf"two: picture 1: .*{says}"):
            writer.add(**{**good, **change})
        writer.add(labelled.images[1], label=0, name="b")
    images = open(tmp_path / "two")
    np.testing.assert_array_equal(images.at_size(32, 32)[np.arange(2)], labelled.images[:2])
    assert images.labels.tolist() == [2, 0]
    assert images.pictures.names.tolist() == ["a", "b"]


@pytest.mark.parametrize("per_shard", [0, -1])
def test_shards_of_less_than_a_picture_are_refused(tmp_path, labelled, per_shard):
    with pytest.raises(InputError, match=f"1 picture or more, got {per_shard}"):
        write_shards(tmp_path / "ten", labelled, per_shard=per_shard)


def test_class_names_and_arrays_that_break_the_contract_are_refused(tmp_path, labelled):
    with pytest.raises(InputError, match="`class_names` must differ"):
        ShardWriter(tmp_path / "ten", class_names=["cat", "cat"])
    with pytest.raises(InputError, match="`labels` must be 10"):
        write_shards(tmp_path / "ten", Pictures(labelled.images, labelled.labels[:9]))
    assert list(tmp_path.iterdir()) == []
