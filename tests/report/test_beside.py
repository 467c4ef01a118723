"""Training pictures that are laid beside samples."""

import numpy as np
import pytest

import keras_pggan as pg
from keras_pggan.data.downsample import box_downsample
from keras_pggan.data.images import Images
from keras_pggan.errors import InputError
from keras_pggan.generators.generation import Generator
from keras_pggan.report.beside import beside


def of(shape, label_count=0):
    """A generator of which nothing but its form is asked."""
    return Generator(8, shape, lambda *_: None, label_count=label_count)


def test_they_have_the_size_of_samples_and_are_drawn_by_the_seed(real_pictures):
    images = Images(pg.data.Pictures(real_pictures))
    found = beside(images, of((8, 8, 3)), 24, seed=1)
    assert found.shape == (24, 8, 8, 3)
    small = box_downsample(real_pictures, 8, 8).reshape(64, -1)
    assert {row.tobytes() for row in found} <= {row.tobytes() for row in small}
    assert len({row.tobytes() for row in found}) == 24
    np.testing.assert_array_equal(found, beside(images, of((8, 8, 3)), 24, seed=1))
    assert (found != beside(images, of((8, 8, 3)), 24, seed=2)).any()
    assert len(beside(images, of((8, 8, 3)), 100)) == 64


def test_each_has_the_class_of_the_sample_in_its_place():
    labels = np.arange(10) % 3
    labels[labels == 1] = 0
    shades = np.array([10, 20, 30], np.uint8)[labels]
    images = Images(pg.data.Pictures(np.tile(shades[:, None, None, None], (1, 4, 4, 1)), labels))
    found = beside(images, of((4, 4, 1), label_count=3), 9)
    assert found[:, 0, 0, 0].tolist() == [10, 255, 30] * 3  # nothing is of the class 1
    other = beside(images, of((4, 4, 1), label_count=2), 9)
    assert set(other[:, 0, 0, 0].tolist()) <= {10, 30}


def test_what_does_not_fit_is_told(real_pictures):
    images = Images(pg.data.Pictures(real_pictures), "photographs")
    with pytest.raises(InputError, match="photographs: its pictures have 3 channels, those of"):
        beside(images, of((8, 8, 1)), 4)
    with pytest.raises(InputError, match="photographs: the pictures are 32x32, smaller than"):
        beside(images, of((64, 64, 3)), 4)
