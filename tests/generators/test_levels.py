"""A generator at each of the resolutions that it was grown through."""

import numpy as np
import pytest

import keras_pggan as pg
from keras_pggan.generators.levels import at_resolution, growing_network, resolutions

NETWORK = pg.NetworkConfig(resolution=16, filters_base=32, filters_max=8, latent_dim=5)


@pytest.fixture(scope="module")
def network():
    return pg.GrowingGenerator(NETWORK)


@pytest.fixture(scope="module")
def folder(network, tmp_path_factory):
    folder = tmp_path_factory.mktemp("zoo") / "run" / "preset"
    pg.save_to_preset(network, folder)
    return folder


def test_a_preset_a_run_that_has_one_and_a_gan_have_all_resolutions(network, folder):
    gan = pg.ProgressiveGAN(network, pg.GrowingDiscriminator(NETWORK))
    for model in (network, folder, str(folder), folder.parent, gan):
        assert resolutions(growing_network(model)) == [4, 8, 16]
        for level, resolution in enumerate((4, 8, 16)):
            made = pg.generate(at_resolution(model, resolution), 3, seed=2)
            expected = pg.generate(network.straight_through(level), 3, seed=2)
            np.testing.assert_array_equal(made, expected)


def test_a_resolution_that_there_is_not_is_refused(folder):
    for wrong in (5, 32, "8"):
        with pytest.raises(pg.InputError, match="resolution must be 4, 8 or 16, got"):
            at_resolution(folder, wrong)


def test_what_has_one_resolution_says_so(network, tmp_path):
    model = network.straight_through(1)
    model.save(tmp_path / "one.keras")
    for given in (model, tmp_path / "one.keras"):
        with pytest.raises(pg.InputError, match="it has one resolution; lower ones are those of a"):
            at_resolution(given, 8)


def test_a_lower_resolution_is_exported(network, folder, command, tmp_path):
    out = tmp_path / "small"
    result = command("export", folder.parent, "--out", out, "--resolution", "8")
    assert result.exit_code == 0, result.output
    assert "to images (batch, 8, 8, 3)" in result.stdout
    made, expected = pg.generate(out, 2), pg.generate(network.straight_through(1), 2)
    np.testing.assert_allclose(made.astype(int), expected, atol=1)
    pg.export_model(network, tmp_path / "other", resolution=4)
    assert pg.load_generator(tmp_path / "other").image_shape == (4, 4, 3)
