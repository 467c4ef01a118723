"""The models that come with the package open, draw, and are what their cards say."""

import numpy as np
import pytest

import keras_pggan as pg
from keras_pggan.presets import PRESETS
from keras_pggan.zoo import card, places, pretrained, read_artefact

MOST = 3e6  # bytes of one model in the wheel


@pytest.fixture(params=pretrained())
def folder(request):
    return places.PRETRAINED / request.param


def test_there_is_one():
    assert "fashion_mnist_32" in pretrained()


def test_it_is_small_and_its_card_is_made_of_what_it_says(folder):
    assert sum(path.stat().st_size for path in folder.iterdir()) < MOST
    artefact = read_artefact(folder)
    assert (folder / "card.md").read_text() == card.card(artefact, folder.name)
    about = artefact.about
    assert about.title
    assert about.data
    assert about.licence
    assert about.figures
    assert f"evaluate {folder.name} " in about.command


def test_it_has_the_networks_of_its_preset(folder):
    shape = pg.from_preset(folder).config
    for key, value in PRESETS[folder.name].values["network"].items():
        assert getattr(shape, key) == value


def test_it_draws_different_pictures_that_use_the_range(folder):
    pictures = pg.generate(folder.name, 20)
    assert pictures.min() < 16
    assert pictures.max() > 240
    assert len({picture.tobytes() for picture in pictures}) == 20
    generator = pg.load_generator(folder.name)
    assert generator.label_count == len(generator.class_names)


def test_shoes_are_wide_and_trousers_are_tall():
    """Classes of the one of clothes, by what of a picture is not background."""
    for label, across in (("sneaker", True), ("trouser", False)):
        pictures = pg.generate("fashion_mnist_32", 10, label=label)[..., 0] > 64
        wide = pictures.any(axis=1).sum(axis=1).mean()
        high = pictures.any(axis=2).sum(axis=1).mean()
        assert (wide > high) == across
    assert np.unique(pg.generate("fashion_mnist_32", 1)).size > 10
