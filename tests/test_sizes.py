"""Which sizes networks can grow to."""

import pytest

from keras_pggan.models.progressive.network_config import NetworkConfig
from keras_pggan.sizes import LEAST_BASE, MOST_BASE, growth_to, nearest_growing

SIZES = [(192, 128), (96, 64), (75, 100), (64, 64), (90, 160), (9, 7), (33, 200), (48, 1000)]


@pytest.mark.parametrize(("height", "width"), SIZES)
def test_what_is_reached_is_what_networks_of_the_base_grow_to_and_no_more_than_there_is(
    height, width
):
    growth = growth_to(height, width)
    if growth is None:
        return
    config = NetworkConfig(resolution=growth.reached[0], base_shape=growth.base)
    assert config.image_shape(config.level_count - 1)[:2] == growth.reached
    assert growth.reached[0] * width == growth.reached[1] * height
    assert height / 2 < growth.reached[0] <= height
    assert min(growth.base) >= LEAST_BASE
    assert max(growth.base) <= MOST_BASE


def test_where_no_small_base_has_the_proportions_there_is_none():
    assert [size for size in SIZES if growth_to(*size) is None] == [(33, 200), (48, 1000)]


def test_what_is_reached_exactly_has_its_smallest_base():
    assert growth_to(192, 128) == ((6, 4), (192, 128))
    assert growth_to(64, 64) == ((4, 4), (64, 64))


@pytest.mark.parametrize(("height", "width"), [(218, 178), (33, 200), (3, 5)])
def test_no_other_size_that_grows_is_nearer(height, width):
    base, reached = nearest_growing(height, width)
    off = abs(reached[0] - height) + abs(reached[1] - width)
    assert growth_to(*reached).reached == reached
    assert reached[0] / base[0] == reached[1] / base[1]
    for down in range(max(4, height - off), height + off + 1):
        for across in range(max(4, width - off), width + off + 1):
            if abs(down - height) + abs(across - width) < off:
                growth = growth_to(down, across)
                assert growth is None or growth.reached != (down, across)
