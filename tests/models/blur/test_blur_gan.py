"""The blur fades by the schedule, and whatever trains is exact through it."""

import dataclasses
import shutil

import numpy as np
import pytest
import scipy.ndimage

import keras_pggan as pg
from keras_pggan.models.blur.blur_gan import blur_at
from keras_pggan.models.building import build_gan
from keras_pggan.runs.checkpoints import Checkpoints
from keras_pggan.runs.config import TrainConfig
from keras_pggan.training.options import Options
from keras_pggan.training.recipe import recipe_in_words
from keras_pggan.training.resolving import resolve
from keras_pggan.zoo import from_preset, read_artefact

BATCH, IMAGES = 4, 80
NETWORK = pg.BlurNetworkConfig(resolution=16, filters=2, latent_dim=4, normalization="batch")


def config_of(network, images=IMAGES, **values):
    schedule = pg.Schedule.growing(network, images_per_phase=images, batch_size=BATCH)
    return TrainConfig(
        family="blur",
        data="pieces",
        network=network,
        schedule=schedule,
        loss=pg.losses.BinaryCrossEntropy(),
        **values,
    )


@pytest.fixture(scope="module")
def images(real_pictures):
    return pg.data.Images(pg.data.Pictures(np.ascontiguousarray(real_pictures[:, ::2, ::2])))


@pytest.mark.parametrize(("share", "radius"), [(0, 19.2), (0.2, 9.6), (0.4, 0), (0.7, 0), (1.0, 0)])
def test_the_radius_at_parts_of_a_run_of_192_pixels(share, radius):
    config = config_of(pg.BlurNetworkConfig(filters=1), images=10_000)
    gan = build_gan(config)
    (phase,) = config.schedule
    gan.enter(phase)
    assert float(gan.moved_at(phase, share * 10_000.0)) == pytest.approx(radius, abs=1e-4)
    assert float(blur_at(share, 0.4, 19.2)) == pytest.approx(radius, abs=1e-4)


def test_reals_and_fakes_are_shown_blurred_by_the_radius_of_the_step(images, real_pictures):
    gan = build_gan(config_of(dataclasses.replace(NETWORK, resolution=32)))
    pictures = real_pictures[:2].astype("float32") / 127.5 - 1
    for radius in (3.2, 0.0):
        gan.move(radius)
        expected = scipy.ndimage.gaussian_filter(pictures, (0, radius, radius, 0), mode="reflect")
        for real in (True, False):
            np.testing.assert_allclose(gan.seen(pictures, None, real=real), expected, atol=2e-3)


def test_after_the_first_phase_nothing_is_blurred(images):
    gan = build_gan(config_of(NETWORK))
    (phase,) = config_of(NETWORK).schedule
    gan.enter(phase, before=IMAGES, total=2 * IMAGES)
    assert float(gan.moved_at(phase, 0.0)) == 0.0


@pytest.fixture(scope="module")
def config():
    """Cut off at half of the fade, which is the whole run."""
    network = dataclasses.replace(NETWORK, blurred_share=1.0)
    return config_of(network, checkpoint_images=IMAGES // 2, checkpoints_kept=100)


def trained(config, images, folder):
    gan = build_gan(config)
    run = pg.train(gan, images, config.schedule, folder, options=config.run_options())
    return gan, run


@pytest.mark.slow
def test_a_run_that_is_cut_off_in_the_middle_of_the_fade_ends_the_same(config, images, tmp_path):
    whole, run = trained(config, images, tmp_path / "whole")
    cut = tmp_path / "cut"
    shutil.copytree(run.path, cut)
    shutil.rmtree(max((cut / "checkpoints").iterdir()))
    assert Checkpoints(cut / "checkpoints").latest().position.phase_images == IMAGES // 2
    again, _ = trained(config, images, cut)
    for one, other in zip(whole.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_average_has_the_statistics_of_the_batches(config, images, tmp_path):
    gan, run = trained(config, images, tmp_path / "run")
    means = [w for w in gan.averaged_generator.weights if w.name == "moving_mean"]
    assert means
    assert all(mean.numpy().any() for mean in means)
    one, other = pg.generate(run.path, 3), pg.generate(from_preset(run.preset), 3)
    np.testing.assert_array_equal(one, other)


def test_its_networks_are_trained_as_the_source_did_whatever_the_recipe(images, tmp_path):
    """Whose rates are for equalized weights; what is given counts before that."""
    given = {"family": "blur", "phase_images": 640}
    source = pg.losses.BinaryCrossEntropy(), 64, 1e-4
    for recipe in ({}, {"recipe": "few-pictures"}, {"recipe": "paper"}):
        config = resolve(Options(**given, **recipe), images)
        (phase,) = config.schedule
        assert (config.loss, phase.batch_size, phase.learning_rate) == source
        assert config.recipe == recipe.get("recipe", "short")
        assert (config.augment is not None) == (config.recipe == "few-pictures")
    config = resolve(Options(**given), images)
    assert "short, but for loss.name binary-cross-entropy (not non-sat" in recipe_in_words(config)
    more = {"batch_size": 4, "learning_rate": 1e-3, "loss": "hinge"}
    (tmp_path / "a.toml").write_text('family = "blur"\nphase_images = 640\nbatch_size = 8\n')
    config = resolve(Options(**more), images, tmp_path / "a.toml")
    (phase,) = config.schedule
    assert (config.loss.name, phase.batch_size, phase.learning_rate) == ("hinge", 4, 1e-3)
    again = resolve(Options(), images, started=config)
    assert (again.loss, again.schedule) == (config.loss, config.schedule)
    preset = resolve(Options(preset="birds_192", recipe="short", resolution=32), images)
    (phase,) = preset.schedule
    assert (preset.loss, phase.batch_size, phase.learning_rate) == source


def test_the_largest_resolution_of_pictures_is_taken(images):
    assert resolve(Options(family="blur", phase_images=64), images).network.resolution == 16
    network = pg.BlurGAN.network_for((200, 300), {})
    assert network == {"resolution": 192}
    assert pg.BlurGAN.network_for((200, 300), {}, most=100) == {"resolution": 96}
    assert pg.BlurGAN.network_for((200, 300), {"resolution": 64}) == {}


def test_a_generator_that_is_saved_alone_says_its_family(tmp_path):
    pg.save_to_preset(pg.BlurGenerator(NETWORK), tmp_path / "alone")
    assert read_artefact(tmp_path / "alone").family == "blur"
    assert "of the family blur" in (tmp_path / "alone" / "card.md").read_text()


@pytest.mark.slow
def test_a_run_is_made_longer_and_stays_sharp(config, images, tmp_path):
    _, run = trained(config, images, tmp_path / "run")
    (phase,) = config.schedule
    longer = dataclasses.replace(phase, images=2 * IMAGES)
    pg.train(build_gan(config), images, [longer], run.path, options=config.run_options())
    table = [line.split(",") for line in run.history.read_text().splitlines()]
    blur = [float(row[table[0].index("blur")]) for row in table[1:]]
    assert blur[0] == pytest.approx(1.6)
    assert blur[IMAGES // BATCH :] == [0.0] * (len(blur) - IMAGES // BATCH)
    assert len(blur) == 2 * IMAGES // BATCH
