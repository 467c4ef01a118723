"""What a person sees while a phase trains, without training one."""

import io

import pytest
from rich.console import Console

import keras_pggan as pg
from keras_pggan.training.callbacks import phase_display, plain_phase
from keras_pggan.training.callbacks.progress import ProgressDisplay
from keras_pggan.training.preflight.step_time import StepTime

STEPS = 40
LOGS = {"discriminator_loss": -1.234, "generator_loss": 0.5678}


class Gan:
    """What a display asks of it."""

    moves = "alpha"
    moved_at = pg.ProgressiveGAN.moved_at


def schedule(steps=STEPS):
    """Three phases, of the sizes that a run to 8x8 has."""
    return pg.Schedule(
        tuple(
            pg.Phase(
                level=level,
                height=4 << level,
                width=4 << level,
                fade_in=fade_in,
                images=4 * steps,
                batch_size=4,
            )
            for level, fade_in in ((0, False), (1, True), (1, False))
        )
    )


class Shown:
    """A phase whose steps take so many seconds each; the first compiles."""

    def __init__(self, *, terminal=False, width=80, index=1, done=0, estimates=(), **options):
        self.now, self.file = 100.0, io.StringIO()
        console = Console(
            file=self.file, force_terminal=terminal, highlight=False, width=width, color_system=None
        )
        display = ProgressDisplay(console, **options)
        display.expect(estimates)
        self.phase = display.phase(schedule(), index, done=done)
        self.batch = 0

    def train(self, patch, *durations, rows=False, distance=None, close=True):
        for module in (phase_display, plain_phase):
            patch.setattr(module.time, "monotonic", lambda: self.now)
        with self.phase as shown:
            self.shown = shown
            shown.set_model(Gan())
            shown.on_train_begin()
            for seconds in durations:
                self.now += seconds
                shown.on_train_batch_end(self.batch, LOGS)
                self.batch += 1
                if rows or distance:
                    shown({"swd": distance and distance[0], "swd_floor": distance and distance[1]})
            self.before_end = self.file.getvalue()
        return self.file.getvalue()


@pytest.fixture
def show(monkeypatch):
    def train(*durations, rows=False, distance=None, **options):
        return Shown(**options).train(monkeypatch, *durations, rows=rows, distance=distance)

    return train


# In a log file


def test_a_phase_begins_and_ends_with_a_line_and_has_one_a_minute_and_one_early(show):
    # 30 s to compile, then 38 steps of 8 s: the rate is settled after three of them.
    lines = show(30, *[8] * (STEPS - 1)).splitlines()
    assert lines[0] == "phase 2/3 8x8-fade-in: 160 images"
    assert lines[1] == (
        "phase 2/3 8x8-fade-in:  10%  alpha 0.10  loss D -1.23 G 0.568  0.5 images/s  "
        "4 min 48 s left  whole run 37%"
    )
    percent = [int(line.split(":")[1].split("%")[0]) for line in lines[1:-1]]
    assert percent == [10, 30, 50, 70, 90]  # every 64 s, as steps have it
    assert lines[-1] == (
        "phase 2/3 8x8-fade-in: 100%  took 5 min 42 s  0.5 images/s  whole run 67%  alpha 1.00  "
        "loss D -1.23 G 0.568"
    )


@pytest.mark.parametrize("done", [0, 20])
def test_the_time_left_leaves_out_the_first_execution_which_compiles(show, done):
    early = show(600, *[10] * 10, done=done).splitlines()[1]
    left = 10 * (STEPS - done - 4)
    assert f" {left // 60} min" in early
    assert f"{100 * (done + 4) / STEPS:4.0f}%" in early


def test_a_short_phase_and_one_that_has_hardly_begun_tell_no_time(show):
    for durations in ([20, 0.1, 0.1], [5] * 3, [20, *[0.2] * (STEPS - 1)]):
        lines = show(*durations).splitlines()
        assert len(lines) == 2, lines
        assert "left" not in lines[-1]


def test_the_distance_of_samples_is_told_with_its_floor_once_there_is_one(show):
    lines = show(10, *[20] * 8, distance=(12.345, 5.678)).splitlines()
    assert "swd 12.3 (floor 5.68)" in lines[-1]
    assert "swd" not in lines[0]


def test_the_distance_stays_for_the_next_phase_of_its_level():
    told = []
    display = ProgressDisplay(quiet=True)
    for index in (1, 2, 0):
        with display.phase(schedule(), index) as shown:
            told.append(shown.distance)
            shown({"swd": 1.0, "swd_floor": 0.5})
    assert told == ["", "swd 1 (floor 0.5)", ""]


def test_the_strength_of_augmentation_is_told_where_training_moves_it(show, monkeypatch):
    assert "augment" not in show(1, 1, 1)
    monkeypatch.setitem(LOGS, "augment_strength", 0.127)
    assert "alpha 0.08  augment 0.13  loss D -1.23 G 0.568" in show(1, 1, 1)


def test_a_verbose_log_has_a_line_a_row(show):
    lines = show(*[2] * STEPS, rows=True, verbose=True).splitlines()
    percent = [line.split(":")[1].split("%")[0].strip() for line in lines[1:-1]]
    assert percent == [f"{step / STEPS:.0%}".rstrip("%") for step in range(1, STEPS + 1)]


def test_a_quiet_display_prints_nothing(show):
    for terminal in (False, True):
        assert show(*[20] * 10, rows=True, quiet=True, verbose=True, terminal=terminal) == ""


def test_the_time_left_of_the_run_is_this_phase_s_and_that_of_later_ones_by_their_estimates(show):
    # Of the phases that are left, this one and another; each step takes ten times as long as was
    # estimated, and so does compiling.
    estimates = [StepTime(0.5, 0.5, 3.0), StepTime(1.0, 1.0, 6.0)]
    early = show(40, *[10] * 5, index=1, estimates=estimates).splitlines()[1]
    left = (STEPS - 4) * 10 + STEPS * 20 + 60
    assert f"whole run 37%, about {left // 60} min left" in early
    last = show(40, *[10] * 5, index=2, estimates=estimates[1:]).splitlines()[1]
    assert "6 min left  whole run 70%, 6 min left" in last


# On a terminal


def test_a_terminal_shows_two_bars_and_a_line_in_80_columns(show, monkeypatch):
    whole = Shown(terminal=True, estimates=[StepTime(0.5, 0.5, 3.0), StepTime(1.0, 1.0, 6.0)])
    whole.train(monkeypatch, 40, *[10] * 5, distance=(12.345, 5.678))
    bars = whole.shown._bars
    console = Console(file=io.StringIO(), width=80)
    console.print(*bars.get_renderables())
    first, second, third = console.file.getvalue().splitlines()
    assert max(map(len, (first, second, third))) <= 80
    assert first.startswith("phase 2/3 8x8-fade-in")
    assert first.rstrip().endswith(" 15% 0.4 images/s 5 min 40 s left")
    assert second.startswith("whole run, 480 images ")
    assert second.rstrip().endswith(" 38%              about 20 min left")
    assert third.rstrip() == "alpha 0.15  loss D -1.23 G 0.568  swd 12.3 (floor 5.68)"


def test_when_a_phase_ends_a_line_takes_the_place_of_the_bars(show):
    text = show(40, *[10] * 5, terminal=True)
    line = text.split("\n")[-2].replace("\x1b[2K", "").split("\r")[-1].split("\x1b")[-1]
    assert "phase 2/3 8x8-fade-in:  15%  took 1 min 30 s  0.4 images/s  whole run 38%" in line


def test_the_longest_title_leaves_room_for_a_bar():
    phase = pg.Phase(
        level=8,
        height=1024,
        width=1024,
        fade_in=True,
        images=600_000,
        batch_size=4,
    )
    long = pg.Schedule((phase,) * 17)
    console = Console(file=io.StringIO(), force_terminal=True, width=80)
    with ProgressDisplay(console).phase(long, 16) as shown:
        shown.set_model(Gan())
        shown.on_train_begin()
        shown._bars.update(
            shown._phase, rate="1,234 images/s", completed=75_000, left="23 h 59 min left"
        )
        out = Console(file=io.StringIO(), width=80)
        out.print(*shown._bars.get_renderables())
    first = out.file.getvalue().splitlines()[0]
    assert first.startswith("phase 17/17 1024x1024-fade-in ━━━")
    assert first.rstrip().endswith(" 50% 1,234 images/s 23 h 59 min left")


@pytest.mark.parametrize(
    ("index", "done", "alpha"), [(0, 0, "1.00"), (1, 0, "0.00"), (1, STEPS // 2, "0.50")]
)
def test_before_the_first_step_the_alpha_that_the_phase_starts_with_is_shown(
    show, index, done, alpha
):
    text = show(index=index, done=done, terminal=True)
    assert f"alpha {alpha}" in text
    assert "compiling" in text
