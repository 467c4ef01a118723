"""Exports hold what the generator in memory does, or are not there."""

import dataclasses

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_pggan as pg
from keras_pggan.export.saved_model import export_saved_model
from keras_pggan.export.units import to_unit
from keras_pggan.files import check_new_folder


@pytest.fixture(scope="module")
def generator(tmp_path_factory):
    """A generator whose pictures reach far beyond [-1, 1]."""
    keras.utils.set_random_seed(5)
    config = pg.NetworkConfig(resolution=4, filters_base=8, filters_max=4, latent_dim=5)
    model = pg.GrowingGenerator(config).straight_through(0)
    kernel = model.trainable_weights[-2]
    kernel.assign(kernel * 3)
    path = tmp_path_factory.mktemp("models") / "generator.keras"
    model.save(path)
    return pg.load_generator(path)


@pytest.fixture(scope="module")
def exported(generator, tmp_path_factory):
    """The folder of an export, and the difference that was told; the folder was there, empty."""
    out = tmp_path_factory.mktemp("exports") / "empty"
    out.mkdir()
    return out, export_saved_model(generator, out)


def test_to_unit_maps_minus_one_to_zero_and_one_to_one_and_cuts_the_rest():
    given = np.array([-1.5, -1.0, -0.5, 0.0, 1.0, 7.0], np.float32)
    np.testing.assert_allclose(to_unit(given), [0, 0, 0.25, 0.5, 1, 1])


def test_images_of_an_export_are_those_of_the_model_cut_to_the_unit_range(generator, exported):
    out, difference = exported
    drawn = np.random.default_rng(1).standard_normal((9, 5), dtype=np.float32)
    loaded = tf.saved_model.load(str(out))
    images = loaded.signatures["serving_default"](latents=tf.constant(drawn))["images"].numpy()
    returned = keras.ops.convert_to_numpy(generator.model(drawn))
    assert np.abs(returned).max() > 1
    assert (images.min(), images.max()) == (0, 1)
    np.testing.assert_allclose(images, np.clip((returned + 1) / 2, 0, 1), rtol=0, atol=1e-5)
    assert 0 <= difference <= 1e-5


def test_an_export_leaves_nothing_beside_it(exported):
    out, _ = exported
    assert list(out.parent.iterdir()) == [out]
    assert {"saved_model.pb", "variables"} <= {path.name for path in out.iterdir()}


def test_an_export_is_loaded_as_a_generator_and_not_exported_again(generator, exported, tmp_path):
    loaded = pg.load_generator(exported[0])
    assert (loaded.latent_dim, loaded.image_shape) == (5, (4, 4, 3))
    ours, theirs = (pg.generate(each, 5, seed=2).astype(int) for each in (generator, loaded))
    np.testing.assert_allclose(theirs, ours, atol=1)
    with pytest.raises(pg.InputError, match="this is a SavedModel already; copy its folder"):
        export_saved_model(loaded, tmp_path / "again")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("shift", [2e-3, np.nan])
def test_an_export_that_differs_from_its_generator_is_not_left_behind(generator, tmp_path, shift):
    other = dataclasses.replace(generator, call=lambda batch: generator.call(batch) + shift)
    with pytest.raises(pg.InputError, match="nothing was written"):
        export_saved_model(other, tmp_path / "export")
    assert list(tmp_path.iterdir()) == []


def test_only_a_new_or_an_empty_folder_is_written_to(generator, tmp_path):
    empty, full, file = tmp_path / "empty", tmp_path / "full", tmp_path / "file"
    empty.mkdir()
    full.mkdir()
    (full / "note").write_text("kept")
    file.write_text("kept")
    for out in (tmp_path / "new", empty):
        assert check_new_folder(str(out)) == out
    for out in (full, file):
        with pytest.raises(pg.InputError, match=str(out)):
            export_saved_model(generator, out)
    assert (full / "note").read_text() == file.read_text() == "kept"
    assert not (tmp_path / "new").exists()
