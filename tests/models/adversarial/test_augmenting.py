"""What a training step does with augmentation: who sees it, who does not, and what moves."""

import dataclasses

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

import keras_pggan as pg
from keras_pggan.augmentation import Augmentation, Policy
from keras_pggan.models.adversarial.augmenting import Augmenting
from keras_pggan.models.adversarial.step import Step

BATCH = 8
BASE = pg.Phase(level=0, height=4, width=4, fade_in=False, images=8000, batch_size=BATCH)


def make_gan(channels=3, **options):
    keras.utils.set_random_seed(3)
    config = pg.NetworkConfig(
        resolution=4, filters_base=32, filters_max=8, latent_dim=8, channels=channels
    )
    gan = pg.ProgressiveGAN(pg.GrowingGenerator(config), pg.GrowingDiscriminator(config), **options)
    gan.enter(BASE)
    gan.compile()
    return gan


def pictures(channels=3, count=BATCH):
    return np.random.default_rng(0).integers(0, 256, (count, 4, 4, channels), np.uint8)


@dataclasses.dataclass(frozen=True)
class Doubling(Augmentation):
    """Of the pictures that are drawn; keeps the numbers that it was given."""

    given = []  # noqa: RUF012  (of all)

    def apply(self, images, strength, numbers):
        self.given.append(np.array(numbers)[:, 0])
        return images * ops.where(numbers[:, 0] < strength, 2.0, 1.0)[:, None, None, None]


@dataclasses.dataclass(frozen=True)
class AlwaysDoubling(Policy):
    name = "always-doubling-for-this-test"
    strength: float = 1.0

    @property
    def augmentations(self):
        return (Doubling(),)

    def strength_at(self, state):
        return self.strength


@pytest.mark.parametrize(("name", "channels"), [("diffaugment", 1), ("ada", 4)])
def test_a_gan_trains_through_a_policy_by_its_name(name, channels):
    gan = make_gan(channels, augment=name, loss="non-saturating-r1")
    before = [weight.numpy() for weight in gan.stage.generator.trainable_weights]
    data = tf.data.Dataset.from_tensors(pictures(channels)).repeat(5)
    history = gan.fit(data, verbose=0).history
    assert set(history) == set(gan.metric_names)
    assert ("augment_strength" in history) == (name == "ada")
    assert all(np.isfinite(value).all() for value in history.values())
    for weight, old in zip(gan.stage.generator.trainable_weights, before, strict=True):
        assert np.any(weight.numpy() != old), weight.path
    if name == "ada":
        assert float(gan.augment_state["steps"]) == 1  # of four, since the last move
        assert float(gan.augment_state["strength"]) in (0.0, pytest.approx(4 * BATCH / 500_000))


def test_a_penalty_is_on_the_gradient_by_the_pictures_before_they_are_augmented():
    gan = make_gan(augment=AlwaysDoubling(), loss=pg.losses.NonSaturatingR1(penalty_weight=2.0))
    reals = ops.convert_to_tensor(pictures() / 127.5 - 1.0, "float32")
    found = Step(gan)._penalties(reals, reals)
    doubled = 2.0 * reals
    with tf.GradientTape() as tape:
        tape.watch(doubled)
        scores = ops.sum(gan.stage.discriminator(doubled, training=True)[:, 0])
    squared = (2.0 * tape.gradient(scores, doubled).numpy()) ** 2
    expected = squared.sum(axis=(1, 2, 3))  # half of a weight of 2 times that
    assert float(found.value) == pytest.approx(expected.mean(), rel=1e-4)
    norm = np.sqrt(expected).mean()
    assert float(found.norms["gradient_norm"][0]) == pytest.approx(norm, rel=1e-4)


def test_reals_and_fakes_are_augmented_in_both_updates_by_draws_of_their_own():
    gan = make_gan(augment=AlwaysDoubling(), loss=pg.losses.Hinge())
    step, reals = Step(gan), ops.convert_to_tensor(pictures() / 127.5 - 1.0, "float32")
    Doubling.given.clear()
    step.train_discriminator(reals, step.generator_inputs(BATCH, None), 1.0)
    assert len(Doubling.given) == 2
    step.train_generator(step.generator_inputs(BATCH, None), reals, 1.0)
    assert len(Doubling.given) == 3
    assert len({tuple(numbers) for numbers in Doubling.given}) == 3


def test_what_a_penalty_draws_is_drawn_once_however_often_it_is_taken():
    gan = make_gan(augment=AlwaysDoubling(0.5), loss=pg.losses.WassersteinGP())
    augmenting = Augmenting(gan, Step(gan)._draw)
    before = gan.random.state.numpy()
    same = augmenting.of_one_draw(BATCH)
    once = gan.random.state.numpy()
    images = ops.ones((BATCH, 4, 4, 3))
    np.testing.assert_array_equal(same(images), same(images))
    assert (once != before).any()
    np.testing.assert_array_equal(gan.random.state.numpy(), once)


def test_samples_and_averages_never_see_augmentation():
    plain, augmented = make_gan(), make_gan(augment=AlwaysDoubling())
    latents = pg.latents(4, 8)
    state = augmented.random.state.numpy()
    np.testing.assert_array_equal(augmented(latents), plain(latents))
    np.testing.assert_array_equal(
        augmented.predict(latents, verbose=0), plain.predict(latents, verbose=0)
    )
    np.testing.assert_array_equal(
        augmented.stage.averaged_generator(latents), plain.stage.averaged_generator(latents)
    )
    np.testing.assert_array_equal(augmented.random.state.numpy(), state)


def test_scores_that_are_not_finite_do_not_move_the_strength():
    gan = make_gan(augment=pg.augmentation.ADA(images=32, target=0, initial=0.5, most=1.0))
    augmenting = Augmenting(gan, Step(gan)._draw)
    for scores in ([np.nan] * 2, [1.0, np.inf], [1.0, -np.inf], [-1.0, 2.0]):
        augmenting.follow(ops.convert_to_tensor(np.array(scores, "float32")))
    # Signs 0, 1/2, 1/2 and 0: above 0, by 4 steps of 2 images of 32.
    assert float(gan.augment_state["strength"]) == pytest.approx(0.75)


def test_a_gan_with_a_policy_is_saved_with_it():
    gan = make_gan(augment=pg.augmentation.ADA(images=7))
    assert type(gan).from_config(gan.get_config()).augment == gan.augment
    earlier = {name: part for name, part in gan.get_config().items() if name != "augment"}
    assert type(gan).from_config(earlier).augment is None
    assert make_gan(augment="none").augment is None


@pytest.mark.parametrize("given", ["mirror", 3, pg.augmentation.Mirror()])
def test_what_is_no_policy_is_refused(given):
    says = (
        r"^augment must be a policy, such as pg.augmentation.DiffAugment\(\), the name of one "
        r"\(.*ada, .*diffaugment.*\) or none, got "
    )
    with pytest.raises(pg.InputError, match=says):
        make_gan(augment=given)


@dataclasses.dataclass(frozen=True)
class Redder(Augmentation):
    """Adds 1 to red."""

    def apply(self, images, strength, numbers):
        drawn = ops.cast(numbers[:, 0] < strength, images.dtype)[:, None, None, None]
        return images + drawn * np.array([1.0, 0.0, 0.0], "float32")


@dataclasses.dataclass(frozen=True)
class SometimesRedder(AlwaysDoubling):
    name = "sometimes-redder-for-this-test"
    strength: float = 0.5

    @property
    def augmentations(self):
        return (Redder(),)


def mean_red(data, **options):
    gan = make_gan(
        loss="non-saturating-r1",
        averaging=0.98,
        generator_optimizer=pg.paper_optimizer(0.003),
        discriminator_optimizer=pg.paper_optimizer(0.003),
        **options,
    )
    gan.compile(steps_per_execution=50)
    gan.fit(tf.data.Dataset.from_tensor_slices(data).batch(BATCH), verbose=0)
    return float(np.mean(gan.stage.averaged_generator(pg.latents(256, 8))[..., 0]))


@pytest.mark.slow
def test_what_augmentation_does_to_half_of_the_pictures_does_not_leak_into_the_generated():
    """Reals that are redder by themselves, as the counter-check, are learnt as redder."""
    random = np.random.default_rng(0)
    dark = random.normal(64, 10, (800 * BATCH, 1, 1, 3)) + random.normal(0, 5, (1, 4, 4, 3))
    reals = np.clip(dark, 0, 127).astype(np.uint8)
    mean = reals[..., 0].mean() / 127.5 - 1.0
    assert mean_red(reals, augment=SometimesRedder()) == pytest.approx(mean, abs=0.15)
    redder = reals.copy()
    redder[::2, ..., 0] += 127
    assert mean_red(redder) == pytest.approx(mean + 0.5, abs=0.25)
