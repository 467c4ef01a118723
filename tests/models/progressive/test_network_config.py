"""Laws of the network configuration."""

import pytest

import keras_pggan as pg

# Table 2 of the paper: filters of the blocks at 4, 8, ..., 1024.
PAPER_FILTERS = [512, 512, 512, 512, 256, 128, 64, 32, 16]


def test_defaults_are_the_paper_network():
    config = pg.NetworkConfig()
    assert config.level_count == 9
    assert [config.filters(level) for level in range(9)] == PAPER_FILTERS
    assert config.filters(-1) == 512
    assert config.image_shape(8) == (1024, 1024, 3)


@pytest.mark.parametrize(
    ("resolution", "base", "levels", "shape"),
    [
        (192, (6, 6), 6, (192, 192, 3)),
        (16, (4, 6), 3, (16, 24, 3)),
        (4, (4, 4), 1, (4, 4, 3)),
        (10, [5, 3], 2, (10, 6, 3)),
    ],
)
def test_any_base_shape_works(resolution, base, levels, shape):
    config = pg.NetworkConfig(resolution=resolution, base_shape=base)
    assert config.level_count == levels
    assert config.image_shape(levels - 1) == shape


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"resolution": 48, "base_shape": (5, 5)}, r"base \* 2\*\*n, got 48 for base 5"),
        ({"resolution": 2}, "got 2 for base 4"),
        ({"channels": 2}, "1, 3 or 4, got 2"),
        ({"latent_dim": 0}, "latent_dim must be 1 or more, got 0"),
        ({"filters_max": 0}, "filters_max must be 1 or more, got 0"),
        ({"filters_base": 16, "resolution": 64}, "filters_base must be 32 or .* got 16"),
        ({"base_shape": (4, 0)}, r"base_shape must be \(height, width\) in pixels, got \(4, 0\)"),
        ({"base_shape": (4,)}, r"base_shape must be \(height, width\) in pixels, got \(4,\)"),
        ({"label_count": -1}, "label_count must be 0 or more, got -1"),
        (
            {"label_count": 3, "class_names": ("cat", "dog")},
            "3 class_names are needed, one for each label, got 2",
        ),
        ({"class_names": ("cat",)}, "0 class_names are needed, one for each label, got 1"),
        ({"resolution": 16, "fused_levels": (1, 3)}, "fused_levels must be from 1 to 2, got 3"),
        ({"resolution": 16, "fused_levels": (0,)}, "fused_levels must be from 1 to 2, got 0"),
        ({"filters_decay": -0.5}, r"filters_decay must be 0 to 8, got -0\.5"),
        ({"filters_decay": float("inf")}, "filters_decay must be 0 to 8, got inf"),
        ({"filters_decay": float("nan")}, "filters_decay must be 0 to 8, got nan"),
        ({"stdev_group_size": 0}, "stdev_group_size must be 1 or more, got 0"),
        ({"level_filters": (4, 0)}, r"level_filters must be 1 or more each, got \(4, 0\)"),
        ({"dense_filters": 0}, "dense_filters must be 1 or more, got 0"),
        ({"conventions": {"first_bias": "none"}}, "first_bias must be channel or unit, got none"),
        ({"conventions": {"scaled_bias": True}}, "first_bias must be unit where scaled_bias"),
        ({"conventions": {"generator_leak": 1.0}}, "generator_leak must be from 0 to below 1"),
        ({"conventions": 3}, "conventions must be a Conventions, got 3"),
    ],
)
def test_values_out_of_range_are_refused_with_the_value(values, message):
    with pytest.raises(pg.InputError, match=message):
        pg.NetworkConfig(**values)


@pytest.mark.parametrize(("decay", "smallest"), [(1.0, 32), (0.5, 6), (1.3, 91), (2.0, 1024)])
def test_the_smallest_filters_base_that_the_error_names_works(decay, smallest):
    with pytest.raises(pg.InputError, match=f"must be {smallest} or more .* filters_decay {decay}"):
        pg.NetworkConfig(resolution=64, filters_base=smallest - 1, filters_decay=decay)
    config = pg.NetworkConfig(resolution=64, filters_base=smallest, filters_decay=decay)
    assert config.filters(4) == 1


def test_filters_told_level_by_level_are_halved_beyond():
    config = pg.NetworkConfig(resolution=64, level_filters=(9, 7, 6), dense_filters=5)
    assert [config.filters(level) for level in range(-1, 5)] == [5, 9, 7, 6, 3, 1]
    assert config.up_to(8).filters(1) == 7
    assert pg.NetworkConfig(resolution=8, level_filters=(9, 7)).filters(-1) == 9


def test_conventions_come_from_a_table_and_are_the_papers_where_none_are_told():
    config = pg.NetworkConfig(resolution=8, conventions={"generator_leak": 0.1})
    assert config.conventions == pg.Conventions(generator_leak=0.1)
    assert pg.NetworkConfig(resolution=8).conventions == pg.Conventions()


@pytest.mark.parametrize("level", [-1, 9])
def test_levels_that_are_not_there_are_refused(level):
    with pytest.raises(pg.InputError, match=f"level must be 0 to 8, got {level}"):
        pg.NetworkConfig().image_shape(level)
