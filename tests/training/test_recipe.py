"""Recipes: what they set, what counts before them, and what is said of that."""

import dataclasses

import numpy as np
import pytest

import keras_pggan as pg
from keras_pggan.recipes import RECIPES
from keras_pggan.runs.config import TrainConfig
from keras_pggan.training.options import Options
from keras_pggan.training.recipe import recipe_in_words
from keras_pggan.training.resolving import resolve

LENGTH = {"phase_images": 64}
OTHERS = "; --recipe takes another, keras-pggan recipes tells of all"


@pytest.fixture(scope="module")
def images():
    return pg.data.Images(pg.data.Pictures(np.zeros((4, 64, 64, 3), np.uint8)), "faces.npz")


@pytest.fixture
def file(tmp_path):
    def write(text):
        (tmp_path / "options.toml").write_text(text)
        return tmp_path / "options.toml"

    return write


def followed(images, name, path=None, **options):
    return resolve(Options(recipe=name, **options), images, path)


def test_a_run_that_is_told_of_none_has_one_that_suits_its_length(images, file):
    long = {"phase_images": 112_000}  # more than a million in nine phases
    assert resolve(Options(**long), images) == followed(images, "paper", **long)
    less = {"phase_images": 110_000}
    assert resolve(Options(**less), images) == followed(images, "short", **less)
    # Options count before it, and a file that names one names it.
    config = resolve(Options(learning_rate=0.002, loss="hinge", **less), images)
    assert (config.recipe, config.loss) == ("short", pg.losses.Hinge())
    assert {phase.learning_rate for phase in config.schedule} == {0.002}
    path = file('recipe = "paper"\nphase_images = 8')
    assert resolve(Options(), images, path).recipe == "paper"
    # A run that goes on has what it was started with.
    assert resolve(Options(phase_images=200_000), images, started=config).recipe == "short"
    without = dataclasses.replace(config, recipe=None)
    assert resolve(Options(), images, started=without) == without


def test_the_paper_s_is_the_default_of_all_that_it_says(images):
    paper = followed(images, "paper")
    growing = pg.Schedule.growing(paper.network, images_per_phase=600_000)
    assert paper.schedule == growing
    assert paper == dataclasses.replace(
        TrainConfig(data=paper.data, network=paper.network, schedule=growing),
        data_sha256=paper.data_sha256,
        recipe="paper",
    )


@pytest.mark.parametrize("name", RECIPES)
def test_a_run_has_all_that_its_recipe_says_and_goes_on_with_it(images, name, tmp_path):
    config = followed(images, name)
    assert recipe_in_words(config) == f"recipe {name}{OTHERS}"
    config.write(tmp_path / "config.toml")
    read = TrainConfig.read(tmp_path / "config.toml")
    assert read == config
    assert resolve(Options(), images, started=read) == config
    # The same recipe again asks for nothing, also where something else was taken beside it.
    other = followed(images, name, averaging=0.5)
    assert followed(images, name, tmp_path / "config.toml") == config
    assert resolve(Options(recipe=name), images, started=other) == other


def test_each_recipe_differs_from_the_paper_s_where_it_says_so(images):
    small = followed(images, "small")
    assert small.network.resolution == 32
    assert (small.network.filters_base, small.network.filters_max) == (256, 64)
    assert {(p.images, p.batch_size, p.learning_rate) for p in small.schedule} == {
        (20_000, 16, 0.003)
    }
    assert small.loss == pg.losses.NonSaturatingR1(penalty_weight=1.0, penalty_every=4)
    assert (small.averaging, small.averaging_half_life) == (None, 10_000)
    few = followed(images, "few-pictures")
    assert few.augment == pg.augmentation.DiffAugment()
    assert few.loss == pg.losses.NonSaturatingR1(penalty_weight=1.0, penalty_every=4)
    relativistic = followed(images, "relativistic")
    assert relativistic.network.resolution == 64
    assert relativistic.schedule[0].batch_size == 128  # the paper's
    assert str(relativistic.schedule[-1].learning_rate) == "cosine:0.003:0.001"


def test_a_recipe_for_small_networks_takes_what_small_pictures_have():
    small = pg.data.Images(pg.data.Pictures(np.zeros((4, 28, 28, 1), np.uint8)), "digits")
    assert followed(small, "small").network.resolution == 16


def test_each_option_counts_before_the_recipe_and_that_is_said(images, file):
    config = followed(images, "few-pictures", augment="none", batch_size=8, averaging=0.99)
    assert config.augment is None
    assert (config.averaging, config.averaging_half_life) == (0.99, None)
    assert recipe_in_words(config) == (
        "recipe few-pictures, but for averaging_half_life none (not 10000.0), "
        f"augment.name none (not diffaugment){OTHERS}"
    )
    path = file('recipe = "small"\nbatch_size = 4\n[network]\nlatent_dim = 8\n')
    config = resolve(Options(**LENGTH), images, path)
    assert config.recipe == "small"
    assert {(phase.batch_size, phase.images) for phase in config.schedule} == {(4, 64)}
    assert recipe_in_words(config) == (
        "recipe small, but for network.latent_dim 8 (not 64), phase_images 64 (not 20,000), "
        f"batch_size 4 (not 16){OTHERS}"
    )
    assert followed(images, "paper", path).recipe == "paper"


def test_the_phases_of_a_file_are_not_touched(images, file):
    phase = "level = 0\nheight = 4\nwidth = 4\nfade_in = false\nimages = 8\nbatch_size = 4\n"
    path = file(f"[network]\nresolution = 4\n[[phases]]\n{phase}")
    (only,) = followed(images, "small", path).schedule
    assert (only.images, only.batch_size, only.learning_rate) == (8, 4, 0.001)


def test_a_run_that_goes_on_takes_another_recipe_as_other_options(images):
    started = followed(images, "paper", **LENGTH)
    config = resolve(Options(recipe="relativistic"), images, started=started)
    assert config.recipe == "relativistic"
    assert config.loss.name == "relativistic"
    assert {phase.images for phase in config.schedule} == {64}
    assert {str(phase.learning_rate) for phase in config.schedule} == {"cosine:0.003:0.001"}


def test_parts_of_a_recipe_make_networks_phases_and_a_gan():
    parts = pg.recipe("small")
    network = pg.NetworkConfig(resolution=8, **parts.network)
    schedule = pg.Schedule.growing(network, **parts.schedule)
    assert [phase.images for phase in schedule] == [20_000] * 3
    gan = pg.ProgressiveGAN(
        pg.GrowingGenerator(network), pg.GrowingDiscriminator(network), **parts.gan
    )
    assert gan.adversarial_loss == pg.losses.NonSaturatingR1(penalty_weight=1.0, penalty_every=4)
    assert (gan.averaging, gan.averaging_half_life) == (None, 10_000)
    relativistic = pg.losses.RelativisticPairing(gamma=1.0, penalty_every=4)
    assert pg.recipe("relativistic").gan["loss"] == relativistic
    assert pg.recipe("few-pictures").gan["augment"] == pg.augmentation.DiffAugment()


def test_a_recipe_that_there_is_not_is_told(images, file):
    says = r"recipe must be paper, short, few-pictures, small or relativistic, got 'tiny'"
    with pytest.raises(pg.InputError, match=says):
        pg.recipe("tiny")
    with pytest.raises(pg.InputError, match=says):
        resolve(Options(), images, file('recipe = "tiny"'))


def test_a_recipe_of_other_networks_is_told(images):
    with pytest.raises(pg.InputError) as told:
        followed(images, "small", family="blur")
    assert str(told.value) == (
        "the recipe small tells sizes that networks of the family blur have not (filters_base, "
        "filters_max); give another recipe or another family"
    )
