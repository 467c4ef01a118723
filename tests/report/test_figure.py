"""What the figures of a history show, by the lines that are in them."""

import matplotlib.figure
import pytest

from keras_pggan.report.curves import draw_curves
from keras_pggan.report.figure import NARROW, WIDE, Lines, draw

COLUMNS = "phase", "images_seen", "swd", "swd_floor", "discriminator_loss"
HISTORY = [
    dict(zip(COLUMNS, row, strict=True))
    for row in (
        ("4x4-straight", "100", "", "", "3"),
        ("16x16-fade-in", "200", "50", "8", "2"),
        ("16x16-straight", "300", "30", "8", "1"),
        ("32x32-fade-in", "400", "60", "7", "2"),
    )
]
SWD = Lines({"swd": "samples"}, of_reals={"swd_floor": "noise floor"})


@pytest.fixture
def figures(monkeypatch):
    """Those that were drawn."""
    drawn = []
    save = matplotlib.figure.Figure.savefig

    def kept(figure, *given, **named):
        drawn.append(figure)
        save(figure, *given, **named)

    monkeypatch.setattr(matplotlib.figure.Figure, "savefig", kept)
    return drawn


def lines_in(figure, style):
    (axes,) = figure.axes
    lines = [line for line in axes.lines if line.get_transform() == axes.transData]
    return [line.get_xydata().tolist() for line in lines if line.get_linestyle() == style]


def test_figures_of_two_levels_are_not_joined_and_have_a_floor_each(figures):
    draw(SWD, HISTORY, WIDE)
    (figure,) = figures
    assert lines_in(figure, "-") == [[[200, 50], [300, 30]], [[400, 60]]]
    assert lines_in(figure, "--") == [
        [[100, 8], [200, 8], [300, 8], [300, 8]],
        [[300, 7], [400, 7], [400, 7]],
    ]
    (axes,) = figure.axes
    assert axes.lines[1].get_marker() == "."  # where one figure is all that a level has
    assert axes.get_ylim()[0] == 0
    assert [text.get_text() for text in figure.legends[0].texts] == ["samples", "noise floor"]


def test_what_compares_between_levels_is_one_line(figures):
    draw(Lines({"discriminator_loss": "discriminator"}), HISTORY, WIDE)
    assert lines_in(figures[0], "-") == [[[100, 3], [200, 2], [300, 1], [400, 2]]]


def test_levels_are_named_and_fades_shaded(figures):
    for size in (WIDE, NARROW):
        draw(SWD, HISTORY, size)
    for figure in figures:
        (axes,) = figure.axes
        assert [text.get_text() for text in axes.texts] == ["4", "16", "32"]
        assert [text.xy[0] for text in axes.texts] == [50, 200, 350]
        assert len(axes.patches) == 2


def test_a_level_that_has_no_room_has_no_name(figures):
    last = {**HISTORY[-1], "images_seen": "9000", "phase": "64x64-straight"}
    draw(SWD, [*HISTORY, last], WIDE)
    assert [text.get_text() for text in figures[0].axes[0].texts] == ["64"]


def test_one_history_gives_one_figure_to_the_byte():
    assert draw_curves(HISTORY, "", "") == draw_curves(HISTORY, "", "")
    losses, swd = draw_curves(HISTORY, "", "")
    assert losses.svg != losses.narrow
    assert "two levels do not compare" in swd.text
