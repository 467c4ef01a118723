"""Laws of phases and schedules."""

import pytest

import keras_pggan as pg
from keras_pggan.schedule import alpha_at, paper_batch_size


def phase(**values):
    defaults = {"level": 1, "height": 8, "width": 8, "fade_in": True, "images": 10, "batch_size": 4}
    return pg.Phase(**{**defaults, **values})


def test_alpha_rises_linearly_from_0_to_1_and_stays():
    assert [alpha_at(seen, 100) for seen in (0, 25, 100, 1000)] == [0.0, 0.25, 1.0, 1.0]


def test_alpha_without_a_fade_is_1():
    assert alpha_at(0, 0) == 1.0


def test_the_paper_schedule_is_that_of_the_authors_program():
    schedule = pg.Schedule.paper(pg.NetworkConfig())
    assert len(schedule) == 17
    assert all(each.images == 600_000 for each in schedule)
    # 128 for 4 to 16, then 64 (32), 32 (64), 16 (128), 8 (256), 4 (512 and up).
    batches = [each.batch_size for each in schedule if not each.fade_in]
    assert batches == [128, 128, 128, 64, 32, 16, 8, 4, 4]
    rates = [each.learning_rate for each in schedule]
    assert rates == [0.001] * 15 + [0.0015] * 2  # both phases of 1024
    assert [each.height for each in schedule if each.fade_in] == [
        8,
        16,
        32,
        64,
        128,
        256,
        512,
        1024,
    ]


def test_a_learning_rate_that_is_given_is_that_of_all_phases():
    for make in (pg.Schedule.growing, pg.Schedule.fixed):
        schedule = make(pg.NetworkConfig(), images_per_phase=10, learning_rate=0.01)
        assert {each.learning_rate for each in schedule} == {0.01}


def test_a_fixed_schedule_has_the_learning_rate_of_its_size():
    schedule = pg.Schedule.fixed(pg.NetworkConfig(), images_per_phase=10)
    assert [each.learning_rate for each in schedule] == [0.0015]


def test_levels_fade_in_before_they_are_straight():
    schedule = pg.Schedule.paper(pg.NetworkConfig(resolution=16), images_per_phase=10)
    order = [(each.level, each.fade_in) for each in schedule]
    assert order == [(0, False), (1, True), (1, False), (2, True), (2, False)]


def test_images_are_rounded_up_to_whole_batches():
    assert (phase().steps, phase().images_shown, phase().fade_images) == (3, 12, 10)
    assert phase(fade_in=False).fade_images == 0


def test_images_before_a_phase_are_those_shown():
    schedule = pg.Schedule((phase(level=0, fade_in=False), phase(), phase(images=4)))
    assert [schedule.images_before(index) for index in range(4)] == [0, 12, 24, 28]
    assert schedule.total_images == 28


@pytest.mark.parametrize(("resolution", "batch"), [(6, 128), (192, 8), (2048, 4)])
def test_batches_between_the_paper_resolutions_are_those_of_the_larger(resolution, batch):
    assert paper_batch_size(resolution) == batch


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: phase(images=0), "images must be 1 or more, got 0"),
        (lambda: phase(learning_rate=0.0), "learning_rate must be positive, got 0.0"),
        (lambda: phase(batch_size=0), "batch_size must be 1 or more, got 0"),
        (lambda: phase(level=0), "level 0 has no level below"),
        (lambda: pg.Schedule(()), "one phase at least"),
        (lambda: pg.Schedule((phase(level=2), phase(level=1))), r"must not fall, got \[2, 1\]"),
    ],
)
def test_what_cannot_be_trained_is_refused(make, message):
    with pytest.raises(pg.InputError, match=message):
        make()
