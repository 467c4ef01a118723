"""Which resolutions of a model are exported, and which of its weights."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_pggan as pg
from keras_pggan.export.resolutions import at_place

SHAPE = pg.NetworkConfig(resolution=16, filters_base=32, filters_max=8, latent_dim=5)


@pytest.fixture(scope="module")
def network():
    return pg.GrowingGenerator(SHAPE)


@pytest.fixture(scope="module")
def run(network, tmp_path_factory):
    """What a run leaves of the level that it completed."""
    folder = tmp_path_factory.mktemp("runs") / "run"
    pg.save_to_preset(network, folder / "preset")
    network.straight_through(2).save(folder / "generator.keras")
    return folder


def weights_of(network):
    """Those that pictures follow from; alpha is of fade-ins alone."""
    return [each for each in network.variables if each.path != "fade/alpha"]


def heights(generator):
    return [each.image_shape[0] for each in generator.of_each_resolution]


def test_all_are_those_of_a_run_a_preset_and_a_network_with_one_set_of_weights(network, run):
    drawn = pg.latents(2, 5)
    for model in (network, run, run / "preset", str(run)):
        generator = at_place(model, "all")
        assert heights(generator) == [4, 8, 16]
        assert generator.source == (str(model) if model is not network else "model")
        kept = {id(v) for each in generator.of_each_resolution for v in each.model.variables}
        assert len(kept) == len(weights_of(network))
        for level, each in enumerate(generator.of_each_resolution):
            expected = pg.load_generator(network.straight_through(level)).call(drawn)
            np.testing.assert_allclose(each.call(drawn), expected, rtol=0, atol=1e-6)


def test_a_gan_has_those_to_the_one_that_it_is_at(network):
    gan = pg.ProgressiveGAN(network, pg.GrowingDiscriminator(SHAPE))
    shape = {"height": 8, "width": 8, "images": 8, "batch_size": 4}
    gan.enter(pg.Phase(level=1, fade_in=True, **shape))
    generator = at_place(gan, "all")
    assert heights(generator) == [4, 8]
    drawn = pg.latents(2, 5)
    np.testing.assert_array_equal(generator.call(drawn), pg.load_generator(gan).call(drawn))


def test_what_has_one_resolution_has_that(network, run, tmp_path):
    blur = pg.BlurGenerator(pg.BlurNetworkConfig(resolution=8, filters=2, latent_dim=5))
    for model in (network.straight_through(1), run / "generator.keras", blur):
        assert len(heights(at_place(model, "all"))) == 1
    out = tmp_path / "all"
    pg.export_model(run / "generator.keras", out, format="onnx", resolution="all")
    assert [path.name for path in out.iterdir()] == ["images_16.onnx"]


def test_the_command_writes_a_folder_of_all_and_a_fixed_batch(command, refused, run, tmp_path):
    out = tmp_path / "all"
    arguments = ("export", run, "--format", "onnx", "--batch", "2")
    result = command(*arguments, "--out", out, "--resolution", "all")
    assert result.exit_code == 0, result.output
    told = f"ONNX models in {out}: latents (2, 5) to images (2, 16, 16, 3), and of heights 4, 8; it"
    assert result.stdout.startswith(told)
    assert sorted(path.name for path in out.iterdir()) == [
        *("images_16.onnx", "images_4.onnx", "images_8.onnx")
    ]
    file = tmp_path / "file.onnx"
    for wrong in ("x", "0", "-1", "", "2.5"):
        says = ("--batch must be 1 or more, or dynamic, got", wrong)
        refused("export", run, "--out", file, "--format", "onnx", "--batch", wrong, says=says)
    for wrong in ("x", "5", ""):
        says = ("--resolution must be 4, 8 or 16, or all, got", wrong)
        refused("export", run, "--out", file, "--resolution", wrong, "--format", "onnx", says=says)
    assert list(tmp_path.iterdir()) == [out]


def test_a_saved_model_of_a_run_has_all_and_weights_once(command, run, network, tmp_path):
    result = command("export", run, "--out", tmp_path / "faces" / "1")
    assert result.exit_code == 0, result.output
    loaded = tf.saved_model.load(str(tmp_path / "faces" / "1"))
    assert {"images_4", "images_8", "images_16"} < set(loaded.signatures)
    assert len(loaded.variables) == len(weights_of(network))


def test_one_resolution_that_is_wrong_leaves_nothing(network, tmp_path, monkeypatch):
    """Of a SavedModel with several, whichever it is."""
    right = pg.export.SavedModel.write

    def wrong_small(self, generator, path, precision="float32"):
        small = keras.Model(*parts(generator.lower[0].model))
        lower = (pg.load_generator(small), *generator.lower[1:])
        right(self, generator.__class__(**{**vars(generator), "lower": lower}), path, precision)

    def parts(model):
        inputs = keras.Input((5,))
        return inputs, model(inputs) + 0.1

    monkeypatch.setattr(pg.export.SavedModel, "write", wrong_small)
    with pytest.raises(pg.InputError, match=r"differ by 0\.05.*nothing was written"):
        pg.export_model(network, tmp_path / "export")
    assert not list(tmp_path.iterdir())
