"""Colours and holes, held against NumPy on pieces of a photograph."""

import numpy as np
import pytest
from keras import ops
from scipy import stats

import keras_pggan as pg
from keras_pggan.augmentation import Brightness, Contrast, Cutout, Hue, LumaFlip, Saturation

CHANGED = 3  # of the six pictures, at strength 1/2


def check(augmentation, pictures, numbers, expected):
    shown = ops.convert_to_numpy(augmentation.apply(pictures, 0.5, numbers))
    for index, own in enumerate(numbers.astype("float64")):
        picture = pictures[index].astype("float64")
        wanted = expected(picture, own) if index < CHANGED else picture
        np.testing.assert_allclose(shown[index], wanted, atol=1e-5)
    assert np.abs(shown - pictures)[:CHANGED].max() > 0.05


def even(number, limit):
    return limit * (2 * number - 1)


def turned(picture, angle):
    """By the projection on the axis of greys, and a matrix of cross products."""
    axis = np.ones(3) / np.sqrt(3)
    along = np.outer(axis, axis)
    cross = np.cross(np.eye(3), axis)  # rows: e_i cross k; so x @ it is x cross k
    return picture @ (along + np.cos(angle) * (np.eye(3) - along) - np.sin(angle) * cross)


def test_brightness(pictures, numbers):
    check(Brightness(), pictures, numbers(2), lambda x, own: x + even(own[1], 0.5))
    normal = Brightness(0.2, "normal")
    check(normal, pictures, numbers(2), lambda x, own: x + 0.2 * stats.norm.ppf(own[1]))


def test_contrast(pictures, numbers):
    check(
        Contrast(),
        pictures,
        numbers(2),
        lambda x, own: x.mean() + (1 + even(own[1], 0.5)) * (x - x.mean()),
    )
    around_grey = Contrast(0.5, "normal", around_mean=False)
    check(around_grey, pictures, numbers(2), lambda x, own: x * 2 ** (0.5 * stats.norm.ppf(own[1])))


def test_saturation(pictures, numbers):
    def more(x, factor):
        grey = x.mean(axis=-1, keepdims=True)
        return grey + factor * (x - grey)

    check(Saturation(), pictures, numbers(2), lambda x, own: more(x, 2 * own[1]))
    normal = Saturation(1.0, "normal")
    check(normal, pictures, numbers(2), lambda x, own: more(x, 2 ** stats.norm.ppf(own[1])))


@pytest.mark.parametrize("degrees", [180.0, 20.0])
def test_hue(pictures, numbers, degrees):
    angle = np.radians(degrees)
    check(Hue(degrees), pictures, numbers(2), lambda x, own: turned(x, even(own[1], angle)))


def test_a_third_of_a_turn_swaps_the_colours(pictures, numbers):
    drawn = numbers(2)
    drawn[:, 1] = 0.5 + 1 / 3
    shown = Hue(180.0).apply(pictures, 1.0, drawn)
    np.testing.assert_allclose(shown, pictures[..., [2, 0, 1]], atol=1e-5)


def test_luma_flip(pictures, numbers):
    drawn = numbers(2)
    drawn[:3, 1] = [0.7, 0.2, 0.5]

    def expected(x, own):
        return x - 2 * x.mean(axis=-1, keepdims=True) if own[1] >= 0.5 else x

    check(LumaFlip(), pictures, drawn, expected)


def test_cutout(pictures, numbers):
    drawn = numbers(3)
    drawn[:3, 1:] = [(0.0, 0.999), (0.5, 0.5), (0.999, 0.1)]
    # 12 rows, 10 columns: the hole is 6 by 5, and its centre is in the picture.
    holes = {
        0.0: (slice(0, 3), slice(7, 10)),
        0.5: (slice(3, 9), slice(3, 8)),
        0.999: (slice(9, 12), slice(0, 4)),
    }

    def expected(x, own):
        x[holes[round(own[1], 3)]] = 0.0
        return x

    check(Cutout(), pictures, drawn, expected)


@pytest.mark.parametrize(("side", "share"), [(4, 0.5), (5, 0.5), (8, 0.4), (9, 0.3)])
def test_holes_are_centred_anywhere_in_the_picture_evenly(side, share):
    size, count = int(share * side + 0.5), 8000
    numbers = np.random.default_rng(0).random((count, 3)).astype("float32")
    shown = ops.convert_to_numpy(
        Cutout(share).apply(np.ones((count, side, side, 1), "float32"), 1.0, numbers)
    )
    lengths = (shown[..., 0].min(axis=2) == 0).sum(axis=1)
    first = -(size // 2)
    places = range(first, side - size // 2 + (1 - size % 2))
    expected = [len(set(range(at, at + size)) & set(range(side))) for at in places]
    for length in range(side + 1):
        assert (lengths == length).mean() == pytest.approx(
            expected.count(length) / len(expected), abs=0.03
        )


@pytest.mark.parametrize("kind", [Saturation, Hue])
def test_grey_pictures_have_neither_hue_nor_saturation(pictures, numbers, kind):
    grey = pictures[..., :1]
    assert kind().apply(grey, 1.0, numbers(2)) is grey
    three = np.repeat(grey, 3, axis=-1)
    np.testing.assert_allclose(kind().apply(three, 1.0, numbers(2)), three, atol=1e-6)


@pytest.mark.parametrize("kind", [Brightness, Contrast, LumaFlip])
def test_a_grey_picture_is_as_one_of_three_equal_channels(pictures, numbers, kind):
    grey = pictures[..., :1]
    three = kind().apply(np.repeat(grey, 3, axis=-1), 1.0, numbers(2))
    shown = ops.convert_to_numpy(kind().apply(grey, 1.0, numbers(2)))
    np.testing.assert_allclose(shown.repeat(3, axis=-1), three, atol=1e-6)


@pytest.mark.parametrize("kind", [Brightness, Contrast, LumaFlip, Saturation, Hue])
def test_opacity_is_no_colour(pictures, numbers, kind):
    with_opacity = np.concatenate([pictures, pictures[..., :1]], axis=-1)
    shown = ops.convert_to_numpy(kind().apply(with_opacity, 1.0, numbers(2)))
    np.testing.assert_array_equal(shown[..., 3], with_opacity[..., 3])
    np.testing.assert_array_equal(shown[..., :3], kind().apply(pictures, 1.0, numbers(2)))


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Cutout(2), "share must be 0 to 1, got 2"),
        (lambda: Brightness(-1), "spread must be 0 or more, got -1"),
        (lambda: Contrast(law="flat"), "law must be even or normal, got flat"),
        (lambda: Hue(200), "degrees must be 0 to 180, got 200"),
    ],
)
def test_values_out_of_range_are_refused(make, says):
    with pytest.raises(pg.InputError, match=f"^{says}$"):
        make()
