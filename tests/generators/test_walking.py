"""Films of moving latents: loops without a seam, and ways by the pictures of seeds."""

import keras
import numpy as np
import pytest

import keras_pggan as pg
from keras_pggan.generators import walking
from keras_pggan.generators.attribute_direction import AttributeDirection
from keras_pggan.generators.found_latents import FoundLatents
from keras_pggan.generators.generation import Generator
from keras_pggan.generators.paths import direction_walk, latent_walk, seeds_walk

SEEDS = (3, 17, 42)


@pytest.fixture(scope="module")
def generator():
    """One with untrained weights."""
    keras.utils.set_random_seed(5)
    config = pg.NetworkConfig(resolution=8, filters_base=16, filters_max=4, latent_dim=6)
    return pg.load_generator(pg.GrowingGenerator(config).straight_through(1))


def labelled(seen):
    """A generator of three classes, which notes the labels that it is asked for."""

    def call(latents, labels):
        seen.append(labels)
        return np.zeros((len(latents), 4, 4, 1)) + labels[:, None, None, None] / 4

    return Generator(6, (4, 4, 1), call, label_count=3, class_names=("cat", "dog", "hen"))


def small(frame, columns=1, rows=1):
    """The pictures of a frame in true size, (count, 8, 8, channels)."""
    height = (frame.shape[0] + 2) // rows - 2
    tops = [row * (height + 2) for row in range(rows)]
    lefts = [column * (height + 2) for column in range(columns)]
    step = height // 8
    return np.stack(
        [frame[y : y + height : step, x : x + height : step] for y in tops for x in lefts]
    )


# Latents


def test_a_walk_is_a_loop_of_latents_that_moves_smoothly():
    walk = latent_walk(60, 50, 16, seed=3)
    assert walk.shape == (60, 50, 16)
    assert walk.dtype == np.float32
    assert np.sqrt(np.mean(walk**2)) == pytest.approx(1, abs=1e-5)
    steps = np.linalg.norm(np.diff(np.concatenate([walk, walk[:1]]), axis=0), axis=-1).mean(axis=1)
    assert steps.max() < 1.5 * steps.mean()  # the last is no longer than the others: it is a loop
    assert steps.max() < np.linalg.norm(walk[0] - walk[30], axis=-1).mean() / 2
    np.testing.assert_array_equal(walk, latent_walk(60, 50, 16, seed=3))


def test_a_walk_is_smoothed_by_a_wrapping_gaussian_filter():
    from scipy import ndimage

    noise = np.random.default_rng(1).standard_normal((40, 3, 5))
    smooth = ndimage.gaussian_filter1d(noise, 3.0, axis=0, mode="wrap", truncate=8)
    smooth /= np.sqrt(np.mean(smooth**2))
    np.testing.assert_allclose(latent_walk(40, 3, 5, seed=1, smoothness=3.0), smooth, atol=1e-3)


def test_a_walk_by_seeds_has_the_latent_of_each_to_the_bit():
    path = seeds_walk(50, 4, 6, seeds=SEEDS)
    assert path.shape == (50, 4, 6)
    for index, frame in enumerate((0, 17, 33)):
        for walker in range(4):
            seed = SEEDS[(index + walker) % 3]
            np.testing.assert_array_equal(path[frame, walker], pg.latents(1, 6, seed=seed)[0])


@pytest.mark.parametrize("path", ["slerp", "lerp"])
def test_a_walk_by_seeds_is_a_loop_of_even_steps(path):
    made = seeds_walk(60, 1, 64, seeds=SEEDS, path=path)[:, 0]
    steps = np.linalg.norm(np.diff(np.concatenate([made, made[:1]]), axis=0), axis=-1)
    for leg in range(3):  # each leg has a length of its own
        own = steps[20 * leg : 20 * (leg + 1)]
        assert own.max() < 1.2 * own.min()
    assert steps.max() < 1.5 * steps.min()


def test_as_many_frames_as_seeds_are_the_pictures_of_these():
    path = seeds_walk(3, 1, 6, seeds=SEEDS)[:, 0]
    np.testing.assert_array_equal(path, np.concatenate([pg.latents(1, 6, seed=s) for s in SEEDS]))


def test_a_walk_along_a_direction_is_a_loop_to_both_sides():
    starts, direction = pg.latents(3, 6, seed=1), np.eye(6)[2]
    path = direction_walk(40, starts, direction, strength=2.0)
    np.testing.assert_allclose(path[0], starts, rtol=1e-6)
    np.testing.assert_allclose(path[20], starts, rtol=1e-6)
    lengths = np.linalg.norm(path, axis=-1)
    np.testing.assert_allclose(lengths, lengths[:1].repeat(40, 0), rtol=1e-6)
    units = path / lengths[..., None]
    for frame, side in ((10, 2), (30, -2)):
        moved = units[0] + side * direction
        moved /= np.linalg.norm(moved, axis=-1, keepdims=True)
        np.testing.assert_allclose(units[frame], moved, atol=1e-6)
    steps = np.linalg.norm(np.diff(np.concatenate([units, units[:1]]), axis=0), axis=-1)
    assert steps[-1].max() <= steps.max()
    assert steps.max() < 0.5


# Frames


def test_a_film_is_a_loop_without_a_seam(generator):
    frames = np.stack(list(pg.walk(generator, pg.WalkOptions(seconds=2, fps=20)))).astype(int)
    assert frames.shape == (40, 2 * 128 + 2, 4 * 128 + 3 * 2, 3)
    steps = np.abs(np.diff(np.concatenate([frames, frames[:1]]), axis=0)).mean(axis=(1, 2, 3))
    assert 0 < steps[-1] <= 1.1 * steps[:-1].max()
    assert steps.max() < np.abs(frames[0] - frames[20]).mean()


def test_a_short_film_moves_as_a_long_one_does(generator):
    for seconds in (0.5, 4):
        frames = np.stack(list(pg.walk(generator, pg.WalkOptions(seconds=seconds, fps=16))))
        assert np.ptp(frames.astype(int), axis=0).mean() > 2


def test_the_frame_of_a_seed_is_the_picture_that_generate_makes(generator):
    options = pg.WalkOptions(seconds=1.5, fps=10, seeds=SEEDS, grid=(2, 1))
    frames = list(pg.walk(generator, options))
    assert len(frames) == 15
    for index, frame in enumerate((0, 5, 10)):
        for picture, seed in zip(small(frames[frame], 2), (SEEDS * 2)[index:], strict=False):
            made = pg.generate(generator, 1, seed=seed)[0]
            assert np.abs(picture.astype(int) - made).max() <= 1


def test_a_film_goes_through_the_latents_of_a_file(generator, tmp_path):
    FoundLatents(pg.latents(3, generator.latent_dim, seed=4)).write(tmp_path / "a.npz")
    options = pg.WalkOptions(seconds=1.5, fps=10, latents=tmp_path / "a.npz")
    frames = list(pg.walk(generator, options))
    wanted = pg.generate(generator, 3, seed=4).astype(int)
    for frame, picture in zip((0, 5, 10), wanted, strict=True):
        assert np.abs(small(frames[frame])[0] - picture).max() <= 1
    with pytest.raises(pg.InputError, match=r"^seconds must be 0.3 or more, for 3 frames at 10 a"):
        pg.walk(generator, pg.WalkOptions(seconds=0.2, fps=10, latents=tmp_path / "a.npz"))
    with pytest.raises(pg.InputError, match="seeds must be left out where latents are given"):
        pg.WalkOptions(seeds=(1, 2), latents=tmp_path / "a.npz")
    FoundLatents(pg.latents(1, generator.latent_dim)).write(tmp_path / "one.npz")
    with pytest.raises(pg.InputError, match="2 latents or more are expected to go through"):
        pg.walk(generator, pg.WalkOptions(latents=tmp_path / "one.npz"))
    FoundLatents(pg.latents(2, 3)).write(tmp_path / "short.npz")
    with pytest.raises(pg.InputError, match=r"short.npz: latents of \d+ numbers are expected for"):
        pg.walk(generator, pg.WalkOptions(latents=tmp_path / "short.npz"))


def test_pictures_move_along_a_direction_each_with_its_own_class(tmp_path):
    values = np.eye(6, dtype=np.float32)[0]
    AttributeDirection(values, 0.9, (5, 5)).write(tmp_path / "way.npz")
    FoundLatents(pg.latents(3, 6), np.array([2, 2, 0])).write(tmp_path / "found.npz")
    given = {"seconds": 1, "fps": 10, "direction": tmp_path / "way.npz"}
    for more, classes, shape in (
        ({}, [0, 1, 2, 0, 1, 2, 0, 1], (4, 2)),
        ({"seeds": (3,)}, [0], (1, 1)),
        ({"seeds": (3, 4, 5, 6, 7)}, [0, 1, 2, 0, 1, 2, 0, 1], (4, 2)),
        ({"latents": tmp_path / "found.npz"}, [2, 2, 0], (3, 1)),
        ({"latents": tmp_path / "found.npz", "grid": (2, 2)}, [2, 2, 0, 2], (2, 2)),
    ):
        seen = []
        frames = list(pg.walk(labelled(seen), pg.WalkOptions(**given, **more)))
        np.testing.assert_array_equal(np.concatenate(seen), classes * 10)
        side = (frames[0].shape[0] + 2) // shape[1] - 2
        assert frames[0].shape[1] == shape[0] * (side + 2) - 2
    with pytest.raises(pg.InputError, match=r"latents are of several classes.* \(--label\)"):
        pg.walk(labelled([]), pg.WalkOptions(latents=tmp_path / "found.npz"))
    seen = []
    options = pg.WalkOptions(seconds=1, fps=4, latents=tmp_path / "found.npz")
    assert len(list(pg.walk(labelled(seen), options, label="dog"))) == 4
    np.testing.assert_array_equal(np.concatenate(seen), [1] * 4)
    AttributeDirection(values[:4], 0.9, (5, 5)).write(tmp_path / "way.npz")
    with pytest.raises(pg.InputError, match=r"way.npz: a direction of 6 numbers is expected"):
        pg.walk(labelled([]), pg.WalkOptions(**given))


def test_the_first_frame_along_a_direction_is_the_pictures_of_the_seed(generator, tmp_path):
    values = np.eye(generator.latent_dim, dtype=np.float32)[0]
    AttributeDirection(values, 0.9, (5, 5)).write(tmp_path / "way.npz")
    given = {"seconds": 2, "fps": 10, "direction": tmp_path / "way.npz", "seed": 3}
    frames = list(pg.walk(generator, pg.WalkOptions(**given)))
    wanted = pg.generate(generator, 8, seed=3).astype(int)
    for frame in (0, 10):
        assert np.abs(small(frames[frame], 4, 2) - wanted).max() <= 1
    far = [
        np.abs(frame.astype(int) - frames[0]).mean()
        for strength in (0.1, 1.0)
        for frame in [list(pg.walk(generator, pg.WalkOptions(**given, strength=strength)))[5]]
    ]
    assert 0 < far[0] < far[1]


def test_truncation_keeps_a_film_nearer_to_the_picture_of_its_seed(generator):
    for given in ({"seed": 7}, {"seeds": (7, 8, 9)}):
        first = pg.generate(generator, 1, seed=7).astype(int)
        far = []
        for truncation in (1.0, 0.5, 0.0):
            options = pg.WalkOptions(seconds=1, fps=12, grid=(2, 2), truncation=truncation, **given)
            pictures = np.concatenate([small(each, 2, 2) for each in pg.walk(generator, options)])
            far.append(np.abs(pictures - first).mean())
        assert far[0] > far[1] > far[2]
        assert far[2] < 1


def test_pictures_of_a_frame_have_the_classes_in_turn_or_the_one_wanted():
    for label, expected in ((None, [0, 1, 2, 0]), ("hen", [2, 2, 2, 2]), (1, [1, 1, 1, 1])):
        seen = []
        options = pg.WalkOptions(seconds=1, fps=10, grid=(2, 2))
        assert len(list(pg.walk(labelled(seen), options, label=label))) == 10
        np.testing.assert_array_equal(np.concatenate(seen), expected * 10)


def test_frames_are_drawn_as_they_are_asked_for():
    seen = []
    frames = pg.walk(labelled(seen), pg.WalkOptions(seconds=3600, grid=(1, 1)))
    assert not seen
    next(frames)
    assert len(seen) == 1
    assert len(seen[0]) == walking.AT_ONCE


def test_more_pictures_than_are_drawn_together_make_a_frame():
    seen = []
    frames = list(pg.walk(labelled(seen), pg.WalkOptions(seconds=1, fps=2, grid=(20, 2))))
    assert len(frames) == 2
    assert max(map(len, seen)) == walking.AT_ONCE
    np.testing.assert_array_equal(np.concatenate(seen), 2 * list(np.arange(40) % 3))


# Bad input


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"seconds": 0}, "seconds must be 0.1 to 3600, got 0"),
        ({"seconds": 4000}, "seconds must be 0.1 to 3600, got 4000"),
        ({"fps": 0.5}, "fps must be 1 to 120, got 0.5"),
        ({"fps": 200}, "fps must be 1 to 120, got 200"),
        ({"grid": (0, 2)}, "grid must be two numbers, 1x1 or more, got 0x2"),
        ({"grid": (1, 2, 3)}, "grid must be two numbers, 1x1 or more, got 1x2x3"),
        ({"seeds": (3,)}, "seeds must be 2 or more, each 0 or more, got 3"),
        ({"seeds": ()}, "seeds must be 2 or more, each 0 or more, got none"),
        ({"seeds": (3, -1)}, "seeds must be 2 or more, each 0 or more, got 3,-1"),
        ({"seeds": "3,4"}, "seeds must be a list of whole numbers, got '3,4'"),
        ({"seed": -1}, "seed must be 0 or more, got -1"),
        ({"seeds": (), "direction": "a"}, "seeds must be 1 or more, each 0 or more, got none"),
        ({"strength": 0}, "strength must be positive, got 0"),
        ({"truncation": 1.5}, "truncation must be 0 to 1, got 1.5"),
        ({"path": "straight"}, "path must be slerp or lerp, got straight"),
        (
            {"seconds": 0.1, "fps": 10},
            "seconds must be 0.2 or more, for 2 frames at 10 a second, got 0.1",
        ),
        (
            {"seconds": 1, "fps": 2, "seeds": SEEDS},
            "seconds must be 1.5 or more, for 3 frames at 2 a second, got 1",
        ),
    ],
)
def test_a_walk_that_cannot_be_is_refused(given, says):
    with pytest.raises(pg.InputError) as told:
        pg.WalkOptions(**given)
    assert str(told.value) == says


def test_what_cannot_be_drawn_is_told_before_a_frame_is(generator):
    with pytest.raises(pg.InputError, match=r"^label must be left out, as model has no classes"):
        pg.walk(generator, label=3)
    for given, what in (
        ({"grid": (10**6, 10**6)}, "1,000,000,000,000 pictures a frame would take "),
        ({"seconds": 3600, "fps": 120, "grid": (3000, 3000)}, "latents of 432,000 frames would "),
    ):
        with pytest.raises(pg.InputError, match=f"^{what}"):
            pg.walk(generator, pg.WalkOptions(**given))
