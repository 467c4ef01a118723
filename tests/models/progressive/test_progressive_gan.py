"""Laws of the training step."""

import dataclasses

import keras
import numpy as np
import pytest
from keras import ops

import keras_pggan as pg
from keras_pggan.models.adversarial.step import Step
from keras_pggan.schedule import alpha_at

BATCH = 4


def make_gan(config, **options):
    keras.utils.set_random_seed(3)
    return pg.ProgressiveGAN(
        pg.GrowingGenerator(config), pg.GrowingDiscriminator(config), **options
    )


def make_phase(level, *, fade_in, images=5 * BATCH):
    side = 4 << level
    return pg.Phase(
        level=level, height=side, width=side, fade_in=fade_in, images=images, batch_size=BATCH
    )


def weights(network):
    return [weight.numpy().copy() for weight in network.weights]


@pytest.fixture(scope="module")
def images(real_pictures):
    return pg.data.Images(pg.data.Pictures(real_pictures))


@pytest.fixture(scope="module")
def faded(tiny_config, images):
    """A GAN after a fade-in of 5 steps at 8x8, and what `fit` returned."""
    gan = make_gan(tiny_config)
    before = {name: weights(getattr(gan, name)) for name in ("generator", "discriminator")}
    phase = make_phase(1, fade_in=True)
    gan.enter(phase)
    gan.compile()
    history = gan.fit(images.dataset(phase), verbose=0)
    return gan, before, history.history


def test_fit_needs_a_phase_that_was_entered(tiny_config):
    with pytest.raises(pg.InputError, match=r"gan\.enter"):
        make_gan(tiny_config).compile()


def test_a_phase_counts_its_images_and_ends_at_the_alpha_before_its_last_step(faded):
    gan, _, history = faded
    assert int(gan.images_seen) == 5 * BATCH
    for network in (gan.generator, gan.discriminator, gan.averaged_generator):
        assert float(network.alpha) == pytest.approx(4 / 5)
    alphas = [alpha_at(step * BATCH, 5 * BATCH) for step in range(5)]
    assert history["alpha"] == pytest.approx([sum(alphas) / 5])


def test_all_metrics_are_logged_and_finite(faded):
    _, _, history = faded
    names = ("discriminator_loss", "generator_loss", "gradient_norm", "real_score", "fake_score")
    assert set(history) == {*names, "alpha"}
    assert all(np.isfinite(value).all() for value in history.values())


@pytest.mark.parametrize("name", ["generator", "discriminator"])
def test_a_step_trains_the_weights_of_its_phase_and_no_others(faded, name):
    gan, before, _ = faded
    network = getattr(gan, name)
    trained = {id(weight) for weight in getattr(gan.stage, name).trainable_weights}
    for weight, old in zip(network.weights, before[name], strict=True):
        moved = bool(np.any(weight.numpy() != old))
        if weight.path.endswith("alpha"):
            continue
        assert moved == (id(weight) in trained), weight.path


def test_networks_of_two_configurations_are_refused(tiny_config):
    other = dataclasses.replace(tiny_config, resolution=8, filters_base=16)
    says = r"must have one NetworkConfig, these differ in resolution \(16 and 8\), filters_base \("
    with pytest.raises(pg.InputError, match=says):
        pg.ProgressiveGAN(pg.GrowingGenerator(tiny_config), pg.GrowingDiscriminator(other))


def test_networks_of_two_precisions_are_refused(tiny_config):
    lower = pg.GrowingDiscriminator(tiny_config, dtype="mixed_bfloat16")
    with pytest.raises(pg.InputError, match="one dtype policy, got float32 and mixed_bfloat16"):
        pg.ProgressiveGAN(pg.GrowingGenerator(tiny_config), lower)


def test_a_state_has_a_name_of_its_own(tiny_config):
    gan = make_gan(tiny_config)
    for name in ("images_seen", "random"):
        with pytest.raises(ValueError, match=f"has a state {name} already"):
            gan.add_state(name)


def test_a_gan_without_word_of_optimizers_is_made_again(tiny_config):
    config = make_gan(tiny_config).get_config()
    for name in ("generator_optimizer", "discriminator_optimizer"):
        del config[name]  # as version 0.1.0 wrote it
    assert pg.ProgressiveGAN.from_config(config).averaging == 0.999


@pytest.mark.parametrize(
    ("values", "message"),
    [({"height": 16, "width": 16}, "8x8 pixels"), ({"batch_size": 6}, "got 6 at .*; give 4 or 8")],
)
def test_a_phase_that_does_not_fit_is_refused(tiny_config, values, message):
    phase = pg.Phase(
        **{"level": 1, "height": 8, "width": 8, "fade_in": True, "images": 8, "batch_size": 4}
        | values
    )
    with pytest.raises(pg.InputError, match=message):
        make_gan(tiny_config).enter(phase)


def test_the_average_starts_as_a_copy_and_follows_with_its_decay(tiny_config, images):
    gan = make_gan(tiny_config, averaging=0.75)
    for average, weight in zip(gan.averaged_generator.weights, gan.generator.weights, strict=True):
        np.testing.assert_array_equal(average.numpy(), weight.numpy())
    phase = make_phase(0, fade_in=False)
    gan.enter(phase)
    gan.compile(keras.optimizers.SGD(0.0), keras.optimizers.SGD(0.0))
    start = weights(gan.generator)
    for weight in gan.generator.trainable_weights:
        weight.assign(weight.numpy() + 1.0)
    gan.fit(images.dataset(phase).take(2), verbose=0)
    trained = {id(weight) for weight in gan.stage.generator.trainable_weights}
    pairs = zip(gan.averaged_generator.weights, gan.generator.weights, start, strict=True)
    for average, weight, old in pairs:
        if id(weight) in trained:  # 1 - 0.75^2 of the way after two steps
            expected = old + (1 - 0.75**2)
            np.testing.assert_allclose(average.numpy(), expected, rtol=1e-5, atol=1e-6)


def test_the_average_moves_before_the_generator_does(tiny_config, images):
    gan = make_gan(tiny_config, averaging=0.5)
    start = weights(gan.generator)
    phase = make_phase(0, fade_in=False)
    gan.enter(phase)
    gan.compile()
    gan.fit(images.dataset(phase).take(1), verbose=0)
    trained = {id(weight) for weight in gan.stage.generator.trainable_weights}
    pairs = zip(gan.averaged_generator.weights, gan.generator.weights, start, strict=True)
    for average, weight, old in pairs:
        if id(weight) in trained:
            np.testing.assert_array_equal(average.numpy(), old)
            assert np.any(weight.numpy() != old), weight.path


def test_reals_are_scaled_and_blended_with_their_half_resolution(tiny_config, real_pictures):
    gan = make_gan(tiny_config)
    gan.enter(make_phase(1, fade_in=True))
    small = real_pictures[:4, ::4, ::4]
    x = small.astype("float64") / 127.5 - 1
    half = (x[:, ::2, ::2] + x[:, 1::2, ::2] + x[:, ::2, 1::2] + x[:, 1::2, 1::2]) / 4
    half = half.repeat(2, axis=1).repeat(2, axis=2)
    for alpha in (0.0, 0.3, 1.0):
        reals = ops.convert_to_numpy(Step(gan).prepare(ops.array(small), alpha))
        np.testing.assert_allclose(reals, (1 - alpha) * half + alpha * x, atol=1e-5)


def test_mirroring_turns_about_half_of_the_pictures_left_to_right(tiny_config, real_pictures):
    gan = make_gan(tiny_config, mirror=True)
    gan.enter(make_phase(1, fade_in=False))
    small = real_pictures[:, ::4, ::4]
    reals = ops.convert_to_numpy(Step(gan).prepare(ops.array(small), 1.0))
    x = small.astype("float32") / 127.5 - 1
    same = np.array([np.allclose(a, b, atol=1e-6) for a, b in zip(reals, x, strict=True)])
    turned = [np.allclose(a, b[:, ::-1], atol=1e-6) for a, b in zip(reals, x, strict=True)]
    assert (same | turned).all()
    assert 16 <= same.sum() <= 48  # 64 throws of a coin; outside once in 30,000 seeds


def test_a_discriminator_step_lowers_its_loss_and_not_the_generator(tiny_config, real_pictures):
    gan = make_gan(tiny_config)
    gan.enter(make_phase(1, fade_in=False))
    gan.compile()
    step = Step(gan)
    reals = step.prepare(ops.array(real_pictures[:BATCH, ::4, ::4]), 1.0)
    latents = ops.array(pg.latents(BATCH, 8))
    generator = weights(gan.generator)
    losses = []
    for _ in range(12):
        losses.append(float(step.train_discriminator(reals, latents, 1.0)["discriminator_loss"][0]))
    assert losses[-1] < losses[0]
    for weight, old in zip(gan.generator.weights, generator, strict=True):
        np.testing.assert_array_equal(weight.numpy(), old)
    before = float(step.train_generator(latents, reals, 1.0)["generator_loss"][0])
    for _ in range(10):
        after = float(step.train_generator(latents, reals, 1.0)["generator_loss"][0])
    assert after < before


def test_weights_files_hold_all_that_decides_the_next_step(faded, tiny_config, images, tmp_path):
    gan, _, _ = faded
    path = tmp_path / "gan.weights.h5"
    gan.save_weights(path)
    phase = gan.stage.phase
    other = make_gan(tiny_config, seed=9)
    other.enter(phase)
    other.compile()
    other.load_weights(path)
    assert int(other.images_seen) == int(gan.images_seen)
    np.testing.assert_array_equal(other.random.state.numpy(), gan.random.state.numpy())
    rest = images.dataset(phase, start=phase.images_shown).take(2)
    for each in (gan, other):
        each.fit(rest, verbose=0)
    for name in ("generator", "discriminator", "averaged_generator"):
        for ours, theirs in zip(
            weights(getattr(gan, name)), weights(getattr(other, name)), strict=True
        ):
            np.testing.assert_array_equal(ours, theirs)


def test_the_configuration_makes_the_same_gan(tiny_config):
    loss = pg.losses.WassersteinGP(penalty_weight=3.0)
    gan = make_gan(tiny_config, loss=loss, averaging=0.5, mirror=True, seed=4)
    config = gan.get_config()
    again = pg.ProgressiveGAN.from_config(config)
    assert again.get_config() == config
    assert (again.averaging, again.mirror, again.seed) == (0.5, True, 4)
    assert again.adversarial_loss.penalty_weight == 3.0


def test_the_default_optimizer_is_that_of_the_paper():
    config = pg.paper_optimizer().get_config()
    expected = {"beta_1": 0.0, "beta_2": 0.99, "epsilon": 1e-8}
    assert {key: config[key] for key in expected} == expected
    assert config["learning_rate"] == pytest.approx(0.001)


def test_the_default_optimizers_have_the_learning_rate_of_the_phase(tiny_config):
    gan = make_gan(tiny_config)
    gan.enter(dataclasses.replace(make_phase(0, fade_in=False, images=8), learning_rate=0.25))
    gan.compile(discriminator_optimizer=pg.paper_optimizer(0.5))
    assert float(gan.generator_optimizer.learning_rate) == 0.25
    assert float(gan.discriminator_optimizer.learning_rate) == 0.5


def test_every_phase_starts_with_fresh_optimizers(tiny_config, images):
    gan = make_gan(tiny_config)
    first, second = make_phase(0, fade_in=False, images=8), make_phase(1, fade_in=True, images=8)
    gan.enter(first)
    gan.compile()
    gan.fit(images.dataset(first), verbose=0)
    assert int(gan.generator_optimizer.iterations) == 2
    gan.enter(second)
    gan.compile()
    assert int(gan.generator_optimizer.iterations) == 0
    assert int(gan.images_seen) == 0
