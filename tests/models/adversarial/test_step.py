"""Laws of single training steps: losses, classes, penalties now and then, precision."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from slow_parameters import with_slow

import keras_pggan as pg
from keras_pggan.models.adversarial.step import Step

BATCH = 4
CONFIG = pg.NetworkConfig(resolution=8, filters_base=16, filters_max=8, latent_dim=8)
BASE = pg.Phase(level=0, height=4, width=4, fade_in=False, images=40, batch_size=BATCH)
FADE = pg.Phase(level=1, height=8, width=8, fade_in=True, images=40, batch_size=BATCH)


def make_gan(config=CONFIG, *, phase=BASE, dtype="float32", **options):
    keras.utils.set_random_seed(3)
    gan = pg.ProgressiveGAN(
        pg.GrowingGenerator(config, dtype=dtype),
        pg.GrowingDiscriminator(config, dtype=dtype),
        **options,
    )
    gan.enter(phase)
    gan.compile()
    return gan


@pytest.fixture(scope="module")
def batches(real_pictures):
    """Ten batches of 4x4 pictures with labels 0, 1, 2."""
    small = np.ascontiguousarray(real_pictures[: 10 * BATCH, ::8, ::8])
    return small.reshape(10, BATCH, 4, 4, 3), np.arange(10 * BATCH).reshape(10, BATCH) % 3


def fit(gan, batches, steps=3, **options):
    parts = batches if gan.generator.config.label_count else batches[0]
    data = tf.data.Dataset.from_tensor_slices(parts).take(steps)
    return gan.fit(data, verbose=0, **options).history


@pytest.mark.parametrize("name", sorted(pg.losses.named_losses()))
def test_every_loss_trains(batches, name):
    gan = make_gan(loss=pg.losses.named_losses()[name]())
    before = [weight.numpy() for weight in gan.stage.generator.trainable_weights]
    history = fit(gan, batches)
    assert all(np.isfinite(value).all() for value in history.values())
    for weight, old in zip(gan.stage.generator.trainable_weights, before, strict=True):
        assert np.any(weight.numpy() != old), weight.path
    for norm in gan.adversarial_loss.norms:
        assert history[norm][0] > 0
    assert set(history) == set(gan.metric_names)


def test_a_penalty_every_second_step_is_there_and_twice_as_strong(batches):
    """With weights that do not move, losses tell which steps had the penalty."""
    values = {}
    for weight, every in ((0.0, 1), (10.0, 1), (10.0, 2)):
        gan = make_gan(loss=pg.losses.WassersteinGP(weight, penalty_every=every))
        gan.compile(keras.optimizers.SGD(0.0), keras.optimizers.SGD(0.0))
        values[weight, every] = [fit(gan, [batches[0][k:][:1], None], 1) for k in range(4)]
    for step, (without, always, now_and_then) in enumerate(zip(*values.values(), strict=True)):
        base = without["discriminator_loss"][0]
        full = always["discriminator_loss"][0] - base
        lazy = now_and_then["discriminator_loss"][0] - base
        assert full > 0.1
        assert lazy == pytest.approx(0.0 if step % 2 else 2 * full, rel=1e-4, abs=1e-5)
        norm = now_and_then["gradient_norm"][0]
        assert norm == pytest.approx(0.0 if step % 2 else always["gradient_norm"][0])


def test_the_step_tells_penalties_how_far_the_phase_is_from_the_full_size(batches):
    """At 4x4 of 8x8, gradients at the full size are half as long."""
    found = []
    for where in ("current", "final"):
        gan = make_gan(loss=pg.losses.WassersteinGP(gradients_at=where))
        found.append(fit(gan, batches, steps=1)["gradient_norm"][0])
    assert found[1] == pytest.approx(found[0] / 2, rel=1e-6)


@pytest.fixture
def breaking():
    """A loss whose parts become what they are told: `set(discriminator, generator)`."""
    factors = tf.Variable(1.0), tf.Variable(1.0)

    class Breaking(pg.losses.NonSaturatingR1):  # without a name, by which others would find it
        def discriminator(self, real_scores, fake_scores):
            return super().discriminator(real_scores, fake_scores * factors[0])

        def generator(self, real_scores, fake_scores):
            return super().generator(real_scores, fake_scores * factors[1])

    def set_breaks(*values):
        for factor, value in zip(factors, values, strict=True):
            factor.assign(value)

    return Breaking(), set_breaks


def state(*parts):
    return [weight.numpy() for part in parts for weight in part.variables]


def equal(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("policy", ["float32", "mixed_bfloat16"])
@pytest.mark.parametrize("broken", [np.nan, np.inf])
def test_a_step_without_finite_gradients_changes_nothing(batches, breaking, policy, broken):
    loss, set_breaks = breaking
    gan = make_gan(loss=loss, dtype=policy, averaging=0.5)
    one = {k: [batches[0][k:][:1], None] for k in range(6)}
    first = fit(gan, one[0], 1)
    trained = gan.discriminator, gan.discriminator_optimizer
    made = gan.generator, gan.generator_optimizer
    before = state(*trained, *made, gan.averaged_generator)

    set_breaks(broken, 1.0)  # of the discriminator: nothing moves
    history = fit(gan, one[1], 1)
    assert equal(state(*trained, *made, gan.averaged_generator), before)
    assert (gan.skipped_steps, int(gan.images_seen)) == (1, 2 * BATCH)
    assert all(np.isfinite(value).all() for value in history.values())

    set_breaks(1.0, broken)  # of the generator: it does not move, and the other does
    was = state(*made)
    fit(gan, one[2], 1)
    assert equal(state(*made), was)
    assert not equal(state(*trained), before[: len(state(*trained))])
    assert gan.skipped_steps == 2

    set_breaks(1.0, 1.0)
    after = fit(gan, one[3], 1)
    assert not equal(state(*made), was)
    assert gan.skipped_steps == 2
    assert set(first) == set(after)
    gan.enter(BASE)
    assert gan.skipped_steps == 0


def test_values_of_steps_that_changed_nothing_are_left_out_of_means(batches, breaking):
    loss, set_breaks = breaking
    means = []
    for breaks in (False, True):
        gan = make_gan(loss=loss)
        gan.compile(keras.optimizers.SGD(0.0), keras.optimizers.SGD(0.0))
        data = tf.data.Dataset.from_tensor_slices(batches[0][:2])
        on_step = keras.callbacks.LambdaCallback(
            on_train_batch_begin=lambda step, logs, breaks=breaks: set_breaks(
                np.nan if breaks and step else 1.0, 1.0
            )
        )
        gan.fit(data, verbose=0, callbacks=[on_step], steps_per_epoch=2 if breaks else 1)
        means.append({name: float(each.result()) for name, each in gan._trackers.items()})
    assert means[1].pop("alpha") == means[0].pop("alpha")
    assert means[1] == means[0]


def test_the_average_score_follows_the_scores_of_reals(batches):
    gan = make_gan(loss=pg.losses.LeastSquares())
    scores = [fit(gan, [batches[0][k:][:1], None], 1)["real_score"][0] for k in range(3)]
    expected = 0.0
    for score in scores:
        expected = 0.9 * expected + 0.1 * score
    assert float(gan.loss_state["average_score"]) == pytest.approx(expected, rel=1e-4)


def test_noise_multiplies_what_the_discriminator_sees():
    gan = make_gan(loss=pg.losses.LeastSquares())
    images = ops.ones((BATCH, 32, 32, 3))
    np.testing.assert_array_equal(Step(gan)._shown(images), images)
    gan.loss_state["average_score"].assign(1.5)  # strength 0.2 (1.5 - 0.5)^2
    noisy = ops.convert_to_numpy(Step(gan)._shown(images))
    assert noisy.mean() == pytest.approx(1.0, abs=0.03)
    assert noisy.std() == pytest.approx(0.2, abs=0.02)


def class_loss(gan, images, labels):
    return float(ops.mean(gan.classifier(gan.stage.discriminator(images)[:, 1:], labels)))


def test_a_conditional_gan_trains_on_pairs_and_learns_the_labels(batches):
    config = pg.NetworkConfig(**{**CONFIG.__dict__, "label_count": 3})
    gan = make_gan(config)
    step = Step(gan)
    reals = step.prepare(ops.array(batches[0][0]), 1.0)
    labels = ops.array(batches[1][0])
    inputs = step.generator_inputs(BATCH, labels)
    np.testing.assert_array_equal(inputs[1], np.eye(3)[batches[1][0]])
    before = class_loss(gan, reals, inputs[1])
    for _ in range(5):
        step.train_discriminator(reals, inputs, 1.0)
    assert class_loss(gan, reals, inputs[1]) < before
    history = fit(gan, batches)
    assert all(np.isfinite(value).all() for value in history.values())


CHANGES = (
    {"pixel_normalization": False},
    {"equalized_learning_rate": False},
    {"minibatch_stdev": False},
    {"pool_before_activation": False},
    {"fused_levels": (1,)},
    {"channels": 1},
    {"channels": 4},
)


@pytest.mark.parametrize(
    "change",
    with_slow(
        [
            # All of them in two networks, and each alone.
            {name: value for change in CHANGES[:3] for name, value in change.items()} | CHANGES[5],
            {name: value for change in CHANGES[3:5] for name, value in change.items()} | CHANGES[6],
            *CHANGES,
        ],
        CHANGES,
    ),
    ids=lambda change: "-".join(map(str, change)),
)
def test_every_variant_of_the_networks_trains(batches, change):
    config = pg.NetworkConfig(**{**CONFIG.__dict__, **change})
    pictures = batches[0][..., [0, 1, 2, 2][: config.channels]]
    pictures = pictures.repeat(2, axis=2).repeat(2, axis=3)
    history = fit(make_gan(config, phase=FADE), [pictures, None], steps=2)
    assert all(np.isfinite(value).all() for value in history.values())


@pytest.fixture(scope="module")
def full(batches):
    """What `fit` returned at full precision."""
    return fit(make_gan(), batches)


@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16"])
def test_lower_precision_trains_like_full_precision(batches, full, policy):
    lower = fit(make_gan(dtype=policy), batches)
    for name in ("discriminator_loss", "generator_loss", "gradient_norm", "real_score"):
        assert lower[name][0] == pytest.approx(full[name][0], rel=0.1, abs=0.05), name


def test_float16_passes_over_steps_without_finite_gradients_and_counts_them(batches):
    gan = make_gan(dtype="mixed_float16")
    gan.discriminator_optimizer.dynamic_scale.assign(2.0**40)  # overflows float16 at once
    gan.generator_optimizer.dynamic_scale.assign(1.0)
    before = [weight.numpy() for weight in gan.stage.discriminator.trainable_weights]
    fit(gan, batches, steps=2)
    assert gan.skipped_steps == 2
    for weight, old in zip(gan.stage.discriminator.trainable_weights, before, strict=True):
        np.testing.assert_array_equal(weight.numpy(), old)
    assert float(gan.discriminator_optimizer.dynamic_scale) == 2.0**38
    assert int(gan.generator_optimizer.inner_optimizer.iterations) == 2


def test_one_execution_of_many_steps_equals_many_of_one(batches):
    weights = []
    for count in (1, 4):
        gan = make_gan()
        gan.compile(steps_per_execution=count)
        history = fit(gan, batches, steps=10)
        assert int(gan.images_seen) == 10 * BATCH
        weights.append([w.numpy() for w in gan.generator.weights + gan.discriminator.weights])
    for one, other in zip(*weights, strict=True):
        np.testing.assert_array_equal(one, other)
    assert all(np.isfinite(value).all() for value in history.values())
