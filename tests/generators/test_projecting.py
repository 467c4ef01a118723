"""Latents of pictures: found back where the generator made them, else the nearest ones."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

import keras_pggan as pg
from keras_pggan.generators import projecting
from keras_pggan.generators.found_latents import FoundLatents, read_latents
from keras_pggan.generators.generation import Generator
from keras_pggan.generators.picture_distance import PictureDistance
from keras_pggan.generators.sphere_descent import SphereDescent
from keras_pggan.metrics import open_extractor


@pytest.fixture(scope="module")
def generator(tiny_config):
    """One with untrained weights, of 16x16."""
    keras.utils.set_random_seed(3)
    return pg.load_generator(pg.GrowingGenerator(tiny_config))


@pytest.fixture(scope="module")
def own(generator):
    """Pictures that it made."""
    return pg.generate(generator, 2, seed=5)


@pytest.fixture(scope="module")
def found(generator, own):
    return pg.project(generator, own, pg.ProjectionOptions(steps=150, starts=4))


# What is found


def test_the_latent_of_a_generated_picture_is_found_back(generator, own, found):
    wanted = pg.latents(2, generator.latent_dim, seed=5)
    cosines = np.sum(wanted * found.latents, axis=1)
    cosines /= np.linalg.norm(wanted, axis=1) * np.linalg.norm(found.latents, axis=1)
    assert cosines.min() > 0.99
    assert (found.distances < found.random_distances / 20).all()
    assert np.abs(found.reconstructions.astype(int) - own).mean() < 2
    assert found.latents.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(found.latents, axis=1), np.sqrt(8), rtol=1e-6)
    assert found.labels is None


def test_what_is_told_is_the_distance_of_what_is_drawn(generator, own, found):
    measure = PictureDistance(generator.image_shape)
    drawn = generator.call(found.latents)
    described = [measure.described(tf.constant(x, tf.float32)) for x in (drawn, own / 127.5 - 1)]
    np.testing.assert_allclose(found.distances, measure.between(*described), atol=1e-5)


def test_no_search_ends_farther_than_its_best_start(generator, real_pictures):
    pictures = real_pictures[:2, ::2, ::2]
    ends = [
        pg.project(generator, pictures, pg.ProjectionOptions(steps=steps, starts=3)).distances
        for steps in (0, 1, 40)
    ]
    assert (ends[1] <= ends[0]).all()
    assert (ends[2] < ends[0]).all()


def test_the_nearest_start_is_among_more_of_them(generator, own):
    none = [pg.ProjectionOptions(steps=0, starts=starts) for starts in (1, 64)]
    one, many = (pg.project(generator, own, each) for each in none)
    np.testing.assert_allclose(one.distances, many.distances, rtol=1e-5)
    assert (one.distances < one.random_distances).all()


def test_a_search_is_a_function_of_its_seed(generator, own):
    def search(seed):
        return pg.project(generator, own, pg.ProjectionOptions(steps=5, starts=2, seed=seed))

    one, same, other = search(1), search(1), search(2)
    np.testing.assert_array_equal(one.latents, same.latents)
    np.testing.assert_array_equal(one.distances, same.distances)
    assert np.abs(one.latents - other.latents).max() > 0.1


def test_pictures_are_searched_alone(generator, own):
    options = pg.ProjectionOptions(steps=5, starts=2)
    both, second = (pg.project(generator, each, options) for each in (own, own[1:]))
    np.testing.assert_allclose(both.latents[1], second.latents[0], atol=1e-5)


def test_the_class_that_fits_is_found_or_the_one_wanted_taken():
    latents, classes = keras.Input((6,)), keras.Input((3,))
    shade = keras.layers.Dense(48)(latents)
    other = keras.layers.Dense(48, kernel_initializer="orthogonal")(classes)
    pictures = keras.layers.Reshape((4, 4, 3))(keras.layers.Add()([0.3 * shade, 3 * other]))
    generator = pg.load_generator(keras.Model([latents, classes], pictures))
    own = np.concatenate([pg.generate(generator, 1, label=label, seed=9) for label in (2, 0)])
    options = pg.ProjectionOptions(steps=20, starts=2)
    assert pg.project(generator, own, options).labels.tolist() == [2, 0]
    options = pg.ProjectionOptions(steps=2, starts=2, label=1)
    assert pg.project(generator, own, options).labels.tolist() == [1, 1]
    with pytest.raises(pg.InputError, match="label must be 0 to 2"):
        pg.project(generator, own, pg.ProjectionOptions(label="cat"))


def test_features_count_where_an_extractor_is_given(generator, own, tmp_path):
    layers = [keras.Input((None, None, 3)), keras.layers.GlobalAveragePooling2D()]
    keras.Sequential(layers).save(tmp_path / "means.keras")
    extractor = open_extractor(tmp_path / "means.keras")
    options = pg.ProjectionOptions(steps=30, starts=2)
    told = []
    found = pg.project(generator, own, options, extractor=extractor, on_step=told.append)
    assert (found.distances < found.random_distances / 2).all()
    assert told[0] == "random latent 0 of 1,024"
    assert told[-1] == "picture 2 of 2, step 30 of 30"
    plain = pg.project(generator, own, pg.ProjectionOptions(steps=0))
    assert (found.random_distances > plain.random_distances).all()


# What is refused


def test_what_cannot_be_searched_is_refused(generator, own):
    exported = Generator(8, (16, 16, 3), generator.call, None, "faces-saved-model")
    with pytest.raises(pg.InputError, match="faces-saved-model: a SavedModel gives no gradients"):
        pg.project(exported, own)
    with pytest.raises(pg.InputError, match=r"pictures must be uint8 \(count, 16, 16, 3\)"):
        pg.project(generator, own[:, ::2])
    with pytest.raises(pg.InputError, match="one or more, got uint8"):
        pg.project(generator, own[:0])
    for given in ({"steps": -1}, {"starts": 0}, {"starts": 1025}, {"seed": -1}):
        with pytest.raises(pg.InputError, match=f"{next(iter(given))} must be"):
            pg.ProjectionOptions(**given)


def test_nan_is_told(own):
    latents = keras.Input((4,))
    broken = keras.layers.Rescaling(np.nan)(keras.layers.Dense(16 * 16 * 3)(latents))
    model = keras.Model(latents, keras.layers.Reshape((16, 16, 3))(broken))
    with pytest.raises(pg.InputError, match="NaN or infinity"):
        pg.project(model, own)


# The folder


def test_a_folder_gets_the_sheet_and_the_latents(generator, own, tmp_path):
    for name, picture in zip("ab", own, strict=True):
        Image.fromarray(picture).save(tmp_path / f"{name}.png")
    options = pg.ProjectionOptions(steps=3, starts=2)
    out = tmp_path / "found"
    found = pg.write_projection(generator, [tmp_path / "b.png", tmp_path / "a.png"], out, options)
    np.testing.assert_array_equal(found.pictures, own[::-1])  # they keep the order of the call
    assert sorted(path.name for path in out.iterdir()) == ["latents.npz", "pictures.png"]
    again = read_latents(out / "latents.npz")
    np.testing.assert_array_equal(again.values, found.latents)
    np.testing.assert_array_equal(again.distances, found.distances)
    assert again.names == found.names == ("b.png", "a.png")
    assert again.labels is None
    sheet = np.asarray(Image.open(out / "pictures.png"))
    step = sheet.shape[0] // 2 // 16
    small = 16 * step
    assert sheet.shape == (2 * small + 2, 2 * small + 2, 3)
    np.testing.assert_array_equal(sheet[:small:step, :small:step], own[1])
    np.testing.assert_array_equal(sheet[:small:step, small + 2 :: step], found.reconstructions[0])
    with pytest.raises(pg.InputError, match="there is something already"):
        pg.write_projection(generator, own, out, options)


@pytest.mark.parametrize(
    ("arrays", "says"),
    [
        ({"images": np.zeros(3)}, "an array `latents` is expected, found images"),
        ({"latents": np.zeros(3)}, r"must be finite floats \(count, latent_dim\)"),
        ({"latents": np.zeros((2, 3), int)}, "must be finite floats"),
        ({"latents": np.full((2, 3), np.nan)}, "must be finite floats"),
        ({"latents": np.zeros((0, 3))}, "one or more, got float64"),
        ({"latents": np.zeros((2, 3)), "labels": np.zeros(3, int)}, "`labels` must be one for"),
        ({"latents": np.zeros((2, 3)), "labels": np.zeros(2)}, "`labels` must be whole numbers"),
        ({"latents": np.zeros((2, 3)), "names": np.array([None, "x"])}, "not an .npz"),
    ],
)
def test_files_that_hold_no_latents_are_told(tmp_path, arrays, says):
    np.savez(tmp_path / "a.npz", **arrays)
    with pytest.raises(pg.InputError, match=says):
        read_latents(tmp_path / "a.npz")


def test_other_files_hold_no_latents(tmp_path):
    with pytest.raises(pg.InputError, match="there is no such file"):
        read_latents(tmp_path / "none.npz")
    np.save(tmp_path / "one.npy", np.zeros((2, 3)))
    (tmp_path / "text.npz").write_text("no archive")
    for name in ("one.npy", "text.npz"):
        with pytest.raises(pg.InputError, match=r"not an \.npz"):
            read_latents(tmp_path / name)


def test_latents_are_drawn_with_the_classes_that_they_have(generator, tmp_path):
    drawn = pg.latents(3, 8, seed=2)
    FoundLatents(drawn).write(tmp_path / "a.npz")
    wanted = pg.generate(generator, 3, seed=2)
    for given in (drawn, FoundLatents(drawn), tmp_path / "a.npz", str(tmp_path / "a.npz")):
        np.testing.assert_array_equal(pg.generate_from(generator, given), wanted)
    near = pg.generate_from(generator, drawn, truncation=0.5)
    np.testing.assert_array_equal(near, pg.generate(generator, 3, seed=2, truncation=0.5))
    seen = []

    def call(latents, labels):
        seen.extend(labels.tolist())
        return np.zeros((len(latents), 4, 4, 1))

    labelled = Generator(8, (4, 4, 1), call, label_count=3, class_names=("a", "b", "c"))
    pg.generate_from(labelled, FoundLatents(drawn, np.array([2, 0, 2])))
    pg.generate_from(labelled, drawn)
    pg.generate_from(labelled, FoundLatents(drawn, np.array([2, 0, 2])), label="b")
    assert seen == [2, 0, 2, 0, 1, 2, 1, 1, 1]
    for given, says in (
        (drawn[:, :5], "latents of 8 numbers are expected for generator"),
        (FoundLatents(drawn, np.array([0, 1, 3])), "labels below 3 are expected"),
        (drawn[:0], "one latent or more is expected"),
    ):
        with pytest.raises(pg.InputError, match=says):
            pg.generate_from(labelled, given)


# The parts


def test_the_distance_is_the_formula():
    """Held against a pyramid written with scipy."""
    from scipy import ndimage

    def shrunk(x):
        return ndimage.convolve1d(
            ndimage.convolve1d(x, KERNEL, axis=0, mode="mirror"), KERNEL, axis=1, mode="mirror"
        )[::2, ::2]

    def enlarged(x):
        spread = np.zeros((2 * x.shape[0], 2 * x.shape[1], x.shape[2]))
        spread[::2, ::2] = x
        spread = ndimage.convolve1d(spread, 2 * KERNEL, axis=0, mode="mirror")
        return ndimage.convolve1d(spread, 2 * KERNEL, axis=1, mode="mirror")

    random = np.random.default_rng(0)
    x, y = random.uniform(-1, 1, (2, 16, 8, 3))
    given = [tf.constant(each[None], tf.float32) for each in (x, y)]
    measure = PictureDistance((16, 8, 3))
    wanted = np.mean((x - y) ** 2)
    rest = x - y  # the pyramid is linear
    wanted += np.abs(rest - enlarged(shrunk(rest))).mean() + np.abs(shrunk(rest)).mean()
    (distance,) = measure.between(*map(measure.described, given)).numpy()
    assert distance == pytest.approx(wanted, rel=1e-5)
    beyond = measure.described(given[0] * 0 + 3)
    assert measure.between(beyond, measure.described(given[0] * 0 + 1)).numpy() == [0]


KERNEL = np.array([1, 4, 6, 4, 1]) / 16


@pytest.mark.parametrize("side", [1, 2, 3, 4, 5, 6, 12])
def test_pictures_of_any_size_have_a_distance(side):
    measure = PictureDistance((side, side, 1))
    black, white = (measure.described(tf.fill((1, side, side, 1), x)) for x in (-1.0, 1.0))
    assert measure.between(black, white).numpy() == pytest.approx(4 + 2, rel=1e-5)
    assert measure.between(white, white).numpy() == [0]


def test_a_descent_is_adam_on_the_sphere(real_pictures):
    """The first step of Adam has the size of the rate in every number, whatever the slope is."""
    start = np.random.default_rng(1).standard_normal((3, 5))
    slopes = np.random.default_rng(2).standard_normal((3, 5))
    descent = SphereDescent(start, steps=10, rate=0.01)
    before = descent.points
    descent.step(slopes)
    wanted = before - 0.01 * np.sign(slopes)
    wanted *= np.sqrt(5) / np.linalg.norm(wanted, axis=1, keepdims=True)
    np.testing.assert_allclose(descent.points, wanted, atol=1e-7)
    for _ in range(9):
        descent.step(slopes)
    np.testing.assert_allclose(np.linalg.norm(descent.points, axis=1), np.sqrt(5))


def test_a_descent_is_that_of_keras():
    optimizer = keras.optimizers.Adam(
        keras.optimizers.schedules.CosineDecay(0.05, 20), epsilon=1e-8, beta_2=0.999
    )
    random = np.random.default_rng(4)
    point = keras.Variable(np.sqrt(6) * np.eye(6)[0])
    descent = SphereDescent(np.eye(6)[:1], steps=20, rate=0.05)
    for _ in range(20):
        slope = random.standard_normal(6)
        optimizer.apply([keras.ops.convert_to_tensor(slope, "float32")], [point])
        point.assign(point * np.sqrt(6) / keras.ops.norm(point))
        descent.step(slope[None])
    np.testing.assert_allclose(descent.points[0], point.numpy(), atol=1e-5)


def test_candidates_are_as_many_as_the_help_says():
    help_text = pg.ProjectionOptions.__dataclass_fields__["starts"].metadata["about"].help
    assert str(projecting.CANDIDATES) in help_text
