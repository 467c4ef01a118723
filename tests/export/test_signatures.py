"""What a SavedModel offers besides its default signature."""

import base64
import io
import json

import keras
import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

import keras_pggan as pg

LABELLED = {"label_count": 3, "base_shape": (4, 6)}


@pytest.fixture(scope="module", params=[{}, {"channels": 1}, LABELLED], ids=["", "gray", "labels"])
def network(request):
    keras.utils.set_random_seed(5)
    shape = {"resolution": 8, "filters_base": 16, "filters_max": 8, "latent_dim": 5}
    network = pg.GrowingGenerator(pg.NetworkConfig(**shape, **request.param))
    for weight in network.weights:  # so that some values are beyond [-1, 1]
        weight.assign(weight * 3)
    return network


@pytest.fixture(scope="module")
def exported(network, tmp_path_factory):
    """As TensorFlow Serving expects it: a folder with the number of a version."""
    out = tmp_path_factory.mktemp("models") / "faces" / "1"
    assert pg.export_model(network, out).difference <= 1e-5
    return out


@pytest.fixture(scope="module")
def loaded(exported):
    return tf.saved_model.load(str(exported))


def inputs_of(network, count):
    """Latents and, with classes, labels, by name."""
    classes = network.config.label_count
    labels = {"labels": np.arange(count) % classes} if classes else {}
    return {"latents": pg.latents(count, 5, seed=3), **labels}


def expected_of(network, inputs, level=1):
    generator = pg.load_generator(network.straight_through(level))
    return np.clip(generator.call(*inputs.values()) / 2 + 0.5, 0, 1)


def test_each_resolution_has_a_signature_and_the_largest_is_the_default(network, loaded):
    assert set(loaded.signatures) == {
        *("serving_default", "serve", "default", "images_4", "images_8", "uint8", "png")
    }
    inputs = inputs_of(network, 3)
    for level, names in enumerate((["images_4"], ["images_8", "serve", "serving_default"])):
        expected = expected_of(network, inputs, level)
        for name in names:
            made = loaded.signatures[name](**inputs)
            assert list(made) == ["images"]
            assert made["images"].shape == expected.shape
            np.testing.assert_allclose(made["images"], expected, rtol=0, atol=1e-5)


def test_it_is_called_as_a_module_of_tf_hub_is(network, loaded):
    """And `signatures["default"](latents)["default"]`, as the module progan-128."""
    inputs = inputs_of(network, 2)
    expected = expected_of(network, inputs)
    np.testing.assert_allclose(loaded(*inputs.values()), expected, rtol=0, atol=1e-5)
    first = [inputs["latents"]] if len(inputs) == 1 else []
    rest = {} if first else inputs
    made = loaded.signatures["default"](*map(tf.constant, first), **rest)["default"]
    np.testing.assert_allclose(made, expected, rtol=0, atol=1e-5)
    small = loaded.images_4(*inputs.values())
    np.testing.assert_allclose(small, expected_of(network, inputs, 0), rtol=0, atol=1e-5)


def test_bytes_and_files_are_the_pictures_of_generate(network, loaded):
    inputs = inputs_of(network, 3)
    expected = pg.generate_from(network, inputs["latents"]).astype(int)
    made = loaded.signatures["uint8"](**inputs)["images"]
    assert made.dtype == tf.uint8
    np.testing.assert_allclose(made.numpy().astype(int), expected, atol=1)
    files = loaded.signatures["png"](**inputs)["png_bytes"].numpy()
    np.testing.assert_array_equal([pixels_of(file) for file in files], made)


def pixels_of(file):
    pixels = np.asarray(Image.open(io.BytesIO(file)))
    return pixels[..., None] if pixels.ndim == 2 else pixels


def test_it_is_a_layer_of_keras(network, exported):
    inputs = inputs_of(network, 2)
    layer = keras.layers.TFSMLayer(str(exported))
    labels = {"labels": keras.Input((), dtype="int64")} if "labels" in inputs else {}
    latents = keras.Input((5,))
    model = keras.Model([latents, *labels.values()], layer(latents, **labels))
    made = model.predict(list(inputs.values()), verbose=0)
    np.testing.assert_allclose(made, expected_of(network, inputs), rtol=0, atol=1e-5)
    assert len(layer.trainable_weights) == len(network.straight_through(1).trainable_weights)
    small = keras.layers.TFSMLayer(str(exported), call_endpoint="images_4")
    assert small(inputs.pop("latents"), **inputs).shape == (2, *network.config.image_shape(0))


def test_latents_have_the_gradients_that_they_have_in_keras(network, loaded):
    """By which latents of a picture are looked for, as with modules of TF Hub."""
    inputs = inputs_of(network, 2)
    labels = [inputs["labels"]] if "labels" in inputs else []
    model = pg.load_generator(network).model
    variable = tf.Variable(inputs["latents"] * 0.1)
    with tf.GradientTape(persistent=True) as tape:
        one_hot = [keras.ops.one_hot(*labels, 3)] if labels else []
        own = model([variable, *one_hot] if labels else variable)
        own = tf.reduce_sum(tf.clip_by_value(own / 2 + 0.5, 0, 1) ** 2)
        exported = tf.reduce_sum(loaded(variable, *labels) ** 2)
    expected, found = (tape.gradient(each, variable) for each in (own, exported))
    assert np.abs(expected).max() > 0.01
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-4)


def test_a_request_to_tensorflow_serving_is_answered(network, loaded):
    """By its rules for JSON: instances are stacked, and *_bytes are sent in base64."""
    inputs = inputs_of(network, 2)
    instances = [
        {name: values[row].tolist() for name, values in inputs.items()} for row in range(2)
    ]
    body = json.loads(json.dumps({"signature_name": "png", "instances": instances}))
    signature = loaded.signatures[body["signature_name"]]
    _, specs = signature.structured_input_signature
    given = {
        name: tf.constant([each[name] for each in body["instances"]], spec.dtype)
        for name, spec in specs.items()
    }
    ((output, files),) = signature(**given).items()
    assert output.endswith("_bytes")
    answer = json.dumps(
        {"predictions": [{"b64": base64.b64encode(file).decode()} for file in files.numpy()]}
    )
    pictures = [
        pixels_of(base64.b64decode(each["b64"])) for each in json.loads(answer)["predictions"]
    ]
    expected = pg.generate_from(network, inputs["latents"]).astype(int)
    np.testing.assert_allclose(np.asarray(pictures, int), expected, atol=1)


def test_one_resolution_alone_has_no_others(network, tmp_path):
    pg.export_model(network, tmp_path / "small", resolution=4)
    loaded = tf.saved_model.load(str(tmp_path / "small"))
    found = {name for name in loaded.signatures if name.startswith("images_")}
    assert found == {"images_4"}
    assert pg.load_generator(tmp_path / "small").image_shape[0] == 4


def test_one_of_a_fixed_batch_draws_any_number(network, tmp_path):
    pg.export_model(network, tmp_path / "fixed", batch=3)
    loaded = tf.saved_model.load(str(tmp_path / "fixed"))
    _, given = loaded.signatures["images_4"].structured_input_signature
    assert given["latents"].shape == (3, 5)
    for count in (1, 3, 7):
        places = (tmp_path / "fixed", network)
        made, expected = (pg.generate(each, count, seed=2) for each in places)
        np.testing.assert_allclose(made.astype(int), expected, atol=1)
