"""A folder of shards gives what the .npz of the same pictures gives, and tells damage in words."""

import io
import json
import pickle
import shutil
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
from skimage import data as photographs

import keras_pggan as pg
from keras_pggan.data.shard_index import EXPECTED, ShardIndex, shard_name
from keras_pggan.data.shard_pictures import ShardPictures
from keras_pggan.data.shards import Shards
from keras_pggan.errors import InputError
from keras_pggan.models.building import build_gan
from keras_pggan.runs.config import TrainConfig
from keras_pggan.schedule import Phase


def _phase(images: int, batch_size: int, side: int = 32) -> Phase:
    return Phase(
        level=0, height=side, width=side, fade_in=False, images=images, batch_size=batch_size
    )


def _batches(images, phase, **options) -> np.ndarray:
    return np.stack([batch.numpy() for batch in images.dataset(phase, **options)])


@pytest.fixture(scope="module")
def npz(labelled, tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "ten.npz"
    pg.data.write_npz(path, **labelled._asdict())
    return pg.data.open(path)


@pytest.fixture(scope="module")
def folder(labelled, tmp_path_factory):
    """Ten pictures in shards of 4, 4 and 2. Nothing may change it."""
    path = tmp_path_factory.mktemp("data") / "ten"
    pg.data.write_shards(path, labelled, per_shard=4)
    return path


@pytest.fixture
def copy(folder, tmp_path):
    """A copy that a test may damage."""
    return Path(shutil.copytree(folder, tmp_path / "copy"))


def test_a_folder_is_opened_with_all_that_it_was_written_with(folder, npz, labelled):
    images = pg.data.open(folder)
    assert (len(images), images.image_shape, images.source) == (10, (32, 32, 3), str(folder))
    assert images.sha256 == npz.sha256
    assert images.labels.tolist() == npz.labels.tolist() == labelled.labels.tolist()
    assert images.class_names == npz.class_names == ("cat", "dog", "写真")
    assert images.pictures.names.tolist() == labelled.names.tolist()
    assert images.label_count == npz.label_count == 3


@pytest.mark.parametrize("channels", [1, 4])
def test_pictures_without_labels_and_names_have_the_checksum_of_their_npz(tmp_path, channels):
    pictures = np.repeat(photographs.camera()[None, :40, :60, None], channels, -1)
    pictures = np.stack([pictures[0], pictures[0][::-1]])
    pg.data.write_npz(tmp_path / "two.npz", pictures)
    pg.data.write_shards(tmp_path / "two", pg.data.Pictures(pictures))
    npz, shards = pg.data.open(tmp_path / "two.npz"), pg.data.open(tmp_path / "two")
    assert npz.sha256 == shards.sha256
    np.testing.assert_array_equal(shards.at_size(40, 60)[np.arange(2)], pictures)
    np.testing.assert_array_equal(shards.at_size(20, 30), npz.at_size(20, 30))
    assert (shards.labels, shards.pictures.names, shards.class_names) == (None, None, None)


@pytest.mark.parametrize("per_shard", [1, 3, 5, 10, 100, None])
def test_shards_of_any_length_hold_the_pictures_in_order(labelled, tmp_path, per_shard):
    pg.data.write_shards(tmp_path / "ten", labelled, per_shard=per_shard)
    paths = sorted((tmp_path / "ten").glob("shard-*.tfrecord"))
    assert len(paths) == -(-10 // (per_shard or 10))
    # TensorFlow's own reader, which holds each record against its checksums.
    records = tf.data.TFRecordDataset([str(path) for path in paths])
    payloads = [record.numpy() for record in records]
    assert payloads == [picture.tobytes() for picture in labelled.images]
    indices = np.array([9, 0, 3, 3, 7, 4, 1])
    read = pg.data.open(tmp_path / "ten").at_size(32, 32)[indices]
    np.testing.assert_array_equal(read, labelled.images[indices])


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"seed": 3, "start": 7},
        {"seed": 3, "done": 4},
        {"start": 25, "done": 2, "replicas": 2},
        {"replicas": 4},
    ],
)
@pytest.mark.parametrize("side", [32, 8])
def test_batches_and_their_order_are_those_of_the_npz(npz, folder, side, options):
    phase = _phase(36, 4, side)  # three epochs and more, with batches across their borders
    expected = _batches(npz, phase, **options)
    np.testing.assert_array_equal(_batches(pg.data.open(folder), phase, **options), expected)
    assert len(expected) == phase.steps - options.get("done", 0)


@pytest.mark.parametrize("index", [-1, 10, 2**40])
def test_a_picture_that_is_not_there_is_an_error(folder, index):
    with pytest.raises(IndexError, match="from 0 to 9"):
        pg.data.open(folder).at_size(32, 32)[np.array([0, index])]


def test_reading_a_batch_takes_the_memory_of_a_batch(tmp_path):
    whole = photographs.astronaut()
    pictures = (np.roll(whole, shift, axis=0) for shift in range(64))
    tracemalloc.start()
    try:
        with pg.data.ShardWriter(tmp_path / "large", per_shard=10) as writer:
            for picture in pictures:
                writer.add(picture)
        images = pg.data.open(tmp_path / "large")
        phase = _phase(8, 4, side=512)
        first = _batches(images, phase)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    data = sum(path.stat().st_size for path in (tmp_path / "large").iterdir())
    assert data > 50_000_000
    assert first.nbytes == 8 * whole.nbytes
    assert peak < data / 2  # two batches stacked, those in flight, and records on their way


def test_training_on_shards_ends_with_the_weights_of_training_on_the_npz(npz, folder, tmp_path):
    network = pg.NetworkConfig(resolution=4, filters_base=32, filters_max=8, latent_dim=8)
    schedule = pg.Schedule.growing(network, images_per_phase=12, batch_size=4)
    config = TrainConfig(data="ten", network=network, schedule=schedule, seed=5)
    gans = [build_gan(config) for _ in range(2)]
    run = pg.train(gans[0], npz, schedule, tmp_path / "run")
    # The run goes on, from its start, with the other form of the same data.
    shutil.rmtree(run.checkpoints / "images-000000000012")
    pg.train(gans[1], pg.data.open(folder), schedule, tmp_path / "run")
    for name in ("generator", "discriminator", "averaged_generator"):
        expected, found = (getattr(gan, name).weights for gan in gans)
        for one, other in zip(expected, found, strict=True):
            np.testing.assert_array_equal(one.numpy(), other.numpy())


# What is refused.


def _refused(folder, *says):
    with pytest.raises(InputError) as raised:
        pg.data.open(folder)
    message = str(raised.value)
    assert "\n" not in message
    for part in (str(folder), *says):
        assert part in message


def test_a_folder_without_an_index_is_refused(tmp_path):
    _refused(tmp_path, "index.json", "keras-pggan shard")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_an_index_that_is_no_json_is_refused(copy, content):
    (copy / "index.json").write_bytes(content)
    _refused(copy, "no JSON")


@pytest.mark.parametrize("content", ["[]", "null", "{}", '{"format": "other", "version": 1}'])
def test_an_index_of_something_else_is_refused(copy, content):
    (copy / "index.json").write_text(content)
    _refused(copy, '"format": "keras_pggan shards"')


BAD_VALUES = [
    ("version", 2),
    ("version", None),
    ("count", 0),
    ("count", -10),
    ("count", 10.0),
    ("count", True),
    ("count", "10"),
    ("image_shape", [32, 32]),
    ("image_shape", [32, -32, 3]),
    ("image_shape", [32, 32, 2]),
    ("image_shape", None),
    ("per_shard", 0),
    ("per_shard", -4),
    ("labels", "labels.npy"),
    ("names", "../names.json"),
    ("class_names", []),
    ("class_names", ["cat", "cat"]),
    ("class_names", ["cat", ""]),
    ("class_names", ["cat", 7]),
    ("sha256", "../../../../tmp"),
    ("sha256", "A" * 64),
    ("sha256", "0" * 64 + "\n"),
    ("sha256", None),
]


@pytest.mark.parametrize(("key", "value"), BAD_VALUES)
def test_an_index_with_a_value_that_cannot_be_used_is_refused(copy, key, value):
    _change(copy, key, value)
    must = "version 1 is expected, found" if key == "version" else f"`{key}` must be "
    _refused(copy, must, f"found {value!r}"[:70], "make the shards again")


def _change(folder, key, value):
    index = json.loads((folder / "index.json").read_text())
    (folder / "index.json").write_text(json.dumps({**index, key: value}))


@pytest.mark.parametrize("key", ["count", "image_shape", "per_shard", "labels", "sha256"])
def test_an_index_that_lacks_a_value_is_refused(copy, key):
    index = json.loads((copy / "index.json").read_text())
    del index[key]
    (copy / "index.json").write_text(json.dumps(index))
    _refused(copy, f"`{key}` must be {EXPECTED[key][1]}, found None; make the shards again")


def test_an_index_that_cannot_be_read_is_told(copy):
    (copy / "index.json").unlink()
    (copy / "index.json").mkdir()
    _refused(copy, "index.json: it cannot be read (Is a directory)")


def test_an_index_that_is_gone_when_it_is_read_is_told(tmp_path):
    with pytest.raises(InputError) as raised:
        Shards(tmp_path)
    says = "a folder of shards has a file index.json, this folder has none; make one with"
    assert str(raised.value) == f"{tmp_path}: {says} `keras-pggan shard`"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("count", 9),
        ("count", 13),
        ("count", 10**30),
        ("per_shard", 5),
        ("image_shape", [16, 64, 1]),
    ],
)
def test_shards_that_are_not_as_the_index_has_them_are_refused(copy, key, value):
    _change(copy, key, value)
    _refused(copy, "shard-0000", "expected")


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_missing_shard_is_refused(copy, number):
    (copy / f"shard-0000{number}.tfrecord").unlink()
    _refused(copy, f"shard-0000{number}.tfrecord: there is no such file", "3 shards are expected")


def test_a_shard_that_cannot_be_read_is_refused(copy):
    (copy / "shard-00001.tfrecord").unlink()
    (copy / "shard-00001.tfrecord").mkdir()
    _refused(copy, "shard-00001.tfrecord: it cannot be read (Is a directory)")


@pytest.mark.parametrize("change", [-1, -3088, 1, 3088])
def test_a_shard_of_another_length_is_refused(copy, change):
    path = copy / "shard-00001.tfrecord"
    content = path.read_bytes()
    path.write_bytes((content + bytes(3088))[: len(content) + change])
    _refused(
        copy, f"shard-00001.tfrecord: {4 * 3088} bytes are expected, found {4 * 3088 + change}"
    )


def test_a_shard_that_begins_with_another_record_is_refused(copy):
    path = copy / "shard-00002.tfrecord"
    path.write_bytes(bytes(len(path.read_bytes())))
    _refused(copy, "shard-00002.tfrecord: record 0 is damaged")


@pytest.mark.parametrize("most", [1, 7, 1000])
def test_reads_that_give_less_than_asked_for_are_gone_on_with(copy, monkeypatch, most):
    """As on network file systems; here, the file itself gives no more at a time."""

    class Slow(io.FileIO):
        def read(self, size=-1, /):
            return super().read(min(size, most))

    pictures = ShardPictures(copy, ShardIndex.read(copy))
    numbers = np.array([9, 0, 5])
    whole = pictures[numbers]
    assert whole.any()
    monkeypatch.setattr(ShardPictures, "_open", lambda self, shard: Slow(copy / shard_name(shard)))
    np.testing.assert_array_equal(pictures[numbers], whole)
    path = copy / shard_name(2)
    path.write_bytes(path.read_bytes()[: 3088 + 500])
    with pytest.raises(
        InputError, match=r"record 1 is damaged, the file ends after 500 of .* 3088 "
    ):
        pictures[numbers]


def test_a_record_of_another_length_is_refused_when_it_is_read(copy):
    path = copy / "shard-00001.tfrecord"
    content = bytearray(path.read_bytes())
    content[2 * 3088] ^= 1
    path.write_bytes(content)
    pictures = pg.data.open(copy).at_size(32, 32)
    assert pictures[np.array([5, 7])].shape == (2, 32, 32, 3)
    with pytest.raises(InputError, match=r"shard-00001\.tfrecord: record 2 is damaged"):
        pictures[np.array([6])]


def test_a_shard_that_is_cut_short_after_it_was_opened_is_an_error_in_words(copy):
    images = pg.data.open(copy)
    (copy / "shard-00000.tfrecord").write_bytes(b"")
    with pytest.raises(tf.errors.InvalidArgumentError, match="record 0 is damaged"):
        _batches(images, _phase(10, 10))


def test_labels_that_are_missing_damaged_or_do_not_fit_are_refused(copy):
    path = copy / "labels.npy"
    whole = path.read_bytes()
    path.unlink()
    _refused(copy, "labels.npy: there is no such file")
    for content in (b"", whole[:-1], b"PK" + whole):
        path.write_bytes(content)
        _refused(copy, "labels.npy: it is damaged")
    for labels in (np.zeros(9, np.int64), np.full(10, 3), np.full(10, -1), np.zeros(10)):
        np.save(path, labels)
        _refused(copy, "labels.npy: `labels` must be")


def test_pickles_in_place_of_labels_are_refused_and_never_unpickled(copy, tmp_path):
    class Trap:
        def __reduce__(self):
            return Path.touch, (tmp_path / "trace",)

    trap = np.array([Trap()] * 10, dtype=object)
    np.save(copy / "labels.npy", trap)
    _refused(copy, "labels.npy: it is damaged")
    (copy / "labels.npy").write_bytes(pickle.dumps(Trap()))
    _refused(copy, "labels.npy: it is damaged")
    assert not (tmp_path / "trace").exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{}", "a list of texts is expected; make the shards again"),
        ("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", "a list of texts is expected; make the shards again"),
        ('["a"]', "`names` must be 10 texts, one for each picture"),
        ("[", r"it is damaged or no JSON \(JSONDecodeError: .*\); make the shards again"),
    ],
)
def test_names_that_do_not_fit_are_refused_when_they_are_read(copy, content, says):
    (copy / "names.json").write_text(content)
    with pytest.raises(InputError, match=rf"names\.json: {says}"):
        _ = Shards(copy).names


def test_names_that_are_missing_are_told_when_they_are_read(copy):
    images = pg.data.open(copy)
    (copy / "names.json").unlink()
    with pytest.raises(InputError, match=r"copy: .* has a file names\.json, this folder has none"):
        _ = images.pictures.names


def test_one_picture_is_too_few_to_train_on(tmp_path, labelled):
    pg.data.write_shards(tmp_path / "one", pg.data.Pictures(labelled.images[:1]))
    _refused(tmp_path / "one", "training needs 2 pictures or more, found 1")
