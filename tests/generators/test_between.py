"""Ways from one latent to another."""

import numpy as np
import pytest

from keras_pggan.generators.between import lerp, slerp

WAYS = pytest.mark.parametrize("way", [lerp, slerp])
RANDOM = np.random.default_rng(0)
START, END = RANDOM.standard_normal((2, 20, 64), dtype=np.float32)


def on_the_sphere(points):
    return points / np.linalg.norm(points, axis=-1, keepdims=True)


@WAYS
def test_a_way_begins_and_ends_to_the_bit_where_it_is_to(way):
    np.testing.assert_array_equal(way(START, END, 0), START)
    np.testing.assert_array_equal(way(START, END, 1), END)
    assert way(START, END, 0.3).dtype == np.float32


@WAYS
def test_a_way_back_is_the_same_way(way):
    np.testing.assert_allclose(way(START, END, 0.3), way(END, START, 0.7), atol=1e-6)


@WAYS
def test_shares_may_differ(way):
    shares = np.linspace(0, 1, 20)[:, None]
    each = [way(START[i], END[i], shares[i]) for i in range(20)]
    np.testing.assert_array_equal(way(START, END, shares), each)


def test_an_arc_has_constant_speed_on_the_sphere_and_even_lengths():
    way = np.stack([slerp(START, END, share) for share in np.linspace(0, 1, 51)])
    steps = np.linalg.norm(np.diff(on_the_sphere(way), axis=0), axis=-1)
    np.testing.assert_allclose(steps, steps[:1].repeat(50, axis=0), rtol=1e-3)
    lengths = np.linalg.norm(way, axis=-1)
    even = np.linspace(lengths[0], lengths[-1], 51)
    np.testing.assert_allclose(lengths, even, rtol=1e-5)


def test_a_straight_line_has_constant_speed_and_leaves_the_sphere():
    way = np.stack([lerp(START, END, share) for share in np.linspace(0, 1, 51)])
    steps = np.linalg.norm(np.diff(way, axis=0), axis=-1)
    np.testing.assert_allclose(steps, steps[:1].repeat(50, axis=0), rtol=1e-3)
    assert (np.linalg.norm(way[25], axis=-1) < 0.9 * np.linalg.norm(START, axis=-1)).all()


@pytest.mark.parametrize("factor", [1, 2, 1 + 1e-6, -1, -2, 0])
def test_where_there_is_no_one_arc_the_way_is_straight(factor):
    np.testing.assert_allclose(
        slerp(START, factor * START, 0.25), (0.75 + 0.25 * factor) * START, rtol=1e-5, atol=1e-6
    )


def test_small_angles_are_arcs_too():
    end = START.astype(np.float64) + 1e-4 * END
    way = [slerp(START, end, share) for share in (0, 0.5, 1)]
    np.testing.assert_allclose(way[1], (way[0] + way[2]) / 2, atol=1e-6)
