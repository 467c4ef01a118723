"""NumPy's random numbers and ours of latents, as the page computes them, held against Python's."""

from pathlib import Path

import numpy as np
import pytest
from site_visits import served, visited

import keras_pggan as pg
from keras_pggan.generators import slerp

SOURCES = Path(__file__).parents[2] / "examples/web_app/src"
SEEDS = (0, 1, 42, 2**32 - 1, 2**32, 10**30)


@pytest.fixture(scope="module")
def module(tmp_path_factory):
    """What an expression of a module gives: `module("latents.js", "latents(...)")`."""
    with served(SOURCES) as address, visited(tmp_path_factory.mktemp("user")) as page:
        page.open(f"{address}style.css")  # any page of theirs may load them
        yield lambda name, expression: page.run(f"import('/{name}').then(m => m.{expression})")


@pytest.mark.parametrize("seed", SEEDS)
def test_normal_numbers_are_numpys(module, seed):
    made = module("numpy/standard_normal.js", f"standardNormal({seed}n, 10000)")
    made = np.array(list(made.values()), np.float32)
    expected = np.random.default_rng(seed).standard_normal(10_000, dtype=np.float32)
    assert np.count_nonzero(made != expected) <= 1  # of the tail, see the module
    np.testing.assert_allclose(made, expected, rtol=3e-7)


@pytest.mark.parametrize("seed", SEEDS)
def test_words_are_numpys(module, seed):
    made = module("numpy/pcg64.js", f"Pcg64.prototype.constructor && new m.Pcg64({seed}n).next64()"
                  ".toString()")  # fmt: skip
    assert int(made) == np.random.PCG64(seed).random_raw()


@pytest.mark.parametrize("truncation", [1, 0.6, 0])
def test_latents_are_those_of_the_command(module, truncation):
    made = module("latents.js", f"latents(5, 24, 9n, {truncation}).map(each => Array.from(each))")
    expected = pg.latents(5, 24, seed=9, truncation=truncation)
    np.testing.assert_allclose(np.array(made), expected, rtol=0, atol=1e-6)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ([3, 0, 0], [0, 1, 2]),
        ([1, 2, 3], [2, 4, 6]),
        ([1, 2, 3], [-1, -2, -3]),
        ([0, 0, 0], [1, 1, 1]),
    ],
)
def test_ways_are_pythons_also_where_there_is_no_arc(module, start, end):
    for share in (0, 0.25, 1):
        made = module("between.js", f"slerp({start}, {end}, {share})")
        expected = slerp(np.array(start, np.float32), np.array(end, np.float32), share)
        np.testing.assert_allclose(list(made.values()), expected, rtol=0, atol=1e-6)
