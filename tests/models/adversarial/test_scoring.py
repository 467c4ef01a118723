"""Laws of judging reals and fakes."""

import numpy as np
import pytest
from keras import ops

import keras_pggan as pg
from keras_pggan.models.adversarial.scoring import judge, judge_both
from keras_pggan.models.blur.blur_network_config import NORMALIZATIONS


@pytest.mark.parametrize("groups", ["strided", "consecutive"])
@pytest.mark.parametrize(("batch", "group"), [(8, 4), (4, 4), (6, 2), (3, 1), (2, 4)])
def test_one_call_gives_what_two_calls_give(batch, group, groups):
    config = pg.NetworkConfig(
        resolution=8,
        filters_base=16,
        filters_max=8,
        label_count=3 * (batch % 4 == 0),
        stdev_group_size=group,
        conventions={"stdev_groups": groups},
    )
    model = pg.GrowingDiscriminator(config).straight_through(1)
    random = np.random.default_rng(0)
    # Fakes that vary far less than reals: a group that mixed them would show.
    reals, fakes = (
        ops.convert_to_tensor(scale * random.standard_normal((batch, 8, 8, 3)).astype("float32"))
        for scale in (1.0, 0.01)
    )
    for both, alone in zip(
        judge_both(model, reals, fakes, config),
        (judge(model, reals), judge(model, fakes)),
        strict=True,
    ):
        np.testing.assert_allclose(both.scores, alone.scores, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(both.logits, alone.logits, rtol=1e-4, atol=1e-5)
        assert both.scores.shape == (batch,)
        assert both.logits.shape == (batch, config.label_count)


@pytest.mark.parametrize("normalization", NORMALIZATIONS)
def test_reals_and_fakes_are_judged_without_the_others(normalization):
    """Where scores are of a whole batch, too, as those are by which the generator is trained."""
    config = pg.BlurNetworkConfig(
        resolution=8, filters=4, latent_dim=4, normalization=normalization
    )
    model = pg.BlurDiscriminator(config).model
    model.set_weights([10 * weight for weight in model.get_weights()])
    random = np.random.default_rng(0)
    reals, fakes = (
        ops.convert_to_tensor(scale * random.standard_normal((6, 8, 8, 3)).astype("float32"))
        for scale in (1.0, 0.1)
    )
    for both, alone in zip(
        judge_both(model, reals, fakes, config),
        (judge(model, reals), judge(model, fakes)),
        strict=True,
    ):
        assert np.ptp(alone.scores) > 1e-3
        np.testing.assert_allclose(both.scores, alone.scores, rtol=1e-4, atol=1e-5)
