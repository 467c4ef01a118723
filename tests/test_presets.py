"""Presets of data sets build, have the sizes that they say, and train."""

import numpy as np
import pytest
from slow_parameters import with_slow

import keras_pggan as pg
from keras_pggan.models.building import build_gan
from keras_pggan.models.progressive.parameters import discriminator_parameters, generator_parameters
from keras_pggan.presets import PRESETS, preset_of
from keras_pggan.recipes import RECIPES
from keras_pggan.training.options import Options
from keras_pggan.training.resolving import resolve

CLASSES = {"cifar10_32": 10, "mnist_32": 10, "fashion_mnist_32": 10}
GRAY = ("mnist_32", "fashion_mnist_32", "kanji_64")
# Of generator and discriminator, all levels and RGB heads; the paper's networks.
PAPER_PARAMETERS = {
    1024: (23_079_115, 23_087_249),
    256: (23_044_309, 23_052_353),
    128: (22_933_394, 22_941_313),
}
SMALL = [name for name, preset in PRESETS.items() if "filters_max" in preset.values["network"]]
LARGE = [name for name in PRESETS if name not in SMALL]


class Stand:
    """A training set of a size that need not be there."""

    def __init__(self, name):
        size, channels = PRESETS[name].values["network"]["resolution"], 1 if name in GRAY else 3
        self.image_shape = (size, size, channels)
        self.label_count, self.class_names = CLASSES.get(name, 0), ()
        self.source, self.sha256 = f"{name}.npz", ""


def configured(name, **options):
    return resolve(Options(preset=name, **options), Stand(name))


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_a_whole_configuration(name):
    config, values = configured(name), PRESETS[name].values
    assert config.recipe == values["recipe"] in RECIPES
    assert config.network.resolution == values["network"]["resolution"]
    assert {phase.images for phase in config.schedule} == {values["phase_images"]}
    assert len(config.schedule) == 2 * config.network.level_count - 1
    assert config.family == values.get("family", "progressive")
    assert config.network.label_count == CLASSES.get(name, 0)


@pytest.mark.parametrize("name", [name for name in LARGE if "family" not in PRESETS[name].values])
def test_networks_of_the_paper_have_its_parameters(name):
    network = configured(name).network
    found = generator_parameters(network), discriminator_parameters(network)
    assert found == PAPER_PARAMETERS[network.resolution]


def test_the_penalty_of_cifar_is_the_paper_s():
    loss = configured("cifar10_32").loss
    assert (loss.name, loss.target_norm, loss.penalty_weight) == ("wasserstein-gp", 750.0, 10.0)


@pytest.mark.parametrize("name", ["kanji_64", "emoji_64", "fashion_mnist_32"])
def test_what_is_to_fit_a_wheel_does(name):
    network = configured(name).network
    assert 2 * generator_parameters(network) < 3e6  # bytes, as float16


@pytest.mark.parametrize("name", with_slow([*SMALL, *LARGE], LARGE))
def test_a_step_of_the_first_two_phases_changes_both_networks(name):
    config = configured(name, batch_size=4, phase_images=4)
    gan = build_gan(config)
    images = np.random.default_rng(0).integers(0, 256, (4, *Stand(name).image_shape), np.uint8)
    for phase in list(config.schedule)[:2]:
        before = gan.generator.get_weights(), gan.discriminator.get_weights()
        gan.enter(phase)
        gan.compile()
        labels = np.arange(4) if config.network.label_count else None
        gan.fit(images, labels, verbose=0)
        after = gan.generator.get_weights(), gan.discriminator.get_weights()
        for old, new in zip(before, after, strict=True):
            assert any(np.any(a != b) for a, b in zip(old, new, strict=True))
            assert all(np.isfinite(each).all() for each in new)
        gan.leave()


def test_what_is_given_and_what_a_file_says_count_before_a_preset(tmp_path):
    file = tmp_path / "a.toml"
    file.write_text('preset = "mnist_32"\nbatch_size = 8\n[network]\nfilters_max = 32\n')
    config = resolve(Options(latent_dim=16), Stand("mnist_32"), file)
    assert (config.network.latent_dim, config.network.filters_max) == (16, 32)
    assert config.network.filters_base == 512
    assert {(phase.batch_size, phase.images) for phase in config.schedule} == {(8, 40_000)}
    other = resolve(Options(preset="kanji_64"), Stand("kanji_64"), file)
    assert other.network.filters_base == 2048


def test_a_recipe_that_is_asked_for_counts_before_that_of_a_preset():
    config = configured("cifar10_32", recipe="short")
    assert (config.recipe, config.loss.name) == ("short", "non-saturating-r1")
    assert (config.network.filters_max, config.schedule[0].images) == (128, 400_000)


def test_phases_of_a_file_are_not_those_of_a_preset(tmp_path):
    phase = "level = 0\nheight = 4\nwidth = 4\nfade_in = false\nimages = 8\nbatch_size = 4\n"
    file = tmp_path / "a.toml"
    file.write_text(f"[[phases]]\n{phase}")
    (found,) = resolve(Options(preset="mnist_32"), Stand("mnist_32"), file).schedule
    assert (found.images, found.batch_size) == (8, 4)


def test_a_name_that_there_is_not_is_refused():
    for name in ("mnist", 3):
        with pytest.raises(pg.InputError, match="preset must be one of celebahq_1024, ") as told:
            preset_of(name)
        assert repr(name) in str(told.value)
