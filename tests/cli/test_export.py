"""`keras-pggan export`, held against the model that was exported."""

import keras
import numpy as np
import pytest
import tensorflow as tf


@pytest.fixture(scope="module")
def signature(exported):
    # The signature alone does not keep the weights alive.
    loaded = tf.saved_model.load(str(exported))
    signature = loaded.signatures["serving_default"]
    signature.owner = loaded
    return signature


def test_the_signature_takes_latents_and_gives_images(signature):
    _, given = signature.structured_input_signature
    returned = signature.structured_outputs
    assert {name: (spec.shape.as_list(), spec.dtype) for name, spec in given.items()} == {
        "latents": ([None, 8], tf.float32)
    }
    assert {name: (spec.shape.as_list(), spec.dtype) for name, spec in returned.items()} == {
        "images": ([None, 8, 8, 3], tf.float32)
    }


@pytest.mark.parametrize("batch", [1, 3, 17])
def test_any_batch_agrees_with_the_keras_model(signature, run, batch):
    drawn = np.random.default_rng(batch).standard_normal((batch, 8), dtype=np.float32)
    images = signature(latents=tf.constant(drawn))["images"].numpy()
    returned = keras.ops.convert_to_numpy(keras.models.load_model(run / "generator.keras")(drawn))
    np.testing.assert_allclose(images, np.clip((returned + 1) / 2, 0, 1), rtol=0, atol=1e-5)
    assert images.std() > 0.01
    assert images.min() >= 0
    assert images.max() <= 1


def test_a_keras_file_is_exported_like_its_run(command, run, tmp_path, signature):
    out = tmp_path / "new" / "export"
    result = command("export", run / "generator.keras", "--out", out)
    assert result.exit_code == 0, (result.exception, result.output)
    assert str(out) in result.stdout
    assert "latents (batch, 8) to images (batch, 8, 8, 3)" in result.stdout
    assert [path.name for path in out.parent.iterdir()] == ["export"]
    drawn = tf.random.stateless_normal((2, 8), seed=(0, 1))
    loaded = tf.saved_model.load(str(out))
    np.testing.assert_array_equal(
        loaded.signatures["serving_default"](latents=drawn)["images"],
        signature(latents=drawn)["images"],
    )


def test_a_folder_with_content_or_a_file_is_refused_and_stays_as_it_is(
    refused, run, tmp_path, contents
):
    folder, file = tmp_path / "holiday", tmp_path / "notes"
    folder.mkdir()
    (folder / "beach.txt").write_text("sand")
    file.write_text("note")
    before = contents(tmp_path)
    for out in (folder, file):
        refused("export", run, "--out", out, says=out)
    assert contents(tmp_path) == before


def test_a_saved_model_is_not_exported_again(refused, exported, tmp_path, contents):
    before = contents(exported)
    says = f"{exported}: this is a SavedModel already; copy its folder"
    refused("export", exported, "--out", tmp_path / "new", says=says)
    assert list(tmp_path.iterdir()) == []
    assert contents(exported) == before


def test_a_model_that_is_missing_is_told_and_nothing_written(refused, tmp_path):
    model = tmp_path / "missing"
    refused("export", model, "--out", tmp_path / "new", says=model)
    assert list(tmp_path.iterdir()) == []
