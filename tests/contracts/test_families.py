"""What every family of networks owes, run over all that are defined; `tiny_family` is one more."""

import csv
import dataclasses
import io
import shutil

import keras
import numpy as np
import pytest
import tiny_family
from rich.console import Console

import keras_pggan as pg
from keras_pggan.models.building import build_gan, families
from keras_pggan.report import write_report
from keras_pggan.runs.checkpoints import Checkpoints
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.run_directory import RunDirectory
from keras_pggan.training.callbacks.progress import ProgressDisplay
from keras_pggan.training.options import Options
from keras_pggan.training.preflight.preflight import preflight
from keras_pggan.training.resolving import resolve

BATCH, PHASE_IMAGES = 4, 40
# Small networks of each family, to 8x8.
NETWORKS = {
    "progressive": pg.NetworkConfig(resolution=8, filters_base=16, latent_dim=4),
    "blur": pg.BlurNetworkConfig(resolution=8, filters=2, latent_dim=4),
    "noisy": tiny_family.PlainConfig(),
}


@pytest.fixture(scope="module", params=sorted(families()))
def family(request):
    if request.param not in NETWORKS:
        pytest.fail(f"add small networks of the family {request.param} to NETWORKS here")
    return families()[request.param]


@pytest.fixture(scope="module")
def images(real_pictures, tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "astronaut.npz"
    pg.data.write_npz(path, np.ascontiguousarray(real_pictures[:, ::4, ::4]))
    return pg.data.open(path)


@pytest.fixture(scope="module")
def config(family, images):
    network = NETWORKS[family.family]
    schedule = pg.Schedule.growing(network, images_per_phase=PHASE_IMAGES, batch_size=BATCH)
    return TrainConfig(
        family=family.family,
        network=network,
        schedule=schedule,
        data=images.source,
        data_sha256=images.sha256,
        checkpoint_images=PHASE_IMAGES // 2,
        checkpoints_kept=100,
    )


@pytest.fixture(scope="module")
def finished(config, images, tmp_path_factory):
    """A run, the GAN that it trained, and what was printed meanwhile."""
    gan, printed = build_gan(config), io.StringIO()
    run = pg.train(
        gan,
        images,
        config.schedule,
        tmp_path_factory.mktemp("runs") / "run",
        options=config.run_options(),
        display=ProgressDisplay(Console(file=printed, width=200)),
    )
    return run, gan, printed.getvalue()


def rows(run):
    with run.history.open(newline="") as file:
        return list(csv.DictReader(file))


def weights(gan):
    parts = (gan.generator, gan.discriminator, gan.averaged_generator)
    return [weight.numpy() for part in parts for weight in part.weights]


def test_the_history_and_the_display_have_what_the_schedule_moves(finished, config):
    run, gan, printed = finished
    table = rows(run)
    assert set(gan.metric_names) <= set(table[0])
    assert gan.moves in gan.metric_names
    assert f"{gan.moves} " in printed
    # Each row is of one step, which moved by what was seen before it.
    before = 0
    for phase in config.schedule:
        for step in range(phase.steps):
            row = table[before // BATCH + step]
            moved = float(gan.moved_at(phase, float(step * BATCH)))
            assert float(row[gan.moves]) == pytest.approx(moved, abs=1e-6)
        before += phase.images_shown


def test_training_moves_weights_and_the_average_follows(finished, config):
    _, gan, _ = finished
    fresh = build_gan(config)
    for network in ("generator", "discriminator", "averaged_generator"):
        one, other = getattr(gan, network).get_weights(), getattr(fresh, network).get_weights()
        assert any(np.any(a != b) for a, b in zip(one, other, strict=True)), network
    assert all(np.isfinite(weight).all() for weight in weights(gan))


def test_a_run_that_was_cut_off_inside_a_phase_ends_with_the_same_weights(
    finished, config, images, tmp_path
):
    done, gan, _ = finished
    shutil.copytree(done.path, tmp_path / "run")
    cut = RunDirectory(tmp_path / "run")
    total = config.schedule.total_images
    for folder in cut.checkpoints.iterdir():
        if folder.name > f"images-{total - PHASE_IMAGES // 2:012d}":
            shutil.rmtree(folder)
    assert 0 < Checkpoints(cut.checkpoints).latest().position.phase_images < PHASE_IMAGES
    again = build_gan(config)
    pg.train(again, images, config.schedule, cut.path, options=config.run_options())
    for one, other in zip(gan.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    same = ("images_seen", "discriminator_loss", gan.moves)
    for one, other in zip(rows(cut), rows(done), strict=True):
        assert [one[key] for key in same] == [other[key] for key in same]


def test_the_configuration_of_its_gan_makes_the_same_gan(config, images, tmp_path):
    gan = build_gan(config)
    made = TrainConfig.of(gan, images, config.schedule, config.run_options())
    assert made == config
    made.write(tmp_path / "config.toml")
    assert TrainConfig.read(tmp_path / "config.toml") == config
    for one, other in zip(weights(gan), weights(build_gan(made)), strict=True):
        np.testing.assert_array_equal(one, other)


def test_its_options_are_resolved_from_what_was_given(family, images):
    given = Options(family=family.family, phase_images=8, batch_size=BATCH, latent_dim=6)
    config = resolve(given, images)
    assert isinstance(config.network, family.network_class)
    assert (config.network.latent_dim, config.network.resolution) == (6, 8)
    assert config.schedule[-1].images == 8 or len(config.schedule) == 1
    build_gan(config).enter(config.schedule[0])


def test_the_gan_survives_its_own_configuration(config):
    gan = build_gan(config)
    assert keras.saving.get_registered_object(keras.saving.get_registered_name(type(gan)))
    again = type(gan).from_config(gan.get_config())
    assert again.get_config() == gan.get_config()


def test_its_generator_draws_and_is_reported(finished, config, tmp_path):
    run, gan, _ = finished
    generator = pg.load_generator(run.path)
    height, width, channels = config.network.image_shape(config.schedule[-1].level)
    assert pg.generate(generator, 3).shape == (3, height, width, channels)
    write_report(run.path, tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text()
    assert gan.moves_told in page
    assert pg.export_saved_model(generator, tmp_path / "exported") <= 1e-5


def test_its_phases_are_estimated(config, images):
    found = preflight(config, images)
    for estimate in found.phases:
        batch = estimate.phase.batch_size
        assert estimate.generator.forward_flops > estimate.generator.parameters
        assert estimate.discriminator.forward_flops > estimate.discriminator.parameters
        assert estimate.host.at(2 * batch) > estimate.host.at(batch)


def test_a_phase_of_another_size_is_refused(config):
    phase = dataclasses.replace(config.schedule[-1], height=64, width=64)
    with pytest.raises(pg.InputError, match="64"):
        build_gan(config).enter(phase)


def test_classes_train_too(config, images):
    network = dataclasses.replace(config.network, label_count=3)
    gan = build_gan(dataclasses.replace(config, network=network))
    phase = config.schedule[-1]
    gan.enter(phase)
    gan.compile()
    labels = np.arange(8) % 3
    pictures = np.repeat(images.at_size(phase.height, phase.width)[:1], 8, axis=0)
    history = gan.fit(pictures, labels, batch_size=BATCH, verbose=0).history
    assert set(history) == set(gan.metric_names)
    assert all(np.isfinite(value).all() for value in history.values())
