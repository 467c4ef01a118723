"""What pictures and exports may be made of: the same of every form of one generator."""

import numpy as np
import pytest

import keras_pggan as pg

CONFIG = pg.NetworkConfig(resolution=8, filters_base=16, filters_max=8, latent_dim=8)
GROWING = pg.Schedule.growing(CONFIG, images_per_phase=8, batch_size=4)


@pytest.fixture(scope="module")
def gan():
    return pg.ProgressiveGAN(pg.GrowingGenerator(CONFIG), pg.GrowingDiscriminator(CONFIG))


@pytest.fixture(scope="module")
def run(gan, real_pictures, tmp_path_factory):
    """A run of one phase, whose GAN is at hand."""
    folder = tmp_path_factory.mktemp("runs") / "run"
    return pg.train(gan, real_pictures[:8, ::4, ::4], pg.Schedule(GROWING.phases[-1:]), folder)


def test_every_form_of_a_generator_draws_the_same_pictures(run, gan):
    expected = pg.generate(pg.load_generator(run.path), 3, seed=2)
    forms = (run, run.path, str(run.path), run.generator, gan, gan.averaged_generator)
    for form in forms:
        np.testing.assert_array_equal(pg.generate(form, 3, seed=2), expected)


def test_a_gan_in_a_phase_draws_the_pictures_of_the_phase(run, gan):
    gan.enter(GROWING[0])
    assert pg.generate(gan, 2).shape == (2, 4, 4, 3)
    gan.leave()
    assert pg.generate(gan, 2).shape == (2, 8, 8, 3)


@pytest.mark.parametrize("form", ["run", "path", "gan"])
def test_every_form_of_a_generator_is_exported(run, gan, tmp_path, form):
    given = {"run": run, "path": run.generator, "gan": gan}[form]
    assert pg.export_saved_model(given, tmp_path / "saved") < 1e-5
    pictures, again = pg.generate(given, 2), pg.generate(tmp_path / "saved", 2)
    assert np.abs(pictures.astype(int) - again).max() <= 1


@pytest.mark.parametrize("given", [3, None, {"latent_dim": 8}, [1, 2]])
def test_what_is_no_generator_is_told(tmp_path, given):
    says = "a run, the path of one, of a .keras file or of a SavedModel, or a Keras model is "
    for use in (pg.load_generator, lambda each: pg.generate(each, 1)):
        with pytest.raises(pg.InputError, match=f"^{says}"):
            use(given)
    with pytest.raises(pg.InputError, match=f"^{says}"):
        pg.export_saved_model(given, tmp_path / "saved")
    assert not (tmp_path / "saved").exists()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda gan: pg.latents(2, 8, seed=-1), "seed must be 0 or more, got -1"),
        (lambda gan: pg.latents("2", 8), "count must be a whole number, got '2'"),
        (lambda gan: pg.latents(2, 0), "latent_dim must be 1 or more, got 0"),
        (lambda gan: pg.generate(gan, 2, seed=1.5), "seed must be a whole number, got 1.5"),
        (lambda gan: pg.generate(gan, 0), "count must be 1 or more, got 0"),
        (lambda gan: pg.generate(gan, 2, batch_size=0), "batch_size must be 1 or more, got 0"),
    ],
)
def test_numbers_that_are_none_are_told(gan, make, says):
    with pytest.raises(pg.InputError) as told:
        make(gan)
    assert str(told.value) == says
