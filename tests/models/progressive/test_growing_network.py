"""Laws that the growing networks keep at every level, base shape and channel count."""

import keras
import numpy as np
import pytest
from keras import ops

import keras_pggan as pg
from keras_pggan.layers import EqualizedConv2D

# Trainable parameters of the paper-size networks with all heads (the published program's).
PAPER_PARAMETERS = {
    4: (6_556_163, 6_561_793),
    8: (11_277_318, 11_283_457),
    16: (15_998_473, 16_005_121),
    32: (20_719_628, 20_726_785),
    64: (22_490_383, 22_498_049),
    128: (22_933_394, 22_941_313),
    256: (23_044_309, 23_052_353),
    512: (23_072_120, 23_080_225),
    1024: (23_079_115, 23_087_249),
}
SHAPES = [((4, 4), 1), ((4, 6), 3), ((3, 3), 4)]
LEVELS = [1, 2]


def small_config(base_shape=(4, 4), channels=3, **others):
    return pg.NetworkConfig(
        resolution=base_shape[0] * 4,
        base_shape=base_shape,
        channels=channels,
        filters_base=32,
        latent_dim=8,
        **others,
    )


@pytest.fixture(params=SHAPES, ids=str, scope="module")
def networks(request):
    config = small_config(*request.param)
    networks = pg.GrowingGenerator(config), pg.GrowingDiscriminator(config)
    random = np.random.default_rng(0)
    for network in networks:  # biases start at zero, which would hide one that is lost
        for weight in network.trainable_weights:
            weight.assign(weight.numpy() + 0.1 * random.standard_normal(weight.shape))
    return networks


def inputs(network, level, count=4):
    random = np.random.default_rng(level)
    shape = network.straight_through(level).input_shape[1:]
    return random.standard_normal((count, *shape)).astype("float32")


def run(model, x):
    return ops.convert_to_numpy(model(x))


def upsampled(x):
    return x.repeat(2, axis=1).repeat(2, axis=2)


def pooled(x):
    return (x[:, ::2, ::2] + x[:, 1::2, ::2] + x[:, ::2, 1::2] + x[:, 1::2, 1::2]) / 4


@pytest.mark.parametrize(
    "resolution",
    [
        # Networks of the full size have all blocks that those between have.
        pytest.param(resolution, marks=[pytest.mark.slow] if 32 < resolution < 1024 else [])
        for resolution in PAPER_PARAMETERS
    ],
)
def test_parameters_of_paper_size_equal_the_published_counts(resolution):
    config = pg.NetworkConfig(resolution=resolution)
    counts = tuple(
        sum(int(np.prod(weight.shape)) for weight in network(config).trainable_weights)
        for network in (pg.GrowingGenerator, pg.GrowingDiscriminator)
    )
    assert counts == PAPER_PARAMETERS[resolution]


@pytest.mark.parametrize("level", LEVELS)
def test_a_generator_at_alpha_0_gives_the_upsampled_previous_level(networks, level):
    generator, _ = networks
    generator.alpha.assign(0.0)
    x = inputs(generator, level)
    previous = run(generator.straight_through(level - 1), x)
    np.testing.assert_allclose(run(generator.fade_in(level), x), upsampled(previous), rtol=1e-6)


@pytest.mark.parametrize("level", LEVELS)
def test_a_discriminator_at_alpha_0_scores_the_pooled_pictures(networks, level):
    _, discriminator = networks
    discriminator.alpha.assign(0.0)
    x = inputs(discriminator, level)
    previous = run(discriminator.straight_through(level - 1), pooled(x))
    result = run(discriminator.fade_in(level), x)
    np.testing.assert_allclose(result, previous, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("which", [0, 1], ids=["generator", "discriminator"])
def test_alpha_1_is_straight_through(networks, which, level):
    network = networks[which]
    network.alpha.assign(1.0)
    x = inputs(network, level)
    straight = run(network.straight_through(level), x)
    np.testing.assert_allclose(run(network.fade_in(level), x), straight, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("level", LEVELS)
def test_a_generator_in_between_blends_linearly(networks, level):
    generator, _ = networks
    x = inputs(generator, level)
    old = upsampled(run(generator.straight_through(level - 1), x))
    new = run(generator.straight_through(level), x)
    generator.alpha.assign(0.25)
    expected = 0.75 * old + 0.25 * new
    np.testing.assert_allclose(run(generator.fade_in(level), x), expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("which", [0, 1], ids=["generator", "discriminator"])
def test_models_of_a_level_share_their_weights(networks, which):
    network = networks[which]
    fade, straight = network.fade_in(2), network.straight_through(2)
    shared = {id(weight) for weight in straight.trainable_weights}
    assert shared < {id(weight) for weight in fade.trainable_weights}
    assert shared <= {id(weight) for weight in network.trainable_weights}
    # One more head (kernel and bias) of the level below.
    assert len(fade.trainable_weights) == len(straight.trainable_weights) + 2


@pytest.mark.parametrize("which", [0, 1], ids=["generator", "discriminator"])
@pytest.mark.parametrize("kind", ["straight_through", "fade_in", "whole"])
def test_a_keras_file_gives_equal_outputs(networks, which, kind, tmp_path):
    network = networks[which]
    network.alpha.assign(0.5)
    model = network if kind == "whole" else getattr(network, kind)(2)
    model.save(tmp_path / "model.keras")
    x = inputs(network, 2)
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(run(loaded, x), run(model, x))
    assert [w.shape for w in loaded.weights] == [w.shape for w in model.weights]


def test_a_loaded_network_still_grows(networks, tmp_path):
    generator, _ = networks
    generator.save(tmp_path / "generator.keras")
    loaded = keras.models.load_model(tmp_path / "generator.keras")
    x = inputs(generator, 1)
    expected = run(generator.straight_through(1), x)
    np.testing.assert_array_equal(run(loaded.straight_through(1), x), expected)


@pytest.mark.parametrize("which", [0, 1], ids=["generator", "discriminator"])
def test_level_0_has_no_fade_in(networks, which):
    with pytest.raises(pg.InputError, match="level 0 has no level below"):
        networks[which].fade_in(0)


def test_shapes_follow_level_base_and_channels(networks):
    generator, discriminator = networks
    for level in range(3):
        shape = generator.config.image_shape(level)
        assert generator.straight_through(level).output_shape == (None, *shape)
        assert discriminator.straight_through(level).input_shape == (None, *shape)
        assert discriminator.straight_through(level).output_shape == (None, 1)


def test_a_generator_does_not_depend_on_the_length_of_a_latent(networks):
    generator, _ = networks
    x = inputs(generator, 2)
    model = generator.straight_through(2)
    np.testing.assert_allclose(run(model, x * 7), run(model, x), rtol=1e-3, atol=1e-4)


def test_labels_widen_the_input_and_the_output():
    config = small_config(label_count=3)
    generator, discriminator = pg.GrowingGenerator(config), pg.GrowingDiscriminator(config)
    latents, labels = np.ones((4, 8), "float32"), np.eye(3, dtype="float32")[[0, 1, 2, 0]]
    pictures = run(generator.straight_through(1), [latents, labels])
    np.testing.assert_allclose(pictures[0], pictures[3], rtol=1e-5, atol=1e-6)
    assert np.abs(pictures[0] - pictures[1]).max() > 1e-3
    assert discriminator.straight_through(1)(pictures).shape == (4, 4)


@pytest.mark.parametrize("pool_first", [True, False])
def test_the_order_of_pooling_and_activation_is_a_field(pool_first):
    config = small_config(pool_before_activation=pool_first)
    block = pg.GrowingDiscriminator(config).blocks[1]
    for weight in block.weights:  # a bias that is not zero shows where it is added
        weight.assign(weight.numpy() + 0.3)
    maps = np.random.default_rng(0).standard_normal((2, *block.input_shape[1:]), "float32")
    kernel, bias = (weight.numpy() for weight in block.get_layer("conv_1").weights)
    plain = EqualizedConv2D(kernel.shape[-1], 3, use_bias=False)
    plain.build((None, None, None, kernel.shape[2]))
    plain.kernel.assign(kernel)
    x = run(plain, leaky(run(block.get_layer("conv_0"), maps)))
    expected = leaky(pooled(x) + bias) if pool_first else pooled(leaky(x + bias))
    np.testing.assert_allclose(run(block, maps), expected, rtol=1e-4, atol=1e-5)
    assert small_config().pool_before_activation


def leaky(x):
    return np.where(x > 0, x, 0.2 * x)


def test_the_precision_of_a_network_is_its_own_and_survives_its_config():
    generator = pg.GrowingGenerator(small_config(), dtype="mixed_bfloat16")
    assert {layer.compute_dtype for layer in generator.blocks[1].layers} == {"bfloat16"}
    again = pg.GrowingGenerator.from_config(generator.get_config())
    assert again.dtype_policy.name == again.blocks[2].layers[1].dtype_policy.name
    assert again.dtype_policy.name == "mixed_bfloat16"
    assert keras.config.dtype_policy().name == "float32"


def test_pictures_are_float32_under_mixed_precision():
    config, dtype = small_config(), "mixed_bfloat16"
    generator = pg.GrowingGenerator(config, dtype=dtype)
    discriminator = pg.GrowingDiscriminator(config, dtype=dtype)
    for level in (1, 2):
        pictures = generator.fade_in(level)(inputs(generator, level))
        scores = discriminator.fade_in(level)(pictures)
        assert pictures.dtype == scores.dtype == "float32"
        assert np.isfinite(ops.convert_to_numpy(scores)).all()
