"""Which phases are measured in the time that there is, on made-up ones."""

import itertools
import types

import pytest

import keras_pggan as pg
from keras_pggan.training.preflight import measuring
from keras_pggan.training.preflight.measuring import Measured, measure_phases, measured_step
from keras_pggan.training.preflight.step_time import StepTime

PHASES = pg.Schedule.paper(pg.NetworkConfig(resolution=32)).phases  # seven


@pytest.fixture
def measure(monkeypatch, tiny_gan):
    """Measures phases whose steps take a multiple of what is estimated, on a made-up clock."""

    def call(seconds, slower=1.0, compiling=3.0):
        clock = [0.0]
        steps = [StepTime(0.0, each, compiling) for each in seconds]

        def measured(gan, phase, expected):
            step = slower * steps[PHASES.index(phase)].seconds
            clock[0] += slower * compiling + 3 * step
            return Measured(step, slower * compiling)

        monkeypatch.setattr(measuring, "measured_step", measured)
        monkeypatch.setattr(measuring.time, "monotonic", lambda: clock[0])
        told = []
        found = measure_phases(
            tiny_gan, PHASES, steps, lambda index, *times: told.append((index, *times))
        )
        assert [(index, *one) for index, one in found.items()] == told
        return list(found), clock[0]

    return call


@pytest.fixture(scope="module")
def tiny_gan():
    config = pg.NetworkConfig(resolution=4, filters_base=8, filters_max=4, latent_dim=4)
    return pg.ProgressiveGAN(pg.GrowingGenerator(config), pg.GrowingDiscriminator(config))


def test_all_phases_are_measured_where_that_is_quick_the_smallest_first(measure):
    assert measure([0.01] * 7) == (list(range(7)), pytest.approx(7 * 3.03))


def test_where_time_is_short_straight_phases_come_before_fade_ins_and_large_before_small(measure):
    chosen, seconds = measure([0.01] * 7, compiling=12)
    assert chosen == [2, 4, 6, 0]  # for the last, time was left
    assert seconds < 60
    assert measure([0.01] * 7, compiling=30)[0] == [6]


def test_phases_that_take_hardly_any_of_the_time_are_left_out_but_for_the_first(measure):
    assert measure([0.001, 0.001, 0.001, 1, 1, 1, 1])[0] == [0, 3, 4, 5, 6]


@pytest.mark.parametrize("slower", [0.3, 3, 10])
def test_a_machine_that_is_slower_than_estimated_measures_less_and_takes_about_as_long(
    measure, slower
):
    chosen, seconds = measure([0.1, 0.2, 0.2, 0.4, 0.4, 0.8, 0.8], slower=slower)
    assert chosen
    assert seconds < 75
    assert len(chosen) < 7 or slower < 1


def test_a_step_of_minutes_is_not_tried(measure):
    assert measure([100] * 7)[0] == []
    chosen, seconds = measure([1, 2, 2, 8, 8, 30, 30])
    assert chosen == [0, 1, 2, 4]
    assert seconds < 60


def test_a_step_is_measured_without_its_compiling():
    config = pg.NetworkConfig(resolution=4, filters_base=8, filters_max=4, latent_dim=4)
    gan = pg.ProgressiveGAN(pg.GrowingGenerator(config), pg.GrowingDiscriminator(config))
    (phase,) = pg.Schedule.growing(config, images_per_phase=1000, batch_size=4)
    found = measured_step(gan, phase, 0.01)
    assert 0 < found.step < found.compiling < 60


@pytest.mark.parametrize("expected", [4, 1, 0.2, 0.1])  # 1, 1, 2 and 5 steps an execution
def test_a_step_whose_penalty_is_rarely_due_is_the_mean_of_those_with_and_without(
    monkeypatch, expected
):
    config = pg.NetworkConfig(resolution=4, filters_base=8, filters_max=4, latent_dim=4)
    loss = pg.losses.NonSaturatingR1(penalty_every=4)
    networks = pg.GrowingGenerator(config), pg.GrowingDiscriminator(config)
    gan = pg.ProgressiveGAN(*networks, loss=loss)
    (phase,) = pg.Schedule.growing(config, images_per_phase=1000, batch_size=4)
    taken = int(max(1, measuring.EXECUTION / expected))
    made_up = itertools.cycle([6.0, 1.0, 1.0, 4.0])  # seconds of the steps of a cycle: 3 on average
    executions = iter(lambda: sum(itertools.islice(made_up, taken)), None)
    clock = itertools.accumulate(executions, initial=0.0)
    made = types.SimpleNamespace(perf_counter=lambda: next(clock))
    monkeypatch.setattr(measuring, "time", made)
    assert measured_step(gan, phase, expected).step == pytest.approx(3.0)
