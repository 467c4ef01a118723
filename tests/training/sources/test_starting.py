"""Runs that start from trained weights."""

import dataclasses
import shutil

import numpy as np
import pytest
from PIL import Image

import keras_pggan as pg
from keras_pggan.models.building import build_gan
from keras_pggan.runs.checkpoints import Checkpoints, Position
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.run_directory import RunDirectory
from keras_pggan.training.callbacks.progress import ProgressDisplay
from keras_pggan.training.sources.opening import open_source, source_of

BATCH = 4
NETWORK = pg.NetworkConfig(resolution=8, filters_base=64, filters_max=8, latent_dim=8)
SMALL = dataclasses.replace(NETWORK, resolution=4)
PARTS = ("generator", "averaged_generator", "discriminator")


@pytest.fixture(scope="module")
def images(real_pictures):
    return pg.data.Images(pg.data.Pictures(real_pictures), "astronaut.npz")


def gan_of(network, seed=0):
    """New networks; another seed draws other weights and other samples."""
    return build_gan(TrainConfig(data="", network=network, schedule=phases(network), seed=seed))


def phases(network, images=BATCH):
    return pg.Schedule.growing(network, images_per_phase=images, batch_size=BATCH)


def train(gan, images, out, start=None, schedule=None):
    schedule = schedule or phases(gan.network)
    display = ProgressDisplay(quiet=True)
    return pg.train(gan, images, schedule, out, start=start, display=display)


@pytest.fixture(scope="module")
def small(images, tmp_path_factory):
    """A finished run to 4x4, and the GAN that it trained."""
    gan = gan_of(SMALL)
    return train(gan, images, tmp_path_factory.mktemp("runs") / "small"), gan


@pytest.fixture(scope="module")
def finished(images, tmp_path_factory):
    """A finished run at 8x8, which did not grow, and the GAN that it trained."""
    gan, path = gan_of(NETWORK), tmp_path_factory.mktemp("runs") / "finished"
    return train(gan, images, path, schedule=phases(NETWORK)[2:]), gan


@pytest.fixture(scope="module")
def grown(small, images, tmp_path_factory):
    """A run to 8x8 that started from the one to 4x4, and the GAN that it trained."""
    gan = gan_of(NETWORK)
    path = tmp_path_factory.mktemp("runs") / "grown"
    return train(gan, images, path, pg.Start(small[0].path)), gan


def arrays(gan, level=None):
    """The weights of a GAN by path; of one level, where it is given."""
    found = {}
    for part in PARTS:
        network = getattr(gan, part)
        owners = [network] if level is None else [network.blocks[level], network.heads[level]]
        for owner in owners:
            found |= {(part, w.path): w.numpy() for w in owner.weights}
    return found


def assert_same(one, other):
    assert list(one) == list(other)
    for key, value in one.items():
        np.testing.assert_array_equal(value, other[key], err_msg=str(key))


def grids(run):
    return sorted(run.samples.iterdir())


def pixels(path):
    return np.asarray(Image.open(path))


def test_the_first_grid_of_a_run_is_the_last_of_its_source(finished, images, tmp_path):
    source, _ = finished
    run = train(gan_of(NETWORK), images, tmp_path / "run", pg.Start(source.path))
    first, last = grids(run)
    assert [first.name, last.name] == [
        "000000000000-8x8-straight.png",
        "000000000004-8x8-straight.png",
    ]
    np.testing.assert_array_equal(pixels(first), pixels(grids(source)[-1]))
    assert (pixels(last) != pixels(first)).any()  # it went on from there
    kept = TrainConfig.read(run.path / "config.toml")
    assert [phase.name for phase in kept.schedule] == ["8x8-straight"]


def test_growing_on_keeps_the_pictures_where_the_new_level_begins_to_fade_in(small, grown):
    run, _ = grown
    assert [path.name for path in grids(run)] == [
        "000000000000-8x8-fade-in.png",
        "000000000004-8x8-fade-in.png",
        "000000000008-8x8-straight.png",
    ]
    # Grids are enlarged, each pixel to a square, so that both have one size.
    np.testing.assert_array_equal(pixels(grids(run)[0]), pixels(grids(small[0])[-1]))


def test_all_of_the_source_is_taken_and_the_new_level_is_new(small, images, tmp_path, monkeypatch):
    begun, fresh = gan_of(NETWORK), gan_of(NETWORK)
    monkeypatch.setattr(pg.ProgressiveGAN, "fit", stop)
    with pytest.raises(KeyboardInterrupt):
        train(begun, images, tmp_path / "run", pg.Start(small[0].path))
    assert_same(arrays(begun, 0), arrays(small[1], 0))
    assert_same(arrays(begun, 1), arrays(fresh, 1))
    np.testing.assert_array_equal(begun.random.state.numpy(), fresh.random.state.numpy())


def stop(*_, **__):
    raise KeyboardInterrupt


def test_the_configuration_keeps_what_a_run_started_from(small, grown):
    run, _ = grown
    source = TrainConfig.read(run.path / "config.toml").source
    assert (source.path, source.resolution, source.images_seen) == (str(small[0].path), 4, BATCH)
    assert source.sha256 == open_source(str(small[0].path)).origin.sha256
    assert source.sha256 != open_source(str(run.path)).origin.sha256
    assert source.told == f"{small[0].path} (4 pixels high, after 4 images)"


def test_a_run_that_was_cut_off_needs_its_source_no_more(grown, images, tmp_path):
    run, gan = grown
    shutil.copytree(run.path, tmp_path / "run")
    cut = RunDirectory(tmp_path / "run")
    shutil.rmtree(cut.checkpoints / "images-000000000008")
    text = (cut.path / "config.toml").read_text()
    gone = tmp_path / "gone"
    moved = text.replace(TrainConfig.read(cut.path / "config.toml").source.path, str(gone))
    (cut.path / "config.toml").write_text(moved)
    for start in (None, pg.Start(gone)):
        again = gan_of(NETWORK)
        train(again, images, cut.path, start)
        assert_same(arrays(again), arrays(gan))
    assert TrainConfig.read(cut.path / "config.toml").changes == ()


@pytest.mark.parametrize("named", [True, False])
def test_a_run_that_was_killed_before_its_first_checkpoint_begins_again_from_the_source(
    small, grown, images, tmp_path, monkeypatch, named
):
    start = pg.Start(small[0].path)
    with monkeypatch.context() as patch:
        patch.setattr(Checkpoints, "save", stop)
        with pytest.raises(KeyboardInterrupt):
            train(gan_of(NETWORK), images, tmp_path / "run", start)
    assert not (tmp_path / "run" / "checkpoints").exists()
    assert (tmp_path / "run" / "config.toml").is_file()
    monkeypatch.setattr(pg.ProgressiveGAN, "fit", stop)
    again, whole = gan_of(NETWORK), gan_of(NETWORK)
    with pytest.raises(KeyboardInterrupt):
        train(again, images, tmp_path / "run", start if named else None)
    whole.take_networks(small[1])
    assert_same(arrays(again, 0), arrays(whole, 0))
    assert_same(arrays(again, 1), arrays(whole, 1))
    schedule = TrainConfig.read(tmp_path / "run" / "config.toml").schedule
    assert schedule == TrainConfig.read(grown[0].path / "config.toml").schedule


def test_frozen_levels_stay_as_they_are_in_all_phases_and_others_move(finished, images, tmp_path):
    network = dataclasses.replace(NETWORK, resolution=16)
    source, before = finished
    gan = gan_of(network)
    run = train(gan, images, tmp_path / "run", pg.Start(source.path, freeze_levels=1))
    assert TrainConfig.read(run.path / "config.toml").frozen_levels == (1,)
    # Continued without a word of it, in its second phase.
    shutil.rmtree(max(run.checkpoints.iterdir()))
    again = gan_of(network)
    train(again, images, run.path)
    for trained in (gan, again):
        assert is_same(trained.discriminator, before.discriminator, 1)
        assert not is_same(trained.discriminator, before.discriminator, 0)
        assert not is_same(trained.discriminator, gan_of(network).discriminator, 2)
        assert not is_same(trained.generator, before.generator, 1)
    assert_same(arrays(again), arrays(gan))


def is_same(one, other, level):
    pairs = [
        (a.numpy(), b.numpy())
        for mine, theirs in ((one.blocks, other.blocks), (one.heads, other.heads))
        for a, b in zip(mine[level].weights, theirs[level].weights, strict=True)
    ]
    return all(np.array_equal(a, b) for a, b in pairs)


def test_what_is_frozen_costs_neither_gradients_nor_optimizers(finished):
    gan = gan_of(NETWORK)
    gan.freeze((1,))
    phase = phases(NETWORK)[2]
    gan.enter(phase)
    gan.compile()
    level = {
        w.path
        for owner in (gan.discriminator.blocks[1], gan.discriminator.heads[1])
        for w in owner.weights
    }
    trained = {w.path for w in gan.stage.discriminator.trainable_variables}
    assert level
    assert not level & trained
    moments = sum(int(np.prod(v.shape)) for v in gan.discriminator_optimizer.variables)
    gan.freeze(())
    gan.compile()
    everything = {w.path for w in gan.stage.discriminator.trainable_variables}
    assert everything == trained | level
    assert moments < sum(int(np.prod(v.shape)) for v in gan.discriminator_optimizer.variables)


def test_a_level_that_is_fading_in_is_not_taken(small, images, tmp_path):
    """The source of a run may be under way itself."""
    gan = gan_of(NETWORK)
    second = phases(NETWORK)[1]
    gan.take_networks(small[1])
    gan.enter(second)
    gan.compile()
    run = RunDirectory(tmp_path / "run")
    run.start(TrainConfig(data="x", network=NETWORK, schedule=phases(NETWORK, 2 * BATCH)))
    position = Position(1, BATCH, 3 * BATCH)
    Checkpoints(run.checkpoints).save(gan, position)
    source = open_source(str(run.path))
    assert (source.origin.resolution, source.origin.images_seen) == (4, 3 * BATCH)
    assert source.origin.sha256 == open_source(str(small[0].path)).origin.sha256


def test_a_generator_alone_becomes_the_average_too_and_waits_for_its_discriminator(
    small, images, tmp_path, monkeypatch
):
    monkeypatch.setattr(pg.ProgressiveGAN, "fit", stop)
    begun, fresh = gan_of(NETWORK), gan_of(NETWORK)
    with pytest.raises(KeyboardInterrupt):
        train(begun, images, tmp_path / "run", pg.Start(small[0].generator))
    np.testing.assert_array_equal(
        pixels(grids(RunDirectory(tmp_path / "run"))[0]), pixels(grids(small[0])[-1])
    )
    for name in ("generator", "averaged_generator"):
        assert is_same(getattr(begun, name), small[1].averaged_generator, 0)
    assert is_same(begun.discriminator, fresh.discriminator, 0)
    kept = TrainConfig.read(tmp_path / "run" / "config.toml")
    names = [phase.name for phase in kept.schedule]
    assert names == ["4x4-straight", "8x8-fade-in", "8x8-straight"]
    assert (kept.source.discriminator, kept.source.images_seen) == (False, None)


def test_a_saved_gan_and_a_saved_network_are_sources_too(small, tmp_path):
    _, gan = small
    gan.leave()
    gan.save(tmp_path / "gan.keras")
    whole = open_source(str(tmp_path / "gan.keras"))
    taken = gan_of(SMALL, seed=1)
    whole.check(TrainConfig(data="x", network=SMALL, schedule=phases(SMALL)))
    whole.give(taken)
    assert_same(arrays(taken), arrays(gan))
    gan.averaged_generator.save(tmp_path / "network.keras")
    taken = gan_of(SMALL, seed=1)
    open_source(str(tmp_path / "network.keras")).give(taken)
    assert is_same(taken.generator, gan.averaged_generator, 0)


def test_a_run_that_began_otherwise_is_not_started_again(small, finished, images):
    run, _ = finished
    with pytest.raises(pg.InputError) as told:
        source_of(small[0].path, run)
    assert str(told.value) == (
        f"{run.path}: this run began with new weights, {small[0].path} is asked for; leave --from "
        "out, or give another folder"
    )
