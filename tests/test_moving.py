"""Laws of numbers that move over a run."""

import copy
import dataclasses
import json

import numpy as np
import pytest
from keras import ops

import keras_pggan as pg
from keras_pggan.losses import named_losses, to_table
from keras_pggan.moving import Moving

SHARES = np.linspace(0.0, 1.25, 11)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("linear:150:15", 150 - 135 * np.minimum(SHARES, 1)),
        ("cosine:0.0002:5e-05", 0.000125 + 0.000075 * np.cos(np.pi * np.minimum(SHARES, 1))),
        ("cosine:0:3", 1.5 - 1.5 * np.cos(np.pi * np.minimum(SHARES, 1))),
    ],
)
def test_it_goes_from_one_end_to_the_other_and_stays_there(text, expected):
    moving = Moving.from_text(text)
    np.testing.assert_allclose([moving.at(share) for share in SHARES], expected, rtol=1e-12)
    np.testing.assert_allclose(moving.at(ops.array(SHARES), ops), expected, rtol=1e-12)
    assert Moving.from_text(str(moving)) == moving
    assert copy.deepcopy(moving) == moving
    assert len({moving, Moving.from_text(str(moving))}) == 1


@pytest.mark.parametrize(
    "text",
    ["", "cosine", "cosine:1", "cosine:1:2:3", "sine:1:2", "cosine:a:2", "0.1", "linear:nan:1"]
    + ["constant:1:2", "constant", "cosine:inf:1"],
)
def test_another_text_is_none(text):
    assert Moving.from_text(text) is None
    with pytest.raises(pg.InputError) as told:
        pg.losses.RelativisticPairing(gamma=text)
    assert str(told.value) == (
        f"gamma must be a number or cosine:START:END or linear:START:END, got {text!r}"
    )


def test_a_text_of_what_stays_is_the_number():
    assert pg.losses.RelativisticPairing(gamma="constant:0.5") == (
        pg.losses.RelativisticPairing(gamma=0.5)
    )


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ((1, 2, "sine"), "shape must be linear or cosine, got 'sine'"),
        ((float("nan"), 2), "start must be a finite number, got nan"),
        ((1, "2"), "end must be a finite number, got '2'"),
    ],
)
def test_values_that_are_none_are_refused(values, says):
    with pytest.raises(pg.InputError, match=f"^{says}$"):
        Moving(*values)


def test_both_ends_are_held_against_the_range_of_an_option():
    with pytest.raises(pg.InputError, match=r"^gamma must be 0 or more, got linear:1\.0:-1\.0$"):
        pg.losses.RelativisticPairing(gamma=Moving(1, -1, "linear"))
    phase = {"level": 0, "height": 4, "width": 4, "fade_in": False, "images": 8, "batch_size": 4}
    with pytest.raises(
        pg.InputError, match=r"^learning_rate must be positive, got cosine:1\.0:0\.0$"
    ):
        pg.Phase(**phase, learning_rate=Moving(1, 0))
    assert pg.Phase(**phase, learning_rate="cosine:1:0.5").rates == (Moving(1, 0.5),) * 2


def test_a_loss_that_moves_is_a_value_and_has_numbers_at_each_point():
    for loss in (
        pg.losses.RelativisticPairing(gamma="cosine:2:0"),
        pg.losses.NonSaturatingR1(penalty_weight="cosine:2:0"),
        pg.losses.WassersteinGP(penalty_weight="cosine:2:0"),
    ):
        (name,) = loss.moving
        table = to_table(loss)
        assert table[name] == "cosine:2.0:0.0"
        assert json.loads(json.dumps(table)) == table
        assert named_losses()[table.pop("name")](**table) == loss
        half = loss.at(lambda moving: moving.at(0.5))
        assert half == dataclasses.replace(loss, **{name: 1.0})
        assert half.at(lambda moving: None) is half
        (penalty, *_) = half.penalties
        with_one = dataclasses.replace(loss, **{name: 1.0}).penalties[0]
        squared = np.array([4.0, 9.0])
        root = np.sqrt(squared)
        np.testing.assert_allclose(
            penalty.formula(squared, root), with_one.formula(squared, root), rtol=1e-12
        )
