"""Latents, generators in all their forms, and the pictures that come of them."""

import dataclasses

import keras
import numpy as np
import pytest
from PIL import Image
from scipy import stats

import keras_pggan as pg
from keras_pggan.generators import generation
from keras_pggan.generators.generation import Generator, check_out, write_pictures
from keras_pggan.pictures import write_png

SHAPE = (4, 6, 3)


ENDS = np.arange(101) % 100 == 0  # of a hundred steps


def identity(batch):
    """Latents of 72 numbers as pictures; about one number in twenty leaves [-1, 1]."""
    return batch.reshape(-1, *SHAPE) / 2


def stand_in(call=identity):
    return Generator(latent_dim=72, image_shape=SHAPE, call=call)


@pytest.fixture(scope="module")
def model():
    """A generator with untrained weights and wide grayscale pictures."""
    keras.utils.set_random_seed(5)
    config = pg.NetworkConfig(
        resolution=8, base_shape=(4, 6), channels=1, filters_base=16, filters_max=4, latent_dim=5
    )
    return pg.GrowingGenerator(config).straight_through(1)


@pytest.fixture(scope="module")
def saved(model, tmp_path_factory):
    path = tmp_path_factory.mktemp("models") / "generator.keras"
    model.save(path)
    return path


# Latents


def test_latents_are_a_function_of_their_arguments_alone():
    np.random.seed(1)
    first = pg.latents(3, 4, seed=9)
    np.random.seed(2)
    keras.utils.set_random_seed(3)
    np.testing.assert_array_equal(pg.latents(3, 4, seed=9), first)
    assert first.dtype == np.float32
    assert first.shape == (3, 4)


@pytest.mark.parametrize("latent_dim", [1, 7, 512])
def test_the_first_latents_of_more_are_those_of_fewer(latent_dim):
    few, many = pg.latents(3, latent_dim, seed=4), pg.latents(65, latent_dim, seed=4)
    np.testing.assert_array_equal(many[:3], few)


def test_latents_are_standard_normal_and_independent():
    drawn = pg.latents(2000, 16, seed=0).astype(np.float64)
    assert stats.kstest(drawn.ravel(), "norm").pvalue > 0.01
    correlation = np.corrcoef(drawn.T) - np.eye(16)
    # 120 pairs, each normal with deviation 1 / sqrt(2000).
    assert np.abs(correlation).max() < 4.5 / np.sqrt(2000)


def test_seeds_give_unrelated_latents_and_zero_is_the_default():
    drawn = [pg.latents(100, 8, seed=seed).ravel() for seed in (0, 1, 2)]
    assert np.abs(np.corrcoef(drawn) - np.eye(3)).max() < 4.5 / np.sqrt(800)
    np.testing.assert_array_equal(pg.latents(100, 8).ravel(), drawn[0])


# Truncation


def test_a_truncation_of_one_leaves_latents_and_pictures_as_they_are():
    np.testing.assert_array_equal(pg.latents(9, 8, seed=3, truncation=1), pg.latents(9, 8, seed=3))
    images = pg.generate(stand_in(), 3, seed=3, truncation=1.0)
    np.testing.assert_array_equal(images, pg.generate(stand_in(), 3, seed=3))


@pytest.mark.parametrize("latent_dim", [1, 2, 64])
def test_a_truncation_of_zero_leaves_the_first_latent_alone(latent_dim):
    drawn = pg.latents(9, latent_dim, seed=3, truncation=0)
    np.testing.assert_array_equal(drawn, pg.latents(1, latent_dim, seed=3).repeat(9, axis=0))


def test_less_truncation_narrows_what_is_drawn(model):
    generator = pg.load_generator(model)
    spreads = [
        generator.call(pg.latents(200, 5, seed=1, truncation=each)).std(axis=0).mean()
        for each in (1.0, 0.8, 0.6, 0.4, 0.2, 0.0)
    ]
    assert spreads == sorted(spreads, reverse=True)
    assert spreads[-1] < 1e-6 < spreads[-2] < 0.75 * spreads[0]


def test_latents_move_continuously_with_the_truncation_and_keep_their_lengths():
    drawn = [pg.latents(50, 64, seed=1, truncation=each) for each in np.linspace(0, 1, 101)]
    steps = np.linalg.norm(np.diff(drawn, axis=0), axis=-1)
    assert steps.max() < 2 * steps[:, 1:].mean()
    assert not steps[:, 0].any()  # the first stays where it is
    lengths = np.linalg.norm(drawn, axis=-1)
    assert (lengths <= lengths.max(axis=0, where=ENDS[:, None], initial=0) + 1e-5).all()
    np.testing.assert_array_equal(pg.latents(65, 64, seed=1, truncation=0.3)[:50], drawn[30])


@pytest.mark.parametrize("given", [-0.1, 1.5, float("nan")])
def test_a_truncation_out_of_range_is_refused(given):
    for use in (
        pg.latents,
        lambda *_, truncation: pg.generate(stand_in(), 2, truncation=truncation),
    ):
        with pytest.raises(pg.InputError, match=f"^truncation must be 0 to 1, got {given}$"):
            use(2, 8, truncation=given)


# Pictures


def test_pictures_are_bytes_of_what_the_generator_makes_of_the_latents():
    images = pg.generate(stand_in(), 7, seed=3)
    wanted = np.random.default_rng(3).standard_normal((7, 72), dtype=np.float32) / 2
    # -1 is 0 and 1 is 255; what is beyond is cut.
    bytes_ = np.rint((np.clip(wanted, -1, 1) + 1) * 255 / 2).reshape(7, *SHAPE)
    assert images.dtype == np.uint8
    assert {0, 255} <= set(np.unique(images))
    assert np.abs(images - bytes_).max() <= 1
    assert (images == bytes_).mean() > 0.99


@pytest.mark.parametrize("batch_size", [1, 3, 10, 11])
def test_the_batch_size_does_not_change_the_pictures_and_is_kept_to(batch_size):
    sizes = []

    def call(batch):
        sizes.append(len(batch))
        return identity(batch)

    images = pg.generate(stand_in(call), 10, seed=1, batch_size=batch_size)
    np.testing.assert_array_equal(images, pg.generate(stand_in(), 10, seed=1))
    assert sum(sizes) == 10
    assert max(sizes) == min(batch_size, 10)


@pytest.mark.parametrize("count", [0, -2])
def test_fewer_than_one_picture_are_refused(count):
    with pytest.raises(pg.InputError, match=f"count must be 1 or more, got {count}$"):
        pg.generate(stand_in(), count)


@pytest.mark.parametrize("label", [0, 3, "cat"])
def test_a_class_of_a_generator_without_classes_is_refused(label):
    says = f"label must be left out, as generator has no classes, got {label}"
    with pytest.raises(pg.InputError, match=f"^{says}$"):
        pg.generate(stand_in(), 2, label=label)


@pytest.mark.parametrize("broken", [np.nan, np.inf, -np.inf])
def test_pictures_that_are_no_numbers_are_refused(broken):
    def call(batch):
        return np.where(np.arange(72) == 50, broken, batch).reshape(-1, *SHAPE)

    with pytest.raises(pg.InputError, match="NaN or infinity"):
        pg.generate(stand_in(call), 2)


def test_a_saved_generator_with_a_broken_weight_is_refused(model, tmp_path):
    broken = keras.models.clone_model(model)
    kernel = broken.trainable_weights[-2]
    values = keras.ops.convert_to_numpy(kernel).copy()
    values.flat[0] = np.nan
    kernel.assign(values)
    broken.save(tmp_path / "broken.keras")
    with pytest.raises(pg.InputError, match="NaN"):
        pg.generate(pg.load_generator(tmp_path / "broken.keras"), 1)


# Loading


def test_a_keras_file_is_loaded_with_its_shapes_and_weights(model, saved):
    generator = pg.load_generator(saved)
    assert (generator.latent_dim, generator.image_shape) == (5, (8, 12, 1))
    drawn = np.random.default_rng(0).standard_normal((3, 5), dtype=np.float32)
    expected = keras.ops.convert_to_numpy(model(drawn))
    np.testing.assert_allclose(generator.call(drawn), expected, rtol=1e-5, atol=1e-6)


def test_a_folder_with_a_generator_is_loaded_like_a_run(saved):
    of_folder, of_file = (
        pg.generate(pg.load_generator(path), 2) for path in (saved.parent, str(saved))
    )
    np.testing.assert_array_equal(of_folder, of_file)


@pytest.mark.parametrize(
    ("given", "layers"),
    [
        ((4,), [keras.layers.Dense(2)]),
        ((4, 4, 3), [keras.layers.Conv2D(3, 1)]),
        ((12,), [keras.layers.Reshape((2, 3, 2))]),
        ((4, 4), [keras.layers.Flatten()]),
    ],
)
def test_a_keras_model_of_another_shape_is_no_generator(tmp_path, given, layers):
    other = keras.Sequential([keras.Input(given), *layers])
    path = tmp_path / "other.keras"
    other.save(path)
    with pytest.raises(pg.InputError, match="not a generator") as told:
        pg.load_generator(path)
    assert str(other.output_shape) in str(told.value)
    assert str(path) in str(told.value)


def test_what_is_not_there_is_named(tmp_path):
    with pytest.raises(pg.InputError, match="missing"):
        pg.load_generator(tmp_path / "missing")


# Writing

CHANNELS = {1: "L", 3: "RGB", 4: "RGBA"}


@pytest.mark.parametrize("channels", CHANNELS)
@pytest.mark.parametrize("name", ["one.png", "ONE.PNG", "folder"])
def test_pictures_are_read_back_from_png_as_they_were(tmp_path, real_pictures, channels, name):
    picture = np.concatenate([real_pictures[:1], 255 - real_pictures[:1]], axis=-1)[..., :channels]
    write_pictures(picture, tmp_path / name)
    written = Image.open(tmp_path / name / "0000.png" if name == "folder" else tmp_path / name)
    assert written.mode == CHANNELS[channels]
    np.testing.assert_array_equal(np.asarray(written).reshape(picture[0].shape), picture[0])


def test_pictures_are_read_back_from_npz_as_they_were(tmp_path, real_pictures):
    write_pictures(real_pictures, tmp_path / "made.npz")
    np.testing.assert_array_equal(pg.data.read_npz(tmp_path / "made.npz").images, real_pictures)


def test_a_folder_that_is_there_is_used_whatever_its_name(tmp_path, real_pictures):
    folder = tmp_path / "epoch.5"
    folder.mkdir()
    write_pictures(real_pictures[:2], folder)
    assert sorted(path.name for path in folder.iterdir()) == ["0000.png", "0001.png"]


def test_a_folder_with_content_is_refused_and_stays_as_it_is(tmp_path, real_pictures):
    (tmp_path / "0000.png").write_text("mine")
    for refuse in (check_out, lambda out: write_pictures(real_pictures, out)):
        with pytest.raises(pg.InputError, match="something already"):
            refuse(tmp_path)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["mine"]


def test_a_folder_of_pictures_appears_whole_or_not_at_all(tmp_path, real_pictures, monkeypatch):
    def full_disk(path, picture):
        if path.name == "0002.png":
            raise OSError("no space left")
        write_png(path, picture)

    monkeypatch.setattr(generation, "write_png", full_disk)
    with pytest.raises(OSError, match="no space"):
        write_pictures(real_pictures[:4], tmp_path / "folder")
    assert list(tmp_path.iterdir()) == []


def test_a_file_may_be_replaced(tmp_path, real_pictures):
    for name in ("grid.png", "made.npz"):
        write_pictures(real_pictures[:2], tmp_path / name)
        write_pictures(real_pictures[:1], tmp_path / name)
    assert Image.open(tmp_path / "grid.png").size == (32, 32)
    assert len(pg.data.read_npz(tmp_path / "made.npz").images) == 1


ONE_OF = "a .png, a .npz or a folder (no suffix) is expected"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("made.jpg", ONE_OF),
        ("made.keras", ONE_OF),
        ("epoch.5", ONE_OF),
        ("file", "a folder is expected, this is a file"),
        ("folder.png", "a file is expected, this is a folder"),
        ("folder.npz", "a file is expected, this is a folder"),
    ],
)
def test_an_out_that_does_not_tell_what_is_wanted_is_refused(tmp_path, real_pictures, name, says):
    (tmp_path / "file").write_text("note")
    for folder in ("folder.png", "folder.npz"):
        (tmp_path / folder).mkdir()
    before = sorted(tmp_path.rglob("*"))
    for refuse in (check_out, lambda out: write_pictures(real_pictures, out)):
        with pytest.raises(pg.InputError) as told:
            refuse(tmp_path / name)
        assert str(told.value) == f"{tmp_path / name}: {says}"
    assert sorted(tmp_path.rglob("*")) == before


def test_a_generator_is_a_value_that_does_not_change():
    with pytest.raises(dataclasses.FrozenInstanceError):
        stand_in().latent_dim = 3


def test_pictures_that_no_memory_holds_are_refused(model):
    many = 10**12
    for make, what in (
        (lambda: pg.latents(many, 8), "1,000,000,000,000 latents"),
        (lambda: pg.generate(model, many), "1,000,000,000,000 pictures"),
    ):
        with pytest.raises(pg.InputError) as told:
            make()
        start, _, advice = str(told.value).partition("; ")
        assert start.startswith(f"{what} would take ")
        assert " of memory, this machine has " in start
        assert advice == "make fewer at a time, each time with another seed"
