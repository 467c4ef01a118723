"""Models that map pictures to features, from wherever they are loaded."""

import cv2
import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_pggan.errors import InputError
from keras_pggan.metrics import open_extractor, streamed_statistics


def make_model(*, side=8, channels=3, outputs="both"):
    keras.utils.set_random_seed(1)
    pictures = keras.Input((side, side, channels))
    hidden = keras.layers.Rescaling(1 / 255)(pictures)
    hidden = keras.layers.Conv2D(4, 3, activation="relu")(hidden)
    features = keras.layers.GlobalAveragePooling2D(name="features")(hidden)
    probabilities = keras.layers.Dense(3, activation="softmax", name="probabilities")(features)
    logits = keras.layers.Dense(3)(features)
    results = {
        "features": features,
        "both": [features, probabilities],
        "logits": [features, logits],
        "maps": hidden,
    }
    return keras.Model(pictures, results[outputs])


@pytest.fixture
def saved(tmp_path):
    def save(**options):
        path = tmp_path / "extractor.keras"
        make_model(**options).save(path)
        return path

    return save


@pytest.fixture(scope="module")
def pictures():
    return np.random.default_rng(0).integers(0, 256, (70, 8, 8, 3), np.uint8)


def test_features_are_those_of_the_model(saved, pictures):
    path = saved()
    found = open_extractor(path).features(pictures)
    values, probabilities = make_model().predict(pictures.astype(np.float32), verbose=0)
    np.testing.assert_allclose(found.values, values, atol=1e-5)
    np.testing.assert_allclose(found.probabilities, probabilities, atol=1e-5)
    assert found.extractor.startswith("extractor.keras ")


@pytest.mark.parametrize("outputs", ["features", "both"])
@pytest.mark.parametrize("side", [8, 11])
def test_gradients_go_through_the_same_features(saved, pictures, outputs, side):
    extractor = open_extractor(saved(outputs=outputs, side=side))
    given = tf.constant(pictures[:3], tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(given)
        values = extractor.differentiable(given)
    np.testing.assert_allclose(values, extractor.features(pictures[:3]).values, atol=1e-4)
    assert np.abs(tape.gradient(values, given)).max() > 0
    gray = extractor.differentiable(given[..., :1])
    wanted = extractor.features(pictures[:3, ..., :1]).values
    np.testing.assert_allclose(gray, wanted, atol=1e-4)


def test_statistics_can_be_had_without_holding_all_features(saved, pictures):
    extractor = open_extractor(saved())
    streamed = streamed_statistics(extractor.batches(pictures))
    values = extractor.features(pictures).values.astype(float)
    np.testing.assert_allclose(streamed.mean, values.mean(axis=0), rtol=1e-9)
    np.testing.assert_allclose(streamed.covariance, np.cov(values.T), rtol=1e-6, atol=1e-15)


def test_a_model_without_probabilities_gives_none(saved, pictures):
    assert open_extractor(saved(outputs="features")).features(pictures).probabilities is None


def test_a_saved_model_gives_the_features_of_its_model(tmp_path, pictures):
    model = make_model()
    named = keras.Model(
        model.input, dict(zip(("features", "probabilities"), model.outputs, strict=True))
    )
    named.export(tmp_path / "exported", verbose=False)
    named.save(tmp_path / "named.keras")
    values, probabilities = model.predict(pictures.astype(np.float32), verbose=0)
    for name in ("exported", "named.keras"):
        found = open_extractor(tmp_path / name).features(pictures)
        np.testing.assert_allclose(found.values, values, atol=1e-5)
        np.testing.assert_allclose(found.probabilities, probabilities, atol=1e-5)


def test_a_saved_model_of_several_inputs_or_none_at_all_is_told(tmp_path):
    module = tf.Module()
    pictures = tf.TensorSpec((None, 8, 8, 3), tf.float32)
    module.call = tf.function(
        lambda x, y: {"features": x + y}, input_signature=[pictures, pictures]
    )
    tf.saved_model.save(module, str(tmp_path / "several"), signatures=module.call)
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "saved_model.pb").write_text("no model")
    for name in ("several", "none"):
        with pytest.raises(
            InputError, match=f"{name}: not a SavedModel with one input of pictures"
        ):
            open_extractor(tmp_path / name)


def test_a_model_that_makes_nan_is_told(tmp_path, pictures):
    model = make_model()
    model.set_weights([np.full_like(weights, np.nan) for weights in model.get_weights()])
    model.save(tmp_path / "broken.keras")
    with pytest.raises(
        InputError, match=r"^broken\.keras \w+: it makes NaN or infinity of pictures$"
    ):
        open_extractor(tmp_path / "broken.keras").features(pictures)


@pytest.mark.parametrize(
    ("signature", "message"),
    [
        (tf.TensorSpec((None, 8, 8, 3), tf.uint8), "it takes uint8; float32 pictures are expected"),
        (tf.TensorSpec(None, tf.float32), "one input of pictures .* is expected, it takes None"),
    ],
)
def test_a_saved_model_of_other_pictures_is_told(tmp_path, signature, message):
    module = tf.Module()
    module.call = tf.function(lambda x: {"features": x}, input_signature=[signature])
    tf.saved_model.save(module, str(tmp_path / "model"), signatures=module.call)
    with pytest.raises(InputError, match=message):
        open_extractor(tmp_path / "model")


def test_results_of_other_names_are_told(tmp_path, pictures):
    model = make_model()
    keras.Model(model.input, dict(zip("ab", model.outputs, strict=True))).save(
        tmp_path / "named.keras"
    )
    with pytest.raises(InputError, match="features and probabilities are expected, it has a, b"):
        open_extractor(tmp_path / "named.keras").features(pictures)


def test_models_with_other_weights_have_other_names(tmp_path):
    names = set()
    for factor in (1, 2):
        model = make_model(outputs="features")
        model.set_weights([factor * weights for weights in model.get_weights()])
        model.save(tmp_path / "one.keras")
        model.export(tmp_path / "one", verbose=False)
        names |= {open_extractor(tmp_path / name).name for name in ("one.keras", "one")}
    assert len(names) == 4


def test_gray_transparent_and_larger_pictures_are_fitted_and_that_is_said(saved, pictures):
    extractor = open_extractor(saved())
    assert extractor.note((8, 8, 3)) is None
    gray = pictures[..., :1]
    np.testing.assert_array_equal(
        extractor.features(gray).values, extractor.features(gray.repeat(3, axis=-1)).values
    )
    assert "gray is repeated" in extractor.note((8, 8, 1))
    opaque = np.concatenate([pictures, gray], axis=-1)
    np.testing.assert_array_equal(
        extractor.features(opaque).values, extractor.features(pictures).values
    )
    assert "transparency is left out" in extractor.note((8, 8, 4))
    large = pictures.repeat(2, axis=1).repeat(2, axis=2)
    smooth = np.stack([cv2.GaussianBlur(each, (0, 0), 2) for each in large])
    assert extractor.note((16, 16, 3)) == "resized to 8x8"
    shrunk = np.stack([cv2.resize(e, (8, 8), interpolation=cv2.INTER_AREA) for e in smooth])
    np.testing.assert_allclose(
        extractor.features(smooth).values, extractor.features(shrunk).values, atol=0.02
    )


def small_inception(weights):
    """Has the input, the results and the names of Inception-v3, and next to no layers."""
    given = keras.Input((299, 299, 3))
    hidden = keras.layers.Conv2D(2048, 3, strides=99, activation="relu")(given)
    hidden = keras.layers.GlobalAveragePooling2D(name="avg_pool")(hidden)
    result = keras.layers.Dense(1000, activation="softmax", name="predictions")(hidden)
    model = keras.Model(given, result)
    if weights is not None:
        model.load_weights(weights)
    return model


@pytest.mark.parametrize("size", ["small", pytest.param("whole", marks=pytest.mark.slow)])
def test_inception_has_its_shapes_and_its_weights_from_a_file(
    tmp_path, pictures, monkeypatch, size
):
    if size == "small":
        monkeypatch.setattr(keras.applications, "InceptionV3", small_inception)
    keras.utils.set_random_seed(2)
    model = keras.applications.InceptionV3(weights=None)
    path = tmp_path / "inception.weights.h5"
    model.save_weights(path)
    extractor = open_extractor(inception_weights=path)
    assert extractor.name.startswith("keras inception-v3 inception.weights.h5 ")
    found = extractor.features(pictures[:2])
    assert found.values.shape == (2, 2048)
    assert found.probabilities.shape == (2, 1000)
    large = keras.ops.image.resize(
        pictures[:2].astype(np.float32), (299, 299), interpolation="bilinear"
    )
    expected = model(large / 127.5 - 1, training=False)
    np.testing.assert_allclose(found.probabilities, expected, atol=1e-5)


def test_weights_that_cannot_be_had_are_told(tmp_path, monkeypatch):
    with pytest.raises(InputError, match="there is no such file"):
        open_extractor(inception_weights=tmp_path / "missing.h5")
    (tmp_path / "text.weights.h5").write_text("no weights")
    with pytest.raises(InputError, match=r"text.weights.h5: .*--inception-weights"):
        open_extractor(inception_weights=tmp_path / "text.weights.h5")

    def offline(*args, **options):
        raise OSError("URL fetch failure")

    monkeypatch.setattr(keras.applications, "InceptionV3", offline)
    with pytest.raises(InputError, match=r"cannot be downloaded: URL fetch failure; .*--extractor"):
        open_extractor()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"outputs": "maps"}, r"features \(batch, n\) are expected.*\(2, 6, 6, 4\)"),
        ({"outputs": "logits"}, "must be probabilities, which sum to 1"),
        ({"channels": 1}, "pictures of 1 channels are expected, these have 3"),
    ],
)
def test_models_of_another_shape_are_told(saved, pictures, options, message):
    with pytest.raises(InputError, match=message):
        open_extractor(saved(**options)).features(pictures[:2])


def test_what_is_no_model_of_pictures_is_told(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        open_extractor(tmp_path / "missing.keras")
    (tmp_path / "text.keras").write_text("no model")
    with pytest.raises(InputError, match="not a Keras model"):
        open_extractor(tmp_path / "text.keras")
    (tmp_path / "model.h5").touch()
    with pytest.raises(InputError, match=r"a \.keras file or a SavedModel"):
        open_extractor(tmp_path / "model.h5")
    keras.Sequential([keras.Input((5,)), keras.layers.Dense(2)]).save(tmp_path / "dense.keras")
    with pytest.raises(InputError, match=r"pictures \(batch, height, width, channels\)"):
        open_extractor(tmp_path / "dense.keras")


def test_nothing_to_look_at_is_told(saved):
    with pytest.raises(InputError, match="one picture or more"):
        open_extractor(saved()).features(np.zeros((0, 8, 8, 3), np.uint8))
