"""The fixed networks against the table that they are of."""

import dataclasses
import math

import keras
import numpy as np
import pytest

import keras_pggan as pg
from keras_pggan.models.blur.blur_network_config import NORMALIZATIONS
from keras_pggan.models.blur.normalizing import activated

SMALL = pg.BlurNetworkConfig(resolution=32, filters=4, latent_dim=6)


@pytest.fixture(scope="module")
def full():
    config = pg.BlurNetworkConfig(normalization="none")
    return pg.BlurGenerator(config), pg.BlurDiscriminator(config)


def shapes(network, kinds):
    return [layer.output.shape[1:] for layer in network.model.layers if isinstance(layer, kinds)]


def test_the_maps_are_those_of_the_table(full):
    generator, discriminator = full
    assert shapes(discriminator, keras.layers.Conv2D) == [
        *((96, 96, 32), (48, 48, 64), (24, 24, 128), (24, 24, 256)),
        *((12, 12, 256), (12, 12, 512), (6, 6, 512)),
    ]
    convolutions = keras.layers.Reshape, keras.layers.Conv2D, keras.layers.Conv2DTranspose
    assert shapes(generator, convolutions) == [
        *((6, 6, 512), (6, 6, 256), (12, 12, 256), (12, 12, 128)),
        *((24, 24, 128), (48, 48, 64), (96, 96, 32), (192, 192, 3)),
    ]
    assert generator.count_params() == 4_848_835
    assert discriminator.model.count_params() == 7_043_393  # the radius of the blur is beside them


@pytest.mark.parametrize("normalization", ["batch", "layer"])
def test_normalization_with_gains_has_some_more(normalization):
    config = pg.BlurNetworkConfig(normalization=normalization)
    networks = pg.BlurGenerator(config), pg.BlurDiscriminator(config)
    counts = [sum(math.prod(w.shape) for w in each.trainable_weights) for each in networks]
    assert counts == [4_851_587, 7_046_913]


def test_the_discriminator_sees_125_pixels_measured_by_its_gradient():
    """Of a network whose kernels are all positive, so that nothing cancels."""
    config = pg.BlurNetworkConfig(filters=1, latent_dim=1, normalization="none")
    network = pg.BlurDiscriminator(config).model
    convolutions = [layer for layer in network.layers if isinstance(layer, keras.layers.Conv2D)]
    for layer in convolutions:
        kernel, bias = layer.get_weights()
        layer.set_weights([np.ones_like(kernel) / kernel[..., 0].size, bias])
    import tensorflow as tf

    maps = keras.Model(network.inputs, convolutions[-1].output)
    pictures = tf.ones((1, 192, 192, 3))
    with tf.GradientTape() as tape:
        tape.watch(pictures)
        one = maps(pictures)[0, 3, 3, 0]  # away from the edges
    seen = np.flatnonzero(np.abs(tape.gradient(one, pictures)).sum((0, 2, 3)))
    assert seen[-1] - seen[0] + 1 == config.receptive_field == 125


@pytest.mark.parametrize("normalization", NORMALIZATIONS)
@pytest.mark.parametrize("resolution", [8, 16, 32, 96])
def test_every_normalization_and_size_gives_pictures_and_scores(normalization, resolution):
    config = dataclasses.replace(
        SMALL, normalization=normalization, resolution=resolution, label_count=2, channels=1
    )
    generator, discriminator = pg.BlurGenerator(config), pg.BlurDiscriminator(config)
    given = [np.ones((3, 6), "float32"), np.eye(2, dtype="float32")[[0, 1, 0]]]
    pictures = keras.ops.convert_to_numpy(generator(given))
    assert pictures.shape == (3, resolution, resolution, 1)
    assert np.abs(pictures).max() <= 1
    assert discriminator(pictures).shape == (3, 3)
    normalized = [layer.name for layer in generator.model.layers if layer.name.endswith("_norm")]
    assert len(normalized) == (0 if normalization == "none" else 7)


@pytest.mark.parametrize(("backend", "synchronized"), [("tensorflow", True), ("jax", False)])
def test_statistics_are_over_all_devices_where_keras_has_that(backend, synchronized, monkeypatch):
    monkeypatch.setattr(keras.backend, "backend", lambda: backend)
    assert activated("batch", "conv")[0].synchronized == synchronized


def test_statistics_of_batches_are_known_after_some_tens_of_steps():
    config = dataclasses.replace(SMALL, filters=8, normalization="batch")
    model = pg.BlurGenerator(config).model
    random = np.random.default_rng(0)
    for _ in range(2 * 50):  # two of a step
        latents = random.standard_normal((64, config.latent_dim)).astype("float32")
        seen = keras.ops.convert_to_numpy(model(latents, training=True))
    drawn = keras.ops.convert_to_numpy(model(latents))
    assert drawn.std(axis=0).mean() == pytest.approx(seen.std(axis=0).mean(), rel=0.2)


def test_first_weights_are_drawn_with_a_deviation_of_a_fiftieth(full):
    for network in full:
        for weight in network.trainable_variables:
            value = weight.numpy()
            if weight.name == "bias":
                assert not value.any()
            elif value.size > 10_000:
                assert value.std() == pytest.approx(0.02, rel=0.05)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"resolution": 100}, "resolution must be a multiple of 32, or 2, 4, 8 or 16, got 100; th"),
        ({"resolution": 1}, "resolution must be 2 or more, got 1"),
        ({"normalization": "spectral"}, "normalization must be pixel, batch, layer or none, got"),
        ({"first_blur": 0.3}, "first_blur must be 0 to 0.25, got 0.3"),
        ({"blurred_share": 0}, "blurred_share must be"),
        ({"label_count": 2, "class_names": ("a",)}, "2 class_names are needed, one for each label"),
    ],
)
def test_what_no_network_can_have_is_refused(values, says):
    with pytest.raises(pg.InputError) as told:
        pg.BlurNetworkConfig(**values)
    assert says in str(told.value)


def test_a_phase_that_devices_cannot_share_and_another_level_are_refused():
    (phase,) = pg.Schedule.growing(SMALL, images_per_phase=8, batch_size=6)
    SMALL.check_phase(phase)
    with pytest.raises(pg.InputError, match="a multiple of the 4 devices, got 6"):
        SMALL.check_phase(phase, replicas=4)
    with pytest.raises(pg.InputError, match="level must be 0, these networks are of one size"):
        SMALL.image_shape(1)
