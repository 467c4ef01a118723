"""What a person sees while a phase trains, without training one."""

import io

import pytest
from rich.console import Console

import keras_pggan as pg
from keras_pggan.training.callbacks import progress
from keras_pggan.training.callbacks.progress import ProgressDisplay

STEPS = 10


class Gan:
    """What a display asks of it."""

    moves = "alpha"
    moved_at = pg.ProgressiveGAN.moved_at


def phase(*, fade_in=False):
    return pg.Phase(
        level=int(fade_in), height=4, width=4, fade_in=fade_in, images=4 * STEPS, batch_size=4
    )


def show(durations, done=0, terminal=False, fade_in=False):
    """What is printed where each step takes so many seconds, and has a row."""
    clock = [100.0]
    console = Console(file=io.StringIO(), force_terminal=terminal, highlight=False, width=100)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(progress.time, "monotonic", lambda: clock[0])
        display = ProgressDisplay(console, lines_per_phase=STEPS)
        with display.phase(0, 1, phase(fade_in=fade_in), done=done) as shown:
            shown.set_model(Gan())
            shown.on_train_begin()
            for batch, seconds in enumerate(durations):
                clock[0] += seconds
                shown.on_train_batch_end(batch)
                shown({"alpha": 1.0, "images_per_second": 4 / seconds})
    return console.file.getvalue()


@pytest.mark.parametrize("done", [0, 3])
def test_the_time_left_leaves_out_the_first_execution_which_compiles(done):
    first, second, *_, last = show([60] + [2] * (STEPS - 1 - done), done).splitlines()[1:]
    assert "left" not in first
    assert f" {2 * (STEPS - done - 2)} s left" in second
    assert " 0 s left" in last


def test_a_line_a_row_where_as_many_are_wanted():
    lines = show([2] * STEPS).splitlines()
    assert lines[0] == "phase 1/1 4x4-straight: 40 images"
    assert [line.split()[3] for line in lines[1:]] == [f"{10 * k}%" for k in range(1, STEPS + 1)]


@pytest.mark.parametrize(
    ("fade_in", "done", "alpha"), [(False, 0, "1.00"), (True, 0, "0.00"), (True, 5, "0.50")]
)
def test_before_the_first_row_the_bar_shows_the_alpha_that_the_phase_starts_with(
    fade_in, done, alpha
):
    assert f"alpha {alpha}" in show([], done, terminal=True, fade_in=fade_in)
