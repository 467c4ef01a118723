"""Directions among latents, found by pictures that were told apart."""

import shutil

import keras
import numpy as np
import pytest
from PIL import Image

import keras_pggan as pg
from keras_pggan.generators import find_direction, read_direction
from keras_pggan.generators.fitted_direction import SPREAD, _accuracy, _regression, fit_direction
from keras_pggan.generators.found_latents import FoundLatents
from keras_pggan.generators.generating import seeded
from keras_pggan.generators.generation import write_pictures
from keras_pggan.generators.paths import direction_walk

DIM, COUNT = 8, 100


@pytest.fixture(scope="module")
def way():
    """The direction along which pictures of the generator become brighter."""
    found = np.random.default_rng(5).standard_normal(DIM)
    return found / np.linalg.norm(found)


@pytest.fixture(scope="module")
def generator(way):
    """Pictures of 4x4, whose brightness is linear in the latent along the way."""
    latents = keras.Input((DIM,))
    layer = keras.layers.Dense(16, use_bias=False)
    model = keras.Model(latents, keras.layers.Reshape((4, 4, 1))(layer(latents)))
    layer.set_weights([np.repeat(0.2 * way[:, None], 16, axis=1)])
    return pg.load_generator(model)


@pytest.fixture
def sorted_pictures(generator, tmp_path):
    """Pictures sorted by brightness into two folders, and the file of their latents."""
    found = seeded(generator, COUNT, seed=3)
    found.write(tmp_path / "drawn.npz")
    pictures = pg.generate_from(generator, found)
    write_pictures(pictures, tmp_path / "sorted" / "dark")
    (tmp_path / "sorted" / "light").mkdir()
    for name, picture in zip(found.names, pictures, strict=True):
        if picture.mean() > 128:
            shutil.move(tmp_path / "sorted" / "dark" / name, tmp_path / "sorted" / "light" / name)
    return tmp_path


def test_the_direction_of_brightness_is_found_in_sorted_folders(generator, way, sorted_pictures):
    folders = [sorted_pictures / "sorted" / name for name in ("dark", "light")]
    latents = sorted_pictures / "drawn.npz"
    found = find_direction(generator, folders, latents)
    assert found.values @ way > 0.95
    assert np.linalg.norm(found.values) == pytest.approx(1)
    assert found.names == ("dark", "light")
    assert sum(found.counts) == COUNT
    assert found.counts[1] == len(list(folders[1].iterdir()))
    assert found.accuracy > 0.9
    assert found.is_sure
    same = find_direction(generator, sorted_pictures / "sorted", FoundLatents(**vars_of(latents)))
    np.testing.assert_array_equal(same.values, found.values)
    other = find_direction(generator, folders[::-1], latents)
    np.testing.assert_allclose(other.values, -found.values, atol=1e-6)
    assert other.names == ("light", "dark")


def vars_of(path):
    with np.load(path) as arrays:
        return {"values": arrays["latents"], "names": tuple(arrays["names"].tolist())}


def test_a_walk_along_it_becomes_darker_and_brighter(generator, sorted_pictures):
    out = sorted_pictures / "light.npz"
    pg.write_direction(generator, sorted_pictures / "sorted", out, sorted_pictures / "drawn.npz")
    again = read_direction(out)
    path = direction_walk(8, pg.latents(20, DIM, seed=9), again.values, strength=1.0)
    middle, light, dark = (
        pg.generate_from(generator, path[frame]).mean(axis=(1, 2, 3)) for frame in (0, 2, 6)
    )
    assert (light > middle).all()
    assert (dark < middle).all()
    options = pg.WalkOptions(seconds=1, fps=4, seed=9, direction=out)
    assert len(list(pg.walk(generator, options))) == 4


def test_pictures_without_latents_are_projected(generator, way, sorted_pictures):
    options = pg.ProjectionOptions(steps=0, starts=1)  # the nearest of 1024 random latents
    told = []
    found = find_direction(
        generator, sorted_pictures / "sorted", None, options, on_step=told.append
    )
    assert found.values @ way > 0.95
    assert told[-1].startswith(f"picture {COUNT} of {COUNT}")


def test_a_list_tells_pictures_apart(generator, way, sorted_pictures):
    pictures = {p.name: p for p in (sorted_pictures / "sorted").rglob("*.png")}
    lines = [f"{name},{int(path.parent.name == 'light')}" for name, path in pictures.items()]
    table = sorted_pictures / "labels.csv"
    table.write_text("\ufefffile,bright\r\n" + "\r\n".join([*lines, "0000.png,", ""]))
    found = find_direction(generator, table, sorted_pictures / "drawn.npz")
    assert found.values @ way > 0.95
    assert found.names == ("bright 0", "bright 1")


def test_an_array_tells_latents_apart(generator, way):
    latents = pg.latents(200, DIM, seed=1)
    found = find_direction(generator, latents @ way > 0.5, latents)
    assert found.values @ way > 0.95
    assert found.counts[1] == int((latents @ way > 0.5).sum())
    for kinds, given, says in (
        (np.ones(3, bool), None, "latents must be given beside an array of kinds"),
        (np.ones(3, bool), latents, "labelled must be 200 times 0 or 1"),
        (np.arange(200), latents, "labelled must be 200 times 0 or 1"),
        (np.ones(200, int), latents, "5 pictures of each kind or more are needed, found 0 pict"),
    ):
        with pytest.raises(pg.InputError, match=says):
            find_direction(generator, kinds, given)


# The fit


def test_the_fit_is_that_of_scipy():
    from scipy.optimize import minimize

    random = np.random.default_rng(2)
    points = random.standard_normal((40, 5))
    second = points[:, 0] + random.standard_normal(40) > 0.7
    signs, shares = np.where(second, 1, -1), np.where(second, second.mean(), 1 - second.mean())

    def loss(found):
        odds = np.log1p(np.exp(-signs * (points @ found[:5] + found[5])))
        return np.sum(odds / (2 * shares)) + 5 / (2 * SPREAD**2) * np.sum(found[:5] ** 2)

    wanted = minimize(loss, np.zeros(6), tol=1e-10).x
    weights, offset = _regression(points, second)
    np.testing.assert_allclose([*weights, offset], wanted, atol=1e-4)


@pytest.mark.parametrize(("count", "least"), [(20, 0.3), (100, 0.8), (2000, 0.99)])
def test_more_pictures_tell_a_direction_better(count, least):
    latents = pg.latents(count, 32, seed=6)
    found = fit_direction(latents, latents[:, 3] > 0)
    assert found.values[3] > least


def test_a_longer_latent_counts_no_more_than_others():
    latents = pg.latents(60, 6, seed=4)
    second = latents[:, 0] > 0
    lengths = np.random.default_rng(0).uniform(0.1, 10, (60, 1))
    one, other = (fit_direction(each, second) for each in (latents, lengths * latents))
    np.testing.assert_allclose(one.values, other.values, atol=1e-5)


def test_kinds_that_have_nothing_to_do_with_latents_are_told_by_chance():
    sure = []
    for seed in range(20):
        latents = pg.latents(60, 16, seed=seed)
        found = fit_direction(latents, np.random.default_rng(seed).random(60) < 0.3)
        assert 0.2 < found.accuracy < 0.8
        sure.append(found.is_sure)
    assert sum(sure) <= 3


def test_the_accuracy_is_that_of_pictures_left_out():
    """With more dimensions than pictures, each set is told apart by what was made of it."""
    latents = pg.latents(30, 64, seed=0).astype(float)
    second = np.random.default_rng(1).random(30) < 0.5
    weights, offset = _regression(latents, second)
    assert ((latents @ weights + offset > 0) == second).all()
    assert _accuracy(latents, second, 0) < 0.8


# What is refused


def test_pictures_that_cannot_be_told_apart_are_refused(generator, sorted_pictures):
    dark, light = (sorted_pictures / "sorted" / name for name in ("dark", "light"))
    latents = sorted_pictures / "drawn.npz"
    for given, says in (
        ([dark], "the folders in it are none"),
        ([sorted_pictures / "none", light], "none: there is no such folder; two folders of pict"),
        ([dark, light, dark], "are expected, got 3 places"),
        ([sorted_pictures / "none.csv"], "none.csv: there is no such file"),
        ([dark, dark], "a picture is of one kind, this is in both folders"),
    ):
        with pytest.raises(pg.InputError, match=says):
            find_direction(generator, given, latents)
    FoundLatents(pg.latents(COUNT, DIM, seed=3)).write(sorted_pictures / "nameless.npz")
    with pytest.raises(
        pg.InputError, match=r"nameless.npz: an array `names` of pictures is expect"
    ):
        find_direction(generator, [dark, light], sorted_pictures / "nameless.npz")
    FoundLatents(pg.latents(120, 5), names=("a.png",) * 120).write(sorted_pictures / "other.npz")
    with pytest.raises(pg.InputError, match=r"other.npz: latents of 8 numbers are expected"):
        find_direction(generator, [dark, light], sorted_pictures / "other.npz")
    first = next(dark.iterdir())
    shutil.copy(first, light / first.name)
    with pytest.raises(pg.InputError, match=f"{first.name} is there twice"):
        find_direction(generator, [dark, light], latents)
    (light / first.name).rename(light / "mine.png")
    with pytest.raises(
        pg.InputError, match=r"there is no latent of mine.png of .*dark and .*light"
    ):
        find_direction(generator, [dark, light], latents)


def test_a_name_of_pictures_in_several_folders_is_not_guessed(generator, tmp_path):
    names = tuple(f"{folder}/{i}.png" for folder in "ab" for i in range(6))
    for name in names:
        (tmp_path / "ab" / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("L", (4, 4)).save(tmp_path / "ab" / name)
    latents = FoundLatents(pg.latents(12, DIM), names=names)
    with pytest.raises(
        pg.InputError, match=r"there is no latent of 0.png, 1.png, 2.png, and 9 mor"
    ):
        find_direction(generator, [tmp_path / "ab" / "a", tmp_path / "ab" / "b"], latents)


def test_only_an_npz_is_written(generator, sorted_pictures):
    with pytest.raises(pg.InputError, match=r"a.txt: a file name that ends in .npz is expected"):
        pg.write_direction(generator, sorted_pictures / "sorted", sorted_pictures / "a.txt")
