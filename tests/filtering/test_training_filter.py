"""A filter learns what a person marked, and tells pictures that it never saw."""

import shutil
import zipfile

import keras
import numpy as np
import pytest
from discs import DIM, SIDE, drawn, is_good, write_labelled
from PIL import Image

import keras_pggan as pg
from keras_pggan.filtering.filter_figures import FilterFigures
from keras_pggan.filtering.labelled_set import read_labelled_set
from keras_pggan.filtering.picture_filter import PictureFilter
from keras_pggan.generators import generate_accepted
from keras_pggan.pictures import to_bytes, write_png


@pytest.fixture(scope="module")
def opened(trained):
    return pg.load_filter(trained[0])


def test_good_pictures_are_told_from_corrupted_ones(opened, trained):
    values = pg.latents(300, DIM, seed=77)
    scores = opened.scores(to_bytes(drawn(values)))
    assert ((scores > 0.5) == is_good(values)).mean() > 0.95
    passing = opened.at_least(0.95)(to_bytes(drawn(values)))
    assert passing.sum() > 50
    assert is_good(values)[passing].mean() > 0.98
    figures = trained[1]
    assert (figures.trained, figures.count) == (96, 24)
    assert figures.accuracy > 0.9
    assert figures.precision > 0.9


def test_what_passes_of_a_generator_is_good(opened, generator):
    found = generate_accepted(generator, 30, opened.at_least(0.95), seed=5)
    assert is_good(found.found.values).mean() > 0.95
    assert 45 < found.tried < 150
    pictures = pg.generate(generator, 30, seed=5, accept=opened.at_least(0.95))
    np.testing.assert_array_equal(pictures, found.pictures)


def test_figures_are_of_pictures_that_were_held_back(labelled, trained, opened):
    """Those of the file, on what the split gives; no picture is on both sides."""
    everything = read_labelled_set(labelled / "labels.csv")
    train, held_back = everything.split(0.2, 0)
    assert len(train.good) + len(held_back.good) == 120
    assert held_back.good.sum() == round(0.2 * everything.good.sum())
    kept = {each.tobytes() for each in train.inputs}
    assert not kept & {each.tobytes() for each in held_back.inputs}
    scores = opened.scores(held_back.inputs.astype(np.uint8))
    assert trained[1] == FilterFigures.of(scores, held_back.good, 96)


def test_figures_are_counted():
    scores = np.array([0.99, 0.96, 0.95, 0.6, 0.4, 0.1])
    good = np.array([True, False, True, True, True, False])
    found = FilterFigures.of(scores, good, 20)
    assert found == FilterFigures(20, 6, 4, 4, 3, 2)
    assert (found.accuracy, found.precision) == (4 / 6, 2 / 3)
    none = FilterFigures.of(scores / 2, good, 20)
    assert none.precision is None
    assert none.in_words()[-1] == "0 of 6 reach the score 0.95"


def test_training_is_a_function_of_its_seed(labelled, tmp_path):
    def trained_with(name, **options):
        options = pg.FilterOptions(epochs=2, **options)
        pg.train_filter(labelled / "labels.csv", tmp_path / name, options)
        return pg.load_filter(tmp_path / name).scores(pictures)

    pictures = to_bytes(drawn(pg.latents(20, DIM)))
    one = trained_with("a.keras")
    np.testing.assert_allclose(one, trained_with("b.keras"), atol=1e-6)
    assert np.abs(one - trained_with("c.keras", seed=1)).max() > 1e-3


def test_pictures_of_any_channels_and_larger_ones_are_told(opened, tmp_path):
    colours = to_bytes(drawn(pg.latents(4, DIM)))
    scores = opened.scores(colours)
    opaque = np.concatenate([colours, np.full((4, SIDE, SIDE, 1), 255, np.uint8)], axis=3)
    np.testing.assert_allclose(opened.scores(opaque), scores)
    large = colours.repeat(3, axis=1).repeat(3, axis=2)
    np.testing.assert_allclose(opened.scores(large), scores, atol=1e-5)
    gray = opened.scores(colours[..., :1])
    np.testing.assert_allclose(gray, opened.scores(colours[..., :1].repeat(3, axis=3)))
    assert opened.scores(colours[:0]).shape == (0,)
    for pictures, says in (
        (colours[:, ::2], "a filter for pictures of 16x16 pixels cannot tell those of 8x16"),
        (colours[:, ::2, ::2], "of 16x16 pixels cannot tell those of 8x8; train one with"),
        (colours / 255, r"pictures must be uint8 \(count, height, width, channels\)"),
        (colours[..., 0], r"pictures must be uint8 .* got uint8 \(4, 16, 16\)"),
    ):
        with pytest.raises(pg.InputError, match=says):
            opened.scores(pictures)
    with pytest.raises(pg.InputError, match="min_score must be 0 to 1, got 95"):
        opened.at_least(95)


def test_the_file_is_a_small_model_of_keras_alone(trained):
    with zipfile.ZipFile(trained[0]) as archive:
        assert "keras_pggan" not in archive.read("config.json").decode()
    assert trained[0].stat().st_size < 2_000_000
    assert getattr(keras.models.load_model(trained[0]), "optimizer", None) is None


def test_large_pictures_are_seen_smaller(tmp_path):
    def large(values):
        return drawn(values).repeat(10, axis=1).repeat(20, axis=2)

    folder = write_labelled(tmp_path, pg.latents(40, DIM, seed=1), large)
    pg.train_filter(folder / "labels.csv", tmp_path / "a.keras", pg.FilterOptions(epochs=1))
    found = pg.load_filter(tmp_path / "a.keras")
    assert (found.height, found.width) == (64, 128)
    assert found.scores(to_bytes(large(pg.latents(3, DIM)))).shape == (3,)


# What is refused


def test_labels_may_lie_elsewhere_than_pictures(labelled, tmp_path):
    shutil.copy(labelled / "labels.csv", tmp_path / "downloaded.csv")
    given = tmp_path / "downloaded.csv", tmp_path / "a.keras", pg.FilterOptions(epochs=1)
    with pytest.raises(pg.InputError, match=r"there is no 0000.png, .* and 117 more in /"):
        pg.train_filter(*given)
    assert not (tmp_path / "a.keras").exists()
    with (tmp_path / "more.csv").open("w") as more:
        more.write(f"{given[0].read_text()}\ngone.png,1\n")
    with pytest.raises(pg.InputError, match=r"no gone.png in .*; put them there, or leave their"):
        pg.train_filter(tmp_path / "more.csv", *given[1:], pictures=labelled)
    assert pg.train_filter(*given, pictures=labelled).count == 24


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (
            [f"{n:04d}.png,1" for n in range(30)],
            "two different values, such as 0 and 1, got 1; mark pictures of both kinds",
        ),
        (
            [f"{n:04d}.png,{int(n < 3)}" for n in range(30)],
            "10 good pictures and 10 bad ones or more are needed, this has 3 good and 27 bad; mark",
        ),
        ([f"{n:04d}.png,{'ab'[n % 2]}" for n in range(30)], "must be 1 for good .* got a and b"),
        ([f"{n:04d}.txt,{n % 2}" for n in range(30)], "0000.txt: a picture is expected"),
        ([f"{n:04d}.bmp,{n % 2}" for n in range(30)], "0000.bmp is 8x8, 0007.bmp 4x8"),
    ],
)
def test_labels_that_teach_nothing_are_refused(rows, says, tmp_path):
    for n in range(30):
        write_png(tmp_path / f"{n:04d}.png", np.zeros((8, 8, 3), np.uint8))
        (tmp_path / f"{n:04d}.txt").write_text("no picture")
        Image.new("RGB", (8, 4 if n == 7 else 8)).save(tmp_path / f"{n:04d}.bmp")
    (tmp_path / "labels.csv").write_text("\n".join(["file,good", *rows]))
    with pytest.raises(pg.InputError, match=says):
        pg.train_filter(tmp_path / "labels.csv", tmp_path / "a.keras")
    assert not list(tmp_path.glob("*.keras"))


def test_other_files_are_no_filters(tmp_path, generator):
    with pytest.raises(
        pg.InputError, match=r"none.keras: there is no such file; `keras-pggan trai"
    ):
        pg.load_filter(tmp_path / "none.keras")
    (tmp_path / "text.keras").write_text("no archive")
    with pytest.raises(pg.InputError, match=r"text.keras: not a .keras file"):
        pg.load_filter(tmp_path / "text.keras")
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    with pytest.raises(
        pg.InputError, match=r"mine: a filter as .* maps \(None, 4\) to \(None, 1\)"
    ):
        PictureFilter(model, "mine")
    with pytest.raises(pg.InputError, match=r"a.h5: a file name that ends in .keras is expected"):
        pg.train_filter(tmp_path / "labels.csv", tmp_path / "a.h5")
    for given in ({"held_back": 0.9}, {"epochs": 0}, {"learning_rate": 0.0}, {"batch_size": 0}):
        with pytest.raises(pg.InputError, match=f"{next(iter(given))} must be"):
            pg.FilterOptions(**given)
