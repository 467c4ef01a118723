"""Pictures at the size and in the order of a phase."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from skimage import data as photographs

from keras_pggan.data.downsample import box_downsample
from keras_pggan.data.images import Images, open_images
from keras_pggan.data.npz import Pictures, write_npz
from keras_pggan.errors import InputError
from keras_pggan.schedule import Phase


def _photographs(channels: int, height: int, width: int) -> np.ndarray:
    """Pieces of photographs, uint8 (2, height, width, channels)."""
    colour = np.stack([photographs.astronaut()[:400, :512], photographs.coffee()[:400, :512]])
    gray = np.stack([photographs.camera()[:400, :512], photographs.camera()[112:]])[..., None]
    deep = np.concatenate([colour, gray], axis=-1)[:, 60 : 60 + height, 150 : 150 + width]
    return {1: deep[..., 3:], 3: deep[..., :3], 4: deep}[channels]


def _area_weights(source: int, target: int) -> np.ndarray:
    """(target, source): how much of each source pixel lies in each target pixel; rows sum to 1."""
    edges = np.arange(target + 1) * source / target
    pixel = np.arange(source)
    overlap = np.minimum(edges[1:, None], pixel + 1) - np.maximum(edges[:-1, None], pixel)
    return np.clip(overlap, 0, None) * target / source


def _phase(images: int, batch_size: int, side: int = 32) -> Phase:
    return Phase(
        level=0, height=side, width=side, fade_in=False, images=images, batch_size=batch_size
    )


def _order(pictures: np.ndarray, dataset) -> list[int]:
    """Which pictures a data set shows, in turn."""
    numbers = {picture.tobytes(): number for number, picture in enumerate(pictures)}
    assert len(numbers) == len(pictures), "the pictures must differ, or an order cannot be read"
    return [numbers[picture.tobytes()] for batch in dataset for picture in batch.numpy()]


@pytest.fixture
def ten(real_pictures) -> Images:
    return Images(Pictures(real_pictures[10:20]))


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("factor", [2, 4, 8])
def test_shrinking_by_a_whole_factor_is_the_rounded_mean_over_boxes(channels, factor):
    images = _photographs(channels, 64, 96)
    height, width = 64 // factor, 96 // factor
    boxes = images.reshape(2, height, factor, width, factor, channels).astype(np.float64)
    mean = boxes.mean(axis=(2, 4))

    small = box_downsample(images, height, width)

    assert small.dtype == np.uint8
    assert small.shape == (2, height, width, channels)
    # The nearest integer is at most a half away. A mean of exactly .5 may go either way: OpenCV
    # rounds it up at factor 2 and to the even integer at others.
    assert np.abs(small - mean).max() <= 0.5
    assert (small != np.floor(mean)).any()  # rounded, not cut off


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize(("source", "target"), [((28, 28), (16, 16)), ((60, 40), (24, 16))])
def test_shrinking_by_a_broken_factor_is_the_area_mean(channels, source, target):
    images = _photographs(channels, *source)
    down, across = (_area_weights(*pair) for pair in zip(source, target, strict=True))
    mean = np.einsum("yh,nhwc,xw->nyxc", down, images, across)

    small = box_downsample(images, *target)

    assert small.shape == (2, *target, channels)
    # A half for rounding; the rest because OpenCV adds in single precision.
    assert np.abs(small - mean).max() <= 0.5 + 1e-3


def test_shrinking_takes_pictures_in_any_memory_order():
    images = _photographs(3, 32, 48)
    expected = box_downsample(images, 8, 12)
    np.testing.assert_array_equal(box_downsample(np.asfortranarray(images), 8, 12), expected)
    np.testing.assert_array_equal(box_downsample(images[::-1], 8, 12), expected[::-1])


def test_pictures_at_their_own_size_are_those_given(real_pictures):
    images = Images(Pictures(real_pictures))
    np.testing.assert_array_equal(images.at_size(32, 32), real_pictures)


def test_pictures_at_a_size_do_not_depend_on_the_sizes_before(real_pictures):
    images = Images(Pictures(real_pictures))
    for side in (4, 8, 4, 16, 32, 4):
        expected = real_pictures if side == 32 else box_downsample(real_pictures, side, side)
        np.testing.assert_array_equal(images.at_size(side, side), expected)


def test_a_notebook_shows_what_the_pictures_are():
    images = Images(Pictures(np.zeros((38, 64, 48, 3), np.uint8)), "faces.npz")
    assert repr(images) == "Images(faces.npz: 38 pictures, 64x48x3)"


def test_length_and_shape_are_those_of_the_pictures():
    images = Images(Pictures(_photographs(4, 12, 20)))
    assert len(images) == 2
    assert images.image_shape == (12, 20, 4)


@pytest.mark.parametrize("batch_size", [1, 2, 5, 8, 10, 15])
def test_each_picture_is_shown_once_in_each_epoch(ten, batch_size):
    steps = 30 // batch_size + 1  # three epochs, with batches that lie across their borders
    order = _order(ten.pictures.images, ten.dataset(_phase(steps * batch_size, batch_size)))
    for epoch in range(3):
        assert sorted(order[epoch * 10 : epoch * 10 + 10]) == list(range(10))


@pytest.mark.parametrize("start", [1, 7, 10, 13, 20, 29])
def test_a_dataset_that_starts_later_is_the_tail_of_a_longer_one(ten, start):
    pictures = ten.pictures.images
    whole = _order(pictures, ten.dataset(_phase(40, 4), seed=3))
    tail = _order(pictures, ten.dataset(_phase(10, 1), seed=3, start=start))
    assert tail == whole[start : start + 10]


def test_the_order_does_not_depend_on_the_batch_size_or_on_global_seeds(ten):
    pictures = ten.pictures.images
    keras.utils.set_random_seed(1)
    one = _order(pictures, ten.dataset(_phase(24, 3), seed=5))
    keras.utils.set_random_seed(2)
    other = _order(pictures, ten.dataset(_phase(24, 8), seed=5))
    assert one == other


def test_the_order_does_not_depend_on_the_size_of_the_pictures(ten):
    small = ten.at_size(8, 8)
    expected = _order(ten.pictures.images, ten.dataset(_phase(20, 5)))
    assert _order(small, ten.dataset(_phase(20, 5, side=8))) == expected


def test_a_dataset_shows_the_same_when_it_is_run_again(ten):
    dataset = ten.dataset(_phase(20, 5))
    assert _order(ten.pictures.images, dataset) == _order(ten.pictures.images, dataset)


def test_seeds_and_epochs_differ(real_pictures):
    # With 64 pictures, two shuffles agree by chance once in 64! times.
    images = Images(Pictures(real_pictures))
    orders = set()
    for seed in range(3):
        order = _order(real_pictures, images.dataset(_phase(192, 64), seed=seed))
        orders |= {tuple(order[epoch * 64 : epoch * 64 + 64]) for epoch in range(3)}
    assert len(orders) == 9
    assert tuple(range(64)) not in orders


def test_a_position_far_along_is_reached_at_once(ten):
    order = _order(ten.pictures.images, ten.dataset(_phase(10, 5), start=10**12))
    assert sorted(order) == list(range(10))


@pytest.mark.parametrize(("count", "batch_size", "steps"), [(10, 5, 2), (11, 5, 3), (1, 4, 1)])
def test_a_phase_is_exactly_its_steps_of_full_batches(ten, count, batch_size, steps):
    phase = _phase(count, batch_size, side=16)
    dataset = ten.dataset(phase)

    batches = [batch.numpy() for batch in dataset]

    assert phase.steps == steps
    assert dataset.cardinality().numpy() == steps
    assert len(batches) == steps
    assert {batch.shape for batch in batches} == {(batch_size, 16, 16, 3)}
    assert {batch.dtype for batch in batches} == {np.dtype(np.uint8)}
    assert dataset.element_spec == tf.TensorSpec((batch_size, 16, 16, 3), tf.uint8)


def test_a_batch_may_be_larger_than_the_data_set():
    pictures = _photographs(1, 8, 8)
    order = _order(pictures, Images(Pictures(pictures)).dataset(_phase(7, 7, side=8)))
    assert [sorted(order[k : k + 2]) for k in (0, 2, 4)] == [[0, 1]] * 3


@pytest.mark.parametrize("size", [(32, 48), (16, 24), (2, 3), (20, 30)])
def test_sizes_of_the_same_shape_and_no_larger_fit(size):
    Images(Pictures(_photographs(3, 32, 48))).check_fits(*size)


@pytest.mark.parametrize("size", [(64, 96), (33, 48), (32, 49)])
def test_larger_sizes_are_refused(size):
    images = Images(Pictures(_photographs(3, 32, 48)), "faces.npz")
    with pytest.raises(
        InputError, match=rf"faces\.npz: the pictures are 32x48, smaller.*{size[0]}x{size[1]}"
    ):
        images.check_fits(*size)


@pytest.mark.parametrize("size", [(16, 16), (24, 16), (32, 47)])
def test_sizes_of_another_shape_are_refused(size):
    images = Images(Pictures(_photographs(3, 32, 48)), "faces.npz")
    asked = f"{size[0]}x{size[1]}"
    with pytest.raises(InputError, match=rf"the pictures are 32x48, .*not the shape of {asked}"):
        images.at_size(*size)


def test_a_phase_larger_than_the_pictures_is_refused(ten):
    with pytest.raises(InputError, match="the pictures are 32x32, smaller than the 64x64"):
        ten.dataset(_phase(4, 2, side=64))


def test_fewer_than_two_pictures_are_refused(tmp_path):
    one = _photographs(3, 8, 8)[:1]
    with pytest.raises(InputError, match="here: training needs 2 pictures or more, found 1"):
        Images(Pictures(one), "here")
    write_npz(tmp_path / "one.npz", one)
    with pytest.raises(InputError, match=r"one\.npz: training needs 2 pictures or more, found 1"):
        open_images(tmp_path / "one.npz")


def test_arrays_that_break_the_contract_are_refused():
    with pytest.raises(InputError, match=r"here: `images` must be uint8.*float64"):
        Images(Pictures(_photographs(3, 8, 8) / 255), "here")


def test_an_npz_is_opened_with_all_it_holds(tmp_path):
    pictures = _photographs(3, 8, 8)
    write_npz(tmp_path / "two.npz", pictures, labels=[4, 2], names=["a", "b"])
    images = open_images(tmp_path / "two.npz")
    np.testing.assert_array_equal(images.pictures.images, pictures)
    assert images.pictures.labels.tolist() == [4, 2]
    assert images.source.endswith("two.npz")
