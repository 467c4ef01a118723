"""What a person sees while pictures are prepared, without preparing any."""

import io

import pytest
from rich.console import Console

from keras_pggan.cli import files_display
from keras_pggan.cli.files_display import FilesDisplay
from keras_pggan.preprocessing.pipeline import Progress

TOTAL = 100


def show(seconds_each, *, before=0, terminal=False):
    """What is printed where pictures take so many seconds each; every second one has a face."""
    clock = [50.0]
    console = Console(file=io.StringIO(), force_terminal=terminal, highlight=False, width=160)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files_display.time, "monotonic", lambda: clock[0])
        with FilesDisplay(console, noun="face") as display:
            display(Progress(before, TOTAL, before, before // 2, 0))
            for done, seconds in enumerate(seconds_each, before + 1):
                clock[0] += seconds
                display(Progress(done, TOTAL, before, done // 2, done - done // 2))
    return console.file.getvalue()


@pytest.mark.parametrize("before", [0, 60])
def test_a_plain_line_every_ten_seconds_tells_the_rate_of_this_run(before):
    lines = show([3.0] + [0.5] * 39, before=before).splitlines()
    # The first picture waits for the detector, and does not count: 3 s, then two pictures a second.
    assert len(lines) == 2
    done = before + 1 + 14  # 3 s and 14 half seconds
    assert lines[0] == (
        f"{done} of 100 files  2.0 pictures/s  {done // 2} faces  {done - done // 2} rejects  "
        f"{round((TOTAL - done) / 2)} s left"
    )
    assert lines[1].startswith(f"{done + 20} of 100 files  2.0 pictures/s")


def test_a_short_run_prints_no_line():
    assert show([0.01] * TOTAL) == ""


def test_on_a_terminal_one_line_moves():
    text = show([1.0] * TOTAL, terminal=True)
    assert "100 of 100 files  1.0 pictures/s  50 faces  50 rejects" in text
    assert text.count("\n") <= 2
