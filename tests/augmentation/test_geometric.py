"""Maps of the plane, held against SciPy's and NumPy's on pieces of a photograph."""

import numpy as np
import pytest
from keras import ops
from scipy import ndimage, stats

from keras_pggan.augmentation import (
    Composed,
    FractionalShift,
    Mirror,
    QuarterTurns,
    Rotation,
    Scaling,
    Shift,
    Stretching,
)

CHANGED = 3  # of the six pictures, at strength 1/2


def turned(angle):
    """Where pixels come from that are turned counter-clockwise; rows count downwards."""
    return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])


def by_scipy(picture, sources, shift=(0.0, 0.0), mode="mirror"):
    """A picture whose pixel p is what was at `sources (p - centre) + centre + shift`."""
    centre = (np.array(picture.shape[:2]) - 1) / 2
    offset = centre - sources @ centre + shift
    channels = [
        ndimage.affine_transform(channel, sources, offset, order=1, mode=mode)
        for channel in np.moveaxis(picture.astype("float64"), -1, 0)
    ]
    return np.stack(channels, axis=-1)


def check(augmentation, pictures, numbers, expected):
    """Holds it against `expected(picture, numbers of the picture)` where it is changed."""
    shown = ops.convert_to_numpy(augmentation.apply(pictures, 0.5, numbers))
    for index, (picture, own) in enumerate(zip(pictures, numbers, strict=True)):
        wanted = expected(picture, own) if index < CHANGED else picture
        np.testing.assert_allclose(shown[index], wanted, atol=2e-5)
    assert np.abs(shown - pictures)[:CHANGED].max() > 0.1


def test_mirror(pictures, numbers):
    drawn = numbers(2)
    drawn[:3, 1] = [0.7, 0.2, 0.5]
    flips = {0.7: True, 0.2: False, 0.5: True}
    check(
        Mirror(),
        pictures,
        drawn,
        lambda picture, own: picture[:, ::-1] if flips[round(float(own[1]), 1)] else picture,
    )


@pytest.mark.parametrize(("turn", "number"), [(0, 0.1), (1, 0.3), (2, 0.6), (3, 0.999)])
def test_quarter_turns(pictures, numbers, turn, number):
    square, drawn = pictures[:, :10], numbers(2)
    drawn[:, 1] = number
    shown = ops.convert_to_numpy(QuarterTurns().apply(square, 1.0, drawn))
    np.testing.assert_array_equal(shown, np.rot90(square, turn, axes=(1, 2)))


@pytest.mark.parametrize(("half", "number"), [(False, 0.4), (True, 0.6)])
def test_pictures_that_are_not_square_make_half_turns_alone(pictures, numbers, half, number):
    drawn = numbers(2)
    drawn[:, 1] = number
    shown = ops.convert_to_numpy(QuarterTurns().apply(pictures, 1.0, drawn))
    np.testing.assert_array_equal(shown, pictures[:, ::-1, ::-1] if half else pictures)


@pytest.mark.parametrize(("padding", "mode"), [("reflected", "mirror"), ("grey", "constant")])
def test_shift(pictures, numbers, padding, mode):
    drawn = numbers(3)
    drawn[:3, 1:] = [(0.0, 0.999), (0.5, 0.1), (0.99, 0.4)]
    # A quarter of 12 rows and 10 columns: up to 3 either way (2.5 is rounded up).
    moves = {0.0: (-3, 3), 0.5: (0, -3), 0.99: (3, -1)}
    check(
        Shift(0.25, padding),
        pictures,
        drawn,
        lambda picture, own: ndimage.shift(
            picture, (*moves[round(float(own[1]), 2)], 0), order=0, mode=mode
        ),
    )


def test_shifts_are_even_and_as_far_as_the_paper_s():
    numbers = np.random.default_rng(0).random((6000, 3)).astype("float32")
    pictures = np.zeros((6000, 16, 4, 1), "float32")
    pictures[:, 8, 2] = 1.0
    shown = ops.convert_to_numpy(Shift(0.125).apply(pictures, 1.0, numbers))
    rows, columns = (shown[..., 0].argmax(axis=axis) for axis in (1, 2))
    rows = rows[np.arange(6000), shown[..., 0].max(axis=1).argmax(axis=1)]
    columns = columns[np.arange(6000), rows]
    for found, middle, limit in ((rows, 8, 2), (columns, 2, 1)):
        values, counts = np.unique(found - middle, return_counts=True)
        assert values.tolist() == list(range(-limit, limit + 1))
        assert stats.chisquare(counts).pvalue > 1e-3


def test_fractional_shift(pictures, numbers):
    check(
        FractionalShift(),
        pictures,
        numbers(3),
        lambda picture, own: by_scipy(
            picture, np.eye(2), -0.125 * stats.norm.ppf(own[1:]) * picture.shape[:2]
        ),
    )


def test_scaling_enlarges_around_the_centre(pictures, numbers):
    check(
        Scaling(0.5),
        pictures,
        numbers(2),
        lambda picture, own: by_scipy(picture, np.eye(2) / 2 ** (0.5 * stats.norm.ppf(own[1]))),
    )


def test_stretching_keeps_the_area(pictures, numbers):
    def expected(picture, own):
        wider = 2 ** (0.5 * stats.norm.ppf(own[1]))
        return by_scipy(picture, np.diag([wider, 1 / wider]))

    check(Stretching(0.5), pictures, numbers(2), expected)


@pytest.mark.parametrize("degrees", [180.0, 30.0])
def test_rotation(pictures, numbers, degrees):
    check(
        Rotation(degrees),
        pictures,
        numbers(2),
        lambda picture, own: by_scipy(
            picture, turned(np.radians(degrees) * (2 * own[1].astype("float64") - 1))
        ),
    )


def test_two_rotations_together_are_as_likely_as_their_strength(numbers):
    pictures = np.random.default_rng(0).random((4000, 4, 4, 1)).astype("float32")
    both = Composed((Rotation(parts=2), Rotation(parts=2)))
    drawn = np.random.default_rng(1).random((4000, both.needs)).astype("float32")
    shown = ops.convert_to_numpy(both.apply(pictures, 0.5, drawn))
    changed = (shown != pictures).any(axis=(1, 2, 3)).mean()
    assert changed == pytest.approx(0.5, abs=0.03)  # four deviations


def test_maps_are_composed_in_their_order_and_interpolated_once(pictures, numbers):
    parts = (Shift(0.25), Scaling(0.5), Rotation(90), Stretching(0.5))
    whole = Composed(parts)
    drawn = numbers(whole.needs)
    drawn[:, [3, 5, 7]] = drawn[:, :1]  # all of a picture's parts, or none

    def expected(picture, own):
        move = [np.floor(own[1 + axis] * 7) - 3 for axis in (0, 1)]
        larger, wider = (2 ** (0.5 * stats.norm.ppf(own[index])) for index in (4, 8))
        angle = np.pi / 2 * (2 * own[6].astype("float64") - 1)
        first = np.eye(2) / larger @ turned(angle) @ np.diag([wider, 1 / wider])
        return by_scipy(picture, first, -np.array(move))

    check(whole, pictures, drawn, expected)


def test_maps_that_take_pixels_to_pixels_change_no_value(pictures, numbers):
    whole = Composed((Mirror(), Shift()))
    assert whole.exact
    assert not Composed((Mirror(), Rotation())).exact
    shown = ops.convert_to_numpy(whole.apply(pictures, 1.0, numbers(whole.needs)))
    for picture, changed in zip(pictures, shown, strict=True):
        assert {tuple(pixel) for pixel in changed.reshape(-1, 3)} <= {
            tuple(pixel) for pixel in picture.reshape(-1, 3)
        }


def test_all_channels_move_alike(pictures, numbers):
    with_opacity = np.concatenate([pictures, pictures[..., :1]], axis=-1)
    shown = ops.convert_to_numpy(Rotation().apply(with_opacity, 1.0, numbers(2)))
    np.testing.assert_array_equal(shown[..., 3], shown[..., 0])
    np.testing.assert_array_equal(
        shown[..., :1], Rotation().apply(pictures[..., :1], 1.0, numbers(2))
    )


def test_a_picture_of_one_pixel_stays(numbers):
    pictures = np.full((6, 1, 1, 3), 0.3, "float32")
    np.testing.assert_allclose(Rotation().apply(pictures, 1.0, numbers(2)), pictures, rtol=1e-6)
