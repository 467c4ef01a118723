"""Pictures that pass a test: which they are, how many of each class, and when it is given up."""

import numpy as np
import pytest

import keras_pggan as pg
from keras_pggan.generators import Generator, generate_accepted

DIM = 4


def call(values, labels=None):
    """Pictures of one pixel, black or white by the first number; gray by the class."""
    shades = np.where(values[:, 0] > 0, 1.0, -1.0)
    if labels is not None:
        shades = np.where(values[:, 0] > 0, labels / 10, -1.0)
    return np.float32(shades)[:, None, None, None]


def white(pictures):
    return pictures[:, 0, 0, 0] > 0


PLAIN = Generator(DIM, (1, 1, 1), call)
LABELLED = Generator(DIM, (1, 1, 1), call, label_count=3, class_names=("cat", "dog", "hen"))


@pytest.mark.parametrize("batch_size", [1, 7, 32])
def test_the_first_that_pass_are_kept_and_all_tried_are_counted(batch_size):
    found = generate_accepted(PLAIN, 20, white, seed=3, batch_size=batch_size)
    stream = pg.latents(200, DIM, seed=3)
    (passing,) = np.nonzero(stream[:, 0] > 0)
    np.testing.assert_array_equal(found.found.values, stream[passing[:20]])
    assert found.tried == passing[19] + 1
    np.testing.assert_array_equal(found.pictures, pg.generate_from(PLAIN, found.found))
    assert found.found.names[-1] == "0019.png"
    assert found.found.labels is None
    same = pg.generate(PLAIN, 20, seed=3, accept=white, batch_size=batch_size)
    np.testing.assert_array_equal(same, found.pictures)


def test_where_all_pass_they_are_those_of_the_seed():
    def all_of(pictures):
        return np.ones(len(pictures), bool)

    for generator in (PLAIN, LABELLED):
        found = generate_accepted(generator, 40, all_of, seed=1, truncation=0.6)
        np.testing.assert_array_equal(
            found.found.values, pg.latents(40, DIM, seed=1, truncation=0.6)
        )
        assert found.tried == 40
        wanted = pg.generate(generator, 40, seed=1, truncation=0.6)
        np.testing.assert_array_equal(found.pictures, wanted)


def test_each_class_has_as_many_as_without_a_test():
    found = generate_accepted(LABELLED, 11, lambda p: p[:, 0, 0, 0] > 127, seed=2)
    np.testing.assert_array_equal(found.found.labels, np.arange(11) % 3)
    np.testing.assert_array_equal(found.pictures, pg.generate_from(LABELLED, found.found))
    assert (found.found.values[:, 0] > 0).all()
    assert len(np.unique(found.found.values, axis=0)) == 11
    dogs = generate_accepted(LABELLED, 5, lambda p: p[:, 0, 0, 0] > 127, label="dog")
    assert dogs.found.labels.tolist() == [1] * 5


def test_too_few_that_pass_are_given_up_with_a_sentence():
    seen = []

    def none(pictures):
        seen.append(len(pictures))
        return np.zeros(len(pictures), bool)

    with pytest.raises(pg.InputError, match=r"^0 of 1,024 pictures passed, and 4 are wanted; less"):
        generate_accepted(PLAIN, 4, none)
    assert sum(seen) == 1024
    with pytest.raises(
        pg.InputError, match=r"wanted \(missing: cat\); .* or draw a class that pas"
    ):
        generate_accepted(LABELLED, 7, lambda p: p[:, 0, 0, 0] > 130)  # cats are 128
    rare = np.random.default_rng(0)
    with pytest.raises(pg.InputError, match="are wanted; less than 1 % is given up: let a lower"):
        generate_accepted(PLAIN, 400, lambda p: rare.random(len(p)) < 0.005)
    found = generate_accepted(PLAIN, 40, lambda p: rare.random(len(p)) < 0.03)
    assert 800 < found.tried < 2500


def test_a_test_of_another_form_is_told():
    for accept in (lambda p: p, lambda p: np.ones(len(p)), lambda p: True):
        with pytest.raises(pg.InputError, match=r"accept must return bool \(32,\), one for each"):
            generate_accepted(PLAIN, 4, accept)
    with pytest.raises(pg.InputError, match="count must be 1 or more"):
        generate_accepted(PLAIN, 0, white)
