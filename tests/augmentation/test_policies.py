"""How strong policies are, and what they are made of."""

import numpy as np
import pytest
from keras import ops
from scipy import ndimage

import keras_pggan as pg
from keras_pggan.augmentation import ADA, DiffAugment, policy_table


def test_diffaugment_is_colour_then_a_shift_then_a_cutout(pictures):
    policy = DiffAugment()
    numbers = np.random.default_rng(0).random((6, 12)).astype("float32")
    shown = ops.convert_to_numpy(policy.apply(pictures, {}, numbers))
    for index, own in enumerate(numbers.astype("float64")):
        x = pictures[index] + own[1] - 0.5
        grey = x.mean(axis=-1, keepdims=True)
        x = grey + 2 * own[3] * (x - grey)
        x = x.mean() + (own[5] + 0.5) * (x - x.mean())
        move = [np.floor(own[7] * 5) - 2, np.floor(own[8] * 3) - 1, 0]  # 12 rows, 10 columns
        x = ndimage.shift(x, move, order=0, mode="constant")
        top, left = np.floor(own[10] * 13) - 3, np.floor(own[11] * 10) - 2
        top, left = int(top), int(left)
        x[max(top, 0) : max(top + 6, 0), max(left, 0) : max(left + 5, 0)] = 0
        np.testing.assert_allclose(shown[index], x, atol=1e-5)


def test_parts_of_diffaugment_can_be_left_out(pictures):
    assert DiffAugment(colour=False, shift=0, cutout=0).augmentations == ()
    names = [each.name for each in DiffAugment(colour=False).augmentations]
    assert names == ["shift", "cutout"]
    numbers = np.random.default_rng(0).random((6, 12)).astype("float32")
    never = DiffAugment(probability=0)
    np.testing.assert_array_equal(never.apply(pictures, {}, numbers), pictures)


def test_ada_has_the_paper_s_transforms_in_their_order():
    moves, *colours = ADA(mirror=True, quarter_turns=True).augmentations
    assert [each.name for each in (*moves.parts, *colours)] == [
        *("mirror", "quarter-turns", "shift", "scaling", "rotation", "stretching", "rotation"),
        *("fractional-shift", "brightness", "contrast", "luma-flip", "hue", "saturation"),
    ]
    assert [each.name for each in ADA(colour=False).augmentations[0].parts][:2] == [
        "shift",
        "scaling",
    ]


def follow(policy, scores, images):
    """The strength after each step, by the policy."""
    state, found = dict(policy.initial_state), []
    for each in scores:
        after = policy.next_state(state, np.array(each, "float32"), images)
        state = {name: float(value) for name, value in after.items()}
        found.append(state["strength"])
    return found


def test_the_strength_follows_the_rule():
    """By hand: 8 pictures a step, 4 steps a move, so a move is 32 / 320 = 0.1."""
    policy = ADA(target=0.5, images=320, initial=0.2)
    high, low, even = [3.0, 0.1, 9.0, 2.0], [-3.0, -0.1, 0.5, -7.0], [1.0, 1.0, 1.0, -5.0]
    scores = [
        *(high, high, high, high),  # mean sign 1
        *(high, high, low, high),  # (1 + 1 - 0.5 + 1) / 4, above 0.5
        *(low, low, low, low),  # -0.5
        *(even, even, even, even),  # exactly 0.5: stays
        *(low, high, low, low),
        *4 * (low, low, low, low),  # down to 0, and not below
    ]
    expected = [0.2] * 3 + [0.3] * 4 + [0.4] * 4 + [0.3] * 8 + [0.2] * 4 + [0.1] * 4 + [0.0] * 9
    assert follow(policy, scores, 8) == pytest.approx(expected, abs=1e-6)


def test_the_strength_stays_below_its_largest():
    policy = ADA(images=64, most=0.7)
    assert follow(policy, [[1.0, 2.0]] * 12, 8)[3::4] == pytest.approx([0.5, 0.7, 0.7])


def test_it_rises_from_0_to_1_in_so_many_images_at_the_fastest():
    strengths = follow(ADA(images=800, most=1.0), [[1.0]] * 100, 8)
    assert strengths[-2] < 1.0 <= strengths[-1] + 1e-6


def test_scores_of_all_replicas_count():
    """One replica's mean is 1, another's -1: what they come to together decides on both."""
    policy = ADA(target=0.5, images=32, initial=0.5)
    for own in (1.0, -1.0):
        state = dict(policy.initial_state)
        for _ in range(4):
            state = policy.next_state(state, np.array([own]), 2, mean=lambda sign: 0.0 * sign)
        assert float(state["strength"]) == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: ADA(target=1.5), "target must be -1 to 1, got 1.5"),
        (lambda: ADA(images=0), "images must be 1 image or more, got 0"),
        (
            lambda: ADA(initial=0.9),
            "initial must be up to most, which is 0.8, got 0.9; give a smaller one, or a larger "
            "most",
        ),
        (lambda: DiffAugment(shift=2), "shift must be 0 to 1, got 2"),
        (lambda: DiffAugment(colour=1), "colour must be true or false, got 1"),
    ],
)
def test_values_out_of_range_are_refused(make, says):
    with pytest.raises(pg.InputError, match=f"^{says}$"):
        make()


def test_a_policy_without_a_name_of_its_own_cannot_be_written():
    nameless = type("Nameless", (DiffAugment,), {})
    with pytest.raises(pg.InputError, match="Nameless must have a `name` of its own"):
        policy_table(nameless())
