"""The sliced Wasserstein distance against plain NumPy, and what it must say of real pictures."""

import itertools
import sys
import weakref

import cv2
import numpy as np
import pytest
import tensorflow as tf
from scipy import ndimage
from skimage import data as photographs

from keras_pggan.errors import InputError
from keras_pggan.metrics import sliced_wasserstein
from keras_pggan.metrics.pictures import Chosen, disjoint
from keras_pggan.metrics.sliced_wasserstein import (
    Descriptors,
    descriptors,
    distance,
    unit_directions,
)

KERNEL = np.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1]) / 256.0


@pytest.fixture(scope="module")
def pictures() -> np.ndarray:
    """256 pieces of photographs, uint8 (256, 32, 32, 3)."""
    random = np.random.default_rng(0)
    sources = [photographs.astronaut(), photographs.coffee(), photographs.chelsea()]
    pieces = []
    for number in range(256):
        source = sources[number % 3]
        top, left = (random.integers(length - 96) for length in source.shape[:2])
        piece = source[top : top + 96, left : left + 96]
        pieces.append(cv2.resize(piece, (32, 32), interpolation=cv2.INTER_AREA))
    return np.stack(pieces)


def shrunk(picture):
    return ndimage.convolve(picture, KERNEL[..., None], mode="mirror")[::2, ::2]


def enlarged(picture):
    height, width, channels = picture.shape
    spread = np.zeros((2 * height, 2 * width, channels))
    spread[::2, ::2] = picture
    return ndimage.convolve(spread, 4 * KERNEL[..., None], mode="mirror")


def pyramid(picture):
    """All levels, by the formula, one picture at a time."""
    levels = [picture.astype(np.float64)]
    while min(levels[-1].shape[:2]) >= 32:
        levels.append(shrunk(levels[-1]))
    return [one - enlarged(next_one) for one, next_one in itertools.pairwise(levels)] + levels[-1:]


def plain_descriptors(pictures, level, random):
    side = pyramid(pictures[0])[level].shape
    places = random.integers(
        (side[0] - 6, side[1] - 6), size=(len(pictures), 128, 2), dtype=np.int32
    )
    found = []
    for picture, corners in zip(pictures, places, strict=True):
        image = pyramid(picture)[level]
        found += [image[y : y + 7, x : x + 7] for y, x in corners]
    found = np.array(found)
    found -= found.mean(axis=(0, 1, 2))
    deviation = found.std(axis=(0, 1, 2))
    return (found / np.where(deviation > 0, deviation, 1)).reshape(len(found), -1)


def plain_distance(reals, fakes, seed=0):
    """The whole calculation: {side: distance}."""
    levels = {}
    for level, image in enumerate(pyramid(reals[0])):
        random = np.random.default_rng((seed, level))
        one, other = (plain_descriptors(each, level, random) for each in (reals, fakes))
        directions = random.standard_normal((512, one.shape[1]))
        directions /= np.sqrt((directions**2).sum(axis=1))[:, None]
        apart = np.sort(one @ directions.T, axis=0) - np.sort(other @ directions.T, axis=0)
        levels[min(image.shape[:2])] = 1000 * np.abs(apart).mean()
    return levels


def harmed(pictures, kind):
    random = np.random.default_rng(1)
    if kind == "noise":
        noisy = pictures + random.normal(0, 10, pictures.shape)
        return noisy.round().clip(0, 255).astype(np.uint8)
    if kind == "blur":
        return np.stack([cv2.GaussianBlur(picture, (0, 0), 1.0) for picture in pictures])
    return np.repeat(pictures[:4], len(pictures) // 4, axis=0)  # collapse


@pytest.mark.parametrize("kind", ["noise", "blur", "collapse"])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_it_is_what_plain_numpy_calculates(pictures, kind, channels):
    four = np.concatenate([pictures[:48], 255 - pictures[:48, ..., :1]], axis=-1)
    reals = four[:24, ..., :channels]
    fakes = harmed(four[24:], kind)[..., :channels]
    found = sliced_wasserstein(reals, fakes, seed=3)
    expected = plain_distance(reals, fakes, seed=3)
    assert list(found.levels) == [32, 16]
    for side, value in expected.items():
        assert found.levels[side] == pytest.approx(value, rel=1e-3)
    assert found.average == pytest.approx(np.mean(list(expected.values())), rel=1e-3)
    assert found.as_dict().keys() == {"32", "16", "average"}


def test_pictures_that_are_not_square_have_levels_by_their_shorter_side(pictures):
    wide = pictures[:64].reshape(32, 2, 32, 32, 3).swapaxes(1, 2).reshape(32, 32, 64, 3)
    found = sliced_wasserstein(wide[:16], wide[16:])
    expected = plain_distance(wide[:16], wide[16:])
    assert list(found.levels) == [32, 16]
    for side, value in expected.items():
        assert found.levels[side] == pytest.approx(value, rel=1e-3)


def test_levels_end_where_a_side_is_odd(pictures):
    odd = np.stack([cv2.resize(picture, (54, 50)) for picture in pictures[:64]])
    found = sliced_wasserstein(odd[:32], odd[32:])
    expected = plain_distance(odd[:32], odd[32:])
    assert list(found.levels) == list(expected) == [50, 25]
    for side, value in expected.items():
        assert found.levels[side] == pytest.approx(value, rel=1e-3)


@pytest.mark.parametrize("divisor", [8, 32, 64])
def test_bright_pictures_of_little_contrast_are_as_exact(pictures, divisor, monkeypatch):
    flat = pictures[:64] // divisor + (255 - 255 // divisor)
    expected = plain_distance(flat[:32], flat[32:])
    module = sys.modules[sliced_wasserstein.__module__]
    product = tf.matmul

    def product_of_ten_bits(one, other, **options):
        """As GPUs may calculate it; their sums are exact."""
        return product(*(_ten_bits(each) for each in (one, other)), **options)

    for multiply, error in ((product, 1e-3), (product_of_ten_bits, 2e-3)):
        monkeypatch.setattr(module.tf, "matmul", multiply)
        found = sliced_wasserstein(flat[:32], flat[32:])
        for side, value in expected.items():
            assert found.levels[side] == pytest.approx(value, rel=error)


def _ten_bits(values):
    bits = values.numpy().view(np.uint32)
    return tf.constant(((bits + 0x1000) & np.uint32(0xFFFFE000)).view(np.float32))


def test_noise_blur_and_collapse_are_farther_than_other_reals(pictures):
    reals, others = pictures[:128], pictures[128:]
    floor = sliced_wasserstein(reals, others)
    noise, blur, collapse = (
        sliced_wasserstein(reals, harmed(others, kind)) for kind in ("noise", "blur", "collapse")
    )
    for worse in (noise, blur, collapse):
        assert worse.average > 1.5 * floor.average
    # Noise and blur are seen in the finest level, which is all that they change.
    for each in (noise, blur):
        assert each.levels[32] - floor.levels[32] > 3 * abs(each.levels[16] - floor.levels[16])
    # Missing variation is seen everywhere.
    assert collapse.levels[16] > 1.5 * floor.levels[16]


def test_more_pictures_lower_the_noise_floor(pictures):
    few = sliced_wasserstein(pictures[:32], pictures[32:64])
    many = sliced_wasserstein(pictures[:128], pictures[128:])
    assert many.average < few.average


def test_equal_sets_with_other_patches_are_near_and_the_seed_decides(pictures):
    one = sliced_wasserstein(pictures[:64], pictures[:64], seed=1)
    assert one == sliced_wasserstein(pictures[:64], pictures[:64], seed=1)
    assert one != sliced_wasserstein(pictures[:64], pictures[:64], seed=2)
    assert one.average < sliced_wasserstein(pictures[:64], pictures[64:128], seed=1).average


def test_the_same_descriptors_have_no_distance_however_they_are_scaled(pictures):
    random = np.random.default_rng(0)
    found = descriptors(pictures[:8], 1, random)
    assert found.values.shape == (8 * 128, 147)
    directions = unit_directions(3, random)
    np.testing.assert_allclose(np.linalg.norm(directions, axis=1), 1)
    assert distance(found, found, directions) == 0
    brighter = Descriptors(found.values * np.float16(0.5) + np.float16(3), 3)
    assert distance(found, brighter, directions) < 1


def test_statistics_are_exact_where_bright_pictures_have_little_contrast():
    shades = np.random.default_rng(0).normal(250, 0.4, (40_000, 147))
    found = Descriptors(shades.astype(np.float16), 3)
    exact = found.values.astype(np.float64).reshape(-1, 3)
    mean, deviation = found.statistics
    np.testing.assert_allclose(mean, exact.mean(axis=0), rtol=1e-6)
    np.testing.assert_allclose(deviation, exact.std(axis=0), rtol=1e-3)


def test_a_channel_without_any_contrast_counts_for_nothing(pictures):
    gray = pictures[:32, ..., :1]
    flat = np.concatenate([gray, np.zeros_like(gray), np.full_like(gray, 255)], axis=-1)
    found = sliced_wasserstein(flat[:16], flat[16:])
    assert 0 < found.average < 1000


def test_chunks_of_directions_and_rows_change_nothing(pictures, monkeypatch):
    whole = sliced_wasserstein(pictures[:16], pictures[16:32])
    module = sys.modules[sliced_wasserstein.__module__]  # whose name the function has
    monkeypatch.setattr(module, "HELD", 16 * 128 * 100)
    monkeypatch.setattr(module, "ROWS", 300)
    monkeypatch.setattr("keras_pggan.metrics.pictures.BATCH_VALUES", 5 * 32 * 32 * 3)
    parts = sliced_wasserstein(pictures[:16], pictures[16:32])
    for side, value in whole.levels.items():
        assert parts.levels[side] == pytest.approx(value, rel=1e-5)


def test_memory_is_that_of_one_level_and_of_batches(pictures, monkeypatch):
    class Read(Chosen):
        """Notes how many pictures are asked for at once."""

        most = 0

        def __getitem__(self, wanted):
            Read.most = max(Read.most, len(wanted))
            return super().__getitem__(wanted)

    made, references, alive = [], [], []

    def empty(shape, dtype):
        array = np.zeros(shape, dtype)
        made.append((array.size, array.dtype))
        references.append(weakref.ref(array))
        alive.append(sum(other() is not None for other in references))
        return array

    module = sys.modules[sliced_wasserstein.__module__]
    reals, fakes = (Read(pictures, np.arange(first, 256, 2)) for first in (0, 1))
    monkeypatch.setattr(module, "HELD", 128 * 128 * 10)
    monkeypatch.setattr("keras_pggan.metrics.pictures.BATCH_VALUES", 5 * 32 * 32 * 3)
    monkeypatch.setattr(module.np, "empty", empty)
    sliced_wasserstein(reals, fakes)
    assert Read.most == 5
    halves = [size for size, dtype in made if dtype == np.float16]
    singles = [size for size, dtype in made if dtype == np.float32]
    assert halves == [128 * 128 * 147] * 4  # of two sets at each of two levels
    assert max(singles) == 2 * module.HELD
    assert max(alive) == 3  # patches of both sets and projections, of one level


def test_two_disjoint_sets_for_the_noise_floor(pictures):
    for count, each in ((100, 100), (1000, 128)):
        one, other = disjoint(pictures, count, seed=5)
        assert one.shape == other.shape == (each, 32, 32, 3)
        assert not set(one.indices) & set(other.indices)
    np.testing.assert_array_equal(Chosen(pictures, np.array([7, 3]))[np.array([1])], pictures[[3]])


@pytest.mark.parametrize(
    ("reals", "fakes", "message"),
    [
        ((4, 32, 32, 3), (5, 32, 32, 3), "as many reals as fakes.* 4x32x32x3 and 5x32x32x3"),
        ((4, 32, 32, 3), (4, 32, 32, 1), "4x32x32x3 and 4x32x32x1"),
        ((4, 32, 32, 3), (4, 16, 16, 3), "4x32x32x3 and 4x16x16x3"),
        ((4, 8, 8, 3), (4, 8, 8, 3), "16 pixels or more, these are 8x8"),
        ((32, 32, 3), (32, 32, 3), r"reals: uint8 \(count, height, width, channels\)"),
        ((0, 32, 32, 3), (0, 32, 32, 3), "2 pictures or more are expected, got 0"),
    ],
)
def test_what_cannot_be_measured_is_told(reals, fakes, message):
    with pytest.raises(InputError, match=message):
        sliced_wasserstein(np.zeros(reals, np.uint8), np.zeros(fakes, np.uint8))


def test_floats_are_refused():
    with pytest.raises(InputError, match=r"uint8 .* are expected, got float32"):
        sliced_wasserstein(*(np.zeros((4, 32, 32, 3), np.float32) for _ in range(2)))


def test_tensorflow_is_not_asked_for_half_precision():
    # It prints an error about that where oneDNN is on and the processor has no AVX-512.
    module = sys.modules[descriptors.__module__]
    graph = module._patches((32, 32, 3), 0).get_concrete_function().graph
    kinds = {output.dtype for operation in graph.get_operations() for output in operation.outputs}
    assert tf.float32 in kinds
    assert tf.float16 not in kinds
