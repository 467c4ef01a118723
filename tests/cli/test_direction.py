"""`keras-pggan direction`: from sorted pictures to a walk along their difference."""

import re
import shutil

import numpy as np
import pytest

import keras_pggan as pg
from keras_pggan.generators import read_direction, read_latents


@pytest.fixture
def sorted_pictures(command, run, tmp_path):
    """Pictures of the run, sorted by brightness into two folders, and their latents."""
    given = ("--count", "60", "--seed", "4", "--latents-out", tmp_path / "drawn.npz")
    result = command("generate", run, "--out", tmp_path / "dark", *given)
    assert result.exit_code == 0, (result.exception, result.output)
    (tmp_path / "light").mkdir()
    bright = pg.generate(run, 60, seed=4).mean(axis=(1, 2, 3))
    for index in np.flatnonzero(bright > np.median(bright)):
        name = f"{index:04d}.png"
        shutil.move(tmp_path / "dark" / name, tmp_path / "light" / name)
    return tmp_path


def test_a_direction_is_found_told_and_walked_along(command, run, sorted_pictures, contents):
    place = sorted_pictures
    before, out = contents(run), place / "way.npz"
    given = (place / "dark", place / "light", "--latents", place / "drawn.npz")
    result = command("direction", run, *given, "--out", out)
    assert result.exit_code == 0, (result.exception, result.output)
    found = read_direction(out)
    assert found.is_sure
    told = (
        "from dark (30) to light (30): of pictures that it was not made of, it tells "
        f"{100 * found.accuracy:.0f} % apart, where 50 % are chance"
    )
    assert result.stdout.splitlines() == [told, f"the direction is in {out}"]
    same = pg.find_direction(run, [place / "dark", place / "light"], place / "drawn.npz")
    np.testing.assert_array_equal(found.values, same.values)
    walked = command("walk", run, "--out", place / "a.gif", "--direction", out, "--seconds", "0.2")
    assert walked.exit_code == 0, (walked.exception, walked.output)
    assert contents(run) == before


def test_kinds_that_no_latent_tells_apart_are_told_with_a_note(command, run, sorted_pictures):
    place, random = sorted_pictures, np.random.default_rng(0)
    rows = [f"{i:04d}.png,{int(random.random() < 0.5)}" for i in range(60)]
    (place / "labels.csv").write_text("\n".join(["file,odd", *rows]))
    given = (place / "labels.csv", "--latents", place / "drawn.npz", "--out", place / "way.npz")
    result = command("direction", run, *given)
    assert result.exit_code == 0, (result.exception, result.output)
    first, note, _ = result.stdout.splitlines()
    assert re.match(r"from odd 0 \(\d+\) to odd 1 \(\d+\): ", first)
    assert note.startswith("note: so few pictures give up to 63 % by chance; label more")


def test_bad_input_is_told_and_nothing_written(refused, run, sorted_pictures, contents):
    place = sorted_pictures
    before = contents(place)
    out, latents = ("--out", place / "way.npz"), ("--latents", place / "drawn.npz")
    both = (place / "dark", place / "light")
    refused("direction", run, place / "dark", *out, *latents, says="two folders of pictures")
    refused("direction", run, *both, *out, "--latents", place / "no.npz", says="no such file")
    refused("direction", run, *both, "--out", place / "a.png", says="ends in .npz is expected")
    refused("direction", run, *both, *out, "--steps", "-1", says="--steps must be 0 or more")
    assert contents(place) == before


def test_the_latents_of_generated_pictures_are_kept(command, run, refused, tmp_path):
    first = tmp_path / "drawn.npz"
    given = ("--count", "3", "--truncation", "0.5", "--latents-out", first)
    assert command("generate", run, "--out", tmp_path / "a", *given).exit_code == 0
    found = read_latents(first)
    assert found.names == ("0000.png", "0001.png", "0002.png")
    np.testing.assert_array_equal(found.values, pg.latents(3, 8, truncation=0.5))
    again = ("--latents", first, "--count", "2", "--latents-out", tmp_path / "again.npz")
    assert command("generate", run, "--out", tmp_path / "b", *again).exit_code == 0
    for name in found.names[:2]:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    np.testing.assert_array_equal(read_latents(tmp_path / "again.npz").values, found.values[:2])
    out = ("--out", tmp_path / "c.png", "--latents-out", tmp_path / "c.txt")
    refused("generate", run, *out, says="c.txt: a file name that ends in .npz is expected")
    assert not (tmp_path / "c.png").exists()
