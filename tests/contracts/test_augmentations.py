"""What every augmentation and every policy owes, run over all that are defined."""

import dataclasses

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

import keras_pggan as pg
from keras_pggan.augmentation import Augmentation, named_policies, policy_table
from keras_pggan.registry import named_subclasses

AUGMENTATIONS = {
    name: kind
    for name, kind in named_subclasses(Augmentation).items()
    if kind.__module__.startswith("keras_pggan.")
}
POLICIES = {
    name: kind
    for name, kind in named_policies().items()
    if kind.__module__.startswith("keras_pggan.")
}
SHAPES = [(6, 7, 1), (4, 4, 3), (7, 5, 4)]


@pytest.fixture(params=sorted(AUGMENTATIONS))
def augmentation(request):
    return AUGMENTATIONS[request.param]()


@pytest.fixture(params=sorted(POLICIES))
def policy(request):
    return POLICIES[request.param]()


def drawn(count, needs, seed=0):
    return np.random.default_rng(seed).random((count, needs)).astype("float32")


def random_pictures(shape, count=5):
    pictures = np.random.default_rng(1).standard_normal((count, *shape))
    return np.tanh(pictures).astype("float32")


def test_all_of_ours_are_public(augmentation):
    kind = type(augmentation)
    assert getattr(pg.augmentation, kind.__name__) is kind
    assert "Source:" in kind.__doc__


def test_it_is_a_value(augmentation):
    assert type(augmentation)(**dataclasses.asdict(augmentation)) == augmentation
    assert hash(augmentation) == hash(type(augmentation)())
    for field in dataclasses.fields(augmentation):
        assert isinstance(getattr(augmentation, field.name), bool | int | float | str)


@pytest.mark.parametrize("shape", SHAPES)
def test_at_strength_0_pictures_stay_to_the_bit(augmentation, shape):
    pictures = random_pictures(shape)
    same = augmentation.apply(pictures, 0.0, drawn(5, augmentation.needs))
    np.testing.assert_array_equal(same, pictures)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_strength_is_the_probability_of_a_change_of_each_picture_by_itself(augmentation, shape):
    pictures, numbers = random_pictures(shape), drawn(5, augmentation.needs)
    numbers[:, 0] = [0.1, 0.3, 0.5, 0.7, 0.9]
    numbers[:, 1:] = 0.7 + 0.1 * numbers[:, 1:]  # coins, turns and shifts that change something
    some = ops.convert_to_numpy(augmentation.apply(pictures, 0.4, numbers))
    every = ops.convert_to_numpy(augmentation.apply(pictures, 1.0, numbers))
    assert some.shape == pictures.shape
    assert some.dtype == pictures.dtype
    np.testing.assert_array_equal(some[2:], pictures[2:])
    np.testing.assert_array_equal(some[:2], every[:2])
    changed = [bool((one != other).any()) for one, other in zip(every, pictures, strict=True)]
    assert changed == [not (getattr(augmentation, "of_hues", False) and shape[-1] == 1)] * 5


def test_a_picture_is_augmented_alike_in_every_batch(augmentation):
    pictures, numbers = random_pictures((4, 4, 3)), drawn(5, augmentation.needs)
    whole = ops.convert_to_numpy(augmentation.apply(pictures, 0.6, numbers))
    for index in range(5):
        one = augmentation.apply(pictures[index][None], 0.6, numbers[index][None])
        np.testing.assert_allclose(one[0], whole[index], rtol=1e-6, atol=1e-6)


def test_gradients_of_gradients_are_those_of_finite_differences(augmentation):
    """Of a penalty on the slope of a curved score, by the pictures before the augmentation."""
    pictures = random_pictures((5, 4, 3), 2).astype("float64")
    numbers = drawn(2, augmentation.needs).astype("float64")
    slopes = np.random.default_rng(2).standard_normal(pictures.shape)

    def penalty(images):
        with tf.GradientTape() as tape:
            tape.watch(images)
            shown = augmentation.apply(images, 1.0, numbers)
            score = tf.reduce_sum(tf.tanh(shown) * shown * slopes)
        return tf.reduce_sum(tape.gradient(score, images) ** 2)

    images = tf.constant(pictures)
    with tf.GradientTape() as tape:
        tape.watch(images)
        value = penalty(images)
    exact = tape.gradient(value, images).numpy()
    direction, step = np.random.default_rng(3).standard_normal(pictures.shape), 1e-5
    ends = [float(penalty(images + way * step * direction)) for way in (1, -1)]
    assert float((exact * direction).sum()) == pytest.approx(
        (ends[0] - ends[1]) / (2 * step), rel=1e-5
    )


def test_a_policy_is_a_value_that_is_public_and_registered(policy):
    kind = type(policy)
    assert getattr(pg.augmentation, kind.__name__) is kind
    assert keras.saving.get_registered_name(kind) == f"keras_pggan>{kind.__name__}"
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(policy))
    assert again == policy
    assert hash(again) == hash(policy)
    table = policy_table(policy)
    assert POLICIES[table.pop("name")](**table) == policy
    for field in dataclasses.fields(policy):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(policy, field.name, 0)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_policy_changes_pictures_and_keeps_their_shape(policy, shape):
    pictures, seeds = random_pictures(shape), keras.random.SeedGenerator(1)
    state = {name: 0.5 for name in policy.initial_state}
    shown = policy(pictures, state, lambda kind, size: kind(size, seed=seeds))
    assert shown.shape == pictures.shape
    assert np.isfinite(ops.convert_to_numpy(shown)).all()
    assert (ops.convert_to_numpy(shown) != pictures).any()


def test_a_policy_s_state_keeps_its_names_and_stays_finite(policy):
    state = dict(policy.initial_state)
    for _ in range(9):
        after = policy.next_state(state, np.array([0.5, -2.0, 3.0], "float32"), 3)
        assert set(after) == set(state)
        state = {name: float(value) for name, value in after.items()}
        assert all(np.isfinite(value) for value in state.values())


def test_no_policy_changes_what_labels_mean_unless_asked(policy):
    pictures = np.zeros((400, 8, 8, 1), "float32")
    pictures[:, 2:6, 6] = 1.0  # a bar on the right
    state = {name: 1.0 for name in policy.initial_state}
    numbers = drawn(400, sum(each.needs for each in policy.augmentations), seed=4)
    mirrored = pg.augmentation.ADA(mirror=True, quarter_turns=True)
    shown = [policy.apply(pictures, state, numbers)]
    needs = sum(each.needs for each in mirrored.augmentations)
    shown.append(mirrored.apply(pictures, {"strength": 1.0}, drawn(400, needs, seed=4)))
    left, asked = (
        float(
            (np.abs(part[:, :, :4]).sum((1, 2, 3)) > np.abs(part[:, :, 4:]).sum((1, 2, 3))).mean()
        )
        for part in map(ops.convert_to_numpy, shown)
    )
    assert left < 0.75 * asked
