"""Laws of types: what is taken as a value of one, and how the others are told."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import keras_pggan as pg
from keras_pggan.kinds import as_kind
from keras_pggan.training.manner import Manner
from keras_pggan.training.options import Options
from keras_pggan.words import brief


@pytest.mark.parametrize(
    ("value", "hint", "taken"),
    [
        (np.int64(8), int, 8),
        (np.float32(0.5), float, 0.5),
        (3, float | None, 3.0),
        (None, float | None, None),
        (np.bool_(True), bool, True),
        (np.array(4), int, 4),
        ([4, np.int32(6)], tuple[int, int], (4, 6)),
        (np.array([4, 6]), tuple[int, ...], (4, 6)),
        ("a.npz", Path | str | None, "a.npz"),
        ("a.npz", Path, Path("a.npz")),
        (3, Any, 3),
    ],
)
def test_what_means_a_value_of_the_type_is_taken_as_one(value, hint, taken):
    found = as_kind("it", value, hint)
    assert (found, type(found)) == (taken, type(taken))


@pytest.mark.parametrize(
    ("value", "hint", "says"),
    [
        ("8", int, "it must be a whole number, got '8'"),
        (8.0, int, "it must be a whole number, got 8.0"),
        (True, int, "it must be a whole number, got True"),
        (None, int, "it must be a whole number, got None"),
        (10**400, float, f"it must be a number, got {brief(10**400)}"),
        ("no", bool, "it must be true or false, got 'no'"),
        (1, bool, "it must be true or false, got 1"),
        ("cat", tuple[str, ...], "it must be a list of texts, got 'cat'"),
        ([4.5, 4], tuple[int, int], "it must be two whole numbers, got [4.5, 4]"),
        (3, str | None, "it must be a text, got 3"),
        (3, pg.NetworkConfig, "it must be a NetworkConfig, got 3"),
        (np.zeros((9, 9)), float, "it must be a number, got an array float64 (9, 9)"),
    ],
)
def test_another_type_is_told_in_words(value, hint, says):
    with pytest.raises(pg.InputError) as told:
        as_kind("it", value, hint)
    assert str(told.value) == says


def test_a_message_does_not_grow_with_the_value():
    for value in ("x" * 10_000, list(range(10_000)), {n: n for n in range(10_000)}):
        with pytest.raises(pg.InputError) as told:
            as_kind("it", value, int)
        assert len(str(told.value)) < 150


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: pg.NetworkConfig(latent_dim="8"), "latent_dim must be a whole number, got '8'"),
        (
            lambda: pg.NetworkConfig(base_shape=4),
            "base_shape must be two whole numbers, got 4",
        ),
        (lambda: pg.RunOptions(checkpoints_kept=2.5), "checkpoints_kept must be a whole number"),
        (lambda: Manner(measure="yes"), "measure must be true or false, got 'yes'"),
        (lambda: Options(resolution="8"), "resolution must be a whole number, got '8'"),
        (
            lambda: pg.losses.WassersteinGP(penalty_weight="10"),
            "penalty_weight must be a number or cosine:START:END or linear:START:END, got '10'",
        ),
        (
            lambda: pg.Phase(level=0, height="4", width=4, fade_in=False, images=8, batch_size=4),
            "height must be a whole number, got '4'",
        ),
        (lambda: pg.Schedule([{"level": 0}]), "a schedule is made of phases (pg.Phase), got {"),
        (
            lambda: pg.Phase(level=-1, height=4, width=4, fade_in=False, images=8, batch_size=4),
            "level must be 0 or more, got -1",
        ),
        (
            lambda: pg.Schedule.paper("64"),
            "a schedule is made for networks, by their configuration, such as "
            "pg.NetworkConfig(resolution=64), got '64'",
        ),
        (lambda: pg.Schedule(3), "a schedule is made of phases (pg.Phase), got 3"),
    ],
)
def test_options_are_held_against_their_types(make, says):
    with pytest.raises(pg.InputError) as told:
        make()
    assert str(told.value).startswith(says)


def test_options_take_numbers_of_numpy_as_pythons():
    config = pg.NetworkConfig(resolution=np.int64(8), filters_decay=np.float32(1))
    assert type(config.resolution) is int
    assert type(config.filters_decay) is float
    assert config == pg.NetworkConfig(resolution=8)
