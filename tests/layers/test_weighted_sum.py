"""Laws of the cross-fade."""

import numpy as np
import pytest
from keras import ops

from keras_pggan.layers import WeightedSum


@pytest.mark.parametrize("alpha", [0.0, 0.25, 1.0])
def test_is_the_linear_interpolation(maps, alpha):
    old, new = maps, maps[::-1] * 3
    result = ops.convert_to_numpy(WeightedSum(alpha)([old, new]))
    np.testing.assert_allclose(result, (1 - alpha) * old + alpha * new, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("end", [0, 1])
def test_is_exact_at_both_ends(maps, end):
    pair = [maps, maps[::-1] * 1000]
    np.testing.assert_array_equal(WeightedSum(float(end))(pair), pair[end])


def test_alpha_is_a_weight_that_can_be_moved_and_is_not_trained(maps):
    layer = WeightedSum()
    layer.alpha.assign(0.5)
    np.testing.assert_allclose(layer([maps, maps * 3]), maps * 2, rtol=1e-6)
    assert layer.trainable_weights == []
    assert [w.path for w in layer.non_trainable_weights] == [layer.alpha.path]


@pytest.mark.parametrize("alpha", [-0.1, 1.1])
def test_alpha_out_of_range_is_refused(alpha):
    with pytest.raises(ValueError, match=f"between 0 and 1, got {alpha}"):
        WeightedSum(alpha)


def test_different_shapes_are_refused(maps):
    with pytest.raises(ValueError, match="one shape"):
        WeightedSum()([maps, maps[:, :2]])
