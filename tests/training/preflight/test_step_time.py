"""Seconds of a step by arithmetic, and what measurements make of them."""

import dataclasses

import numpy as np
import pytest

from keras_pggan.training.preflight.costs import NetworkCost
from keras_pggan.training.preflight.step_time import (
    COMPILING,
    COMPILING_PER_CALL,
    PASSES,
    SECONDS_PER_CALL,
    STEP_BY_PRODUCT,
    Scales,
    Speed,
    StepTime,
    estimated_step,
    fitted,
)

COST = NetworkCost(
    parameters=10, parameter_bytes=40, forward_flops=5, activation_bytes=700, calls=3
)
SPEED = Speed(operations=1e6, bytes=1e5)


def test_an_estimate_is_its_formula():
    found = estimated_step((COST, dataclasses.replace(COST, calls=4)), 9000, 16, speed=SPEED)
    assert found.overhead == pytest.approx(7 * SECONDS_PER_CALL)
    assert found.work == pytest.approx(16 * (STEP_BY_PRODUCT * 9e-3 + PASSES * 1400 / 1e5))
    assert found.compiling == pytest.approx(COMPILING + 7 * COMPILING_PER_CALL)
    assert found.seconds == found.overhead + found.work


def test_devices_share_the_work_but_not_the_overhead():
    one, two = (
        estimated_step((COST,), 9000, 16, speed=SPEED, replicas=replicas) for replicas in (1, 2)
    )
    assert two.overhead == one.overhead
    assert two.work == pytest.approx(one.work / 2)


def test_this_machine_has_a_speed_that_is_measured_once():
    speed = Speed.here()
    assert Speed.here() is speed
    assert 1e8 < speed.operations < 1e16
    assert 1e7 < speed.bytes < 1e14


def test_measurements_that_follow_two_factors_give_them():
    random = np.random.default_rng(0)
    steps = [StepTime(*random.uniform(0.1, 1, 2)) for _ in range(40)]
    found = fitted([(step, Scales(2.0, 5.0).seconds(step)) for step in steps])
    assert found == pytest.approx((2, 5), rel=0.03)


def test_one_measurement_is_met_and_moves_both_parts():
    for step in (StepTime(3, 1), StepTime(1, 3), StepTime(1, 0)):
        found = fitted([(step, 7.0)])
        assert found.seconds(step) == pytest.approx(7)
        assert found.overhead == pytest.approx(found.work)


def test_no_part_comes_for_nothing():
    """Where noise would have it so: less overhead took longer."""
    found = fitted([(StepTime(1, 1), 1.0), (StepTime(0.5, 1.0), 9.0)])
    assert min(found) > 0
