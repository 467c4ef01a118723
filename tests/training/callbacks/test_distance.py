"""Measuring samples while training: what is told, what is kept, and what it must not change."""

import csv
import dataclasses
import math
import shutil

import keras
import numpy as np
import pytest
from tensorboard.backend.event_processing.plugin_event_accumulator import EventAccumulator

import keras_pggan as pg
from keras_pggan.metrics import sliced_wasserstein
from keras_pggan.metrics.pictures import disjoint, drawn_labels
from keras_pggan.models.building import build_gan
from keras_pggan.pictures import to_bytes
from keras_pggan.runs.checkpoints import Checkpoints
from keras_pggan.runs.config import TrainConfig
from keras_pggan.training.callbacks import distance
from keras_pggan.training.callbacks.samples import draw_bytes
from keras_pggan.training.options import Options
from keras_pggan.training.resolving import resolve

SEED, BATCH = 5, 4
OPTIONS = pg.RunOptions(metrics_every=8, checkpoint_images=8, checkpoints_kept=20)


@pytest.fixture(scope="module")
def images(real_pictures):
    return pg.data.Images(pg.data.Pictures(real_pictures), "astronaut.npz")


@pytest.fixture(scope="module")
def config(images, tiny_config):
    network = dataclasses.replace(tiny_config, base_shape=(8, 8))  # which is not measured
    schedule = pg.Schedule.growing(network, images_per_phase=24, batch_size=BATCH)
    return TrainConfig(
        data=images.source,
        network=network,
        schedule=schedule,
        loss=pg.losses.Hinge(),  # without a penalty, each phase compiles faster
        seed=SEED,
    )


def trained(config, images, path, options):
    gan = build_gan(config)
    return pg.train(gan, images, config.schedule, path, options=options), gan


@pytest.fixture(scope="module")
def measured(config, images, tmp_path_factory):
    return trained(config, images, tmp_path_factory.mktemp("runs") / "measured", OPTIONS)


def rows(run):
    with run.history.open(newline="") as file:
        return list(csv.DictReader(file))


def distances(run):
    return {int(row["images_seen"]): float(row["swd"]) for row in rows(run) if row["swd"]}


def weights(gan):
    return [
        weight.numpy()
        for part in (gan.generator, gan.discriminator, gan.averaged_generator)
        for weight in part.weights
    ]


def assert_same(ones, others):
    for one, other in zip(ones, others, strict=True):
        np.testing.assert_array_equal(one, other)


def test_training_is_the_same_to_the_last_bit(measured, config, images, tmp_path):
    run, gan = trained(config, images, tmp_path / "run", pg.RunOptions())
    assert_same(weights(gan), weights(measured[1]))
    assert not distances(run)
    assert not run.best.exists()
    for one, other in zip(rows(run), rows(measured[0]), strict=True):
        assert one["generator_loss"] == other["generator_loss"]


def test_levels_of_16_pixels_are_measured_every_so_many_images(measured, config):
    run, _ = measured
    found = distances(run)
    first = config.schedule.images_before(1)  # the phase of 8x8 is before
    assert list(found) == list(range(first + 8, config.schedule.total_images + 1, 8))
    floors = {row["swd_floor"] for row in rows(run) if row["swd"]}
    assert len(floors) == 1
    assert 0 < float(floors.pop()) < min(found.values())
    logged = EventAccumulator(str(run.logs)).Reload()
    assert [event.step for event in logged.Tensors("swd")] == list(found)


def test_the_best_generator_is_the_one_that_the_history_tells(measured, images):
    run, _ = measured
    best = keras.models.load_model(run.best)
    reals, _ = disjoint(images.at_size(16, 16), distance.SAMPLES, seed=SEED)
    samples = to_bytes(best(pg.latents(reals.shape[0], 8, seed=SEED)))
    found = sliced_wasserstein(reals, samples, seed=SEED).average
    assert found == pytest.approx(min(distances(run).values()), rel=1e-3)
    assert pg.load_generator(run.best).image_shape == (16, 16, 3)


def test_a_continued_run_measures_the_same_and_knows_the_best(
    measured, config, images, tmp_path, monkeypatch
):
    run, gan = measured
    shutil.copytree(run.path, tmp_path / "run")
    found = distances(run)
    cut_at = list(found)[2]  # inside a phase, and with rows of work that is lost
    for path in (tmp_path / "run" / "checkpoints").iterdir():
        if int(path.name.rpartition("-")[2]) > cut_at:
            shutil.rmtree(path)
    assert Checkpoints(tmp_path / "run" / "checkpoints").latest().position.images_seen == cut_at
    kept = []
    monkeypatch.setattr(distance.RunDirectory, "save_best", lambda run, gan: kept.append(1))
    again, continued = trained(config, images, tmp_path / "run", OPTIONS)
    assert_same(weights(continued), weights(gan))
    assert distances(again) == found
    values = list(found.values())
    lower = [value < min(values[: index + 3]) for index, value in enumerate(values[3:])]
    assert len(kept) == sum(lower)


def test_a_best_generator_of_another_level_or_none_is_surpassed_by_any(measured, config, tmp_path):
    run, _ = measured
    small, large = config.schedule[0], config.schedule[-1]
    assert run.best_distance(small) == math.inf
    assert run.best_distance(large) == min(distances(run).values())
    shutil.copy(run.history, tmp_path)
    assert distance.RunDirectory(tmp_path).best_distance(large) == math.inf  # the file is gone


def test_rows_between_two_measurements_have_none(config, images, tmp_path):
    last = pg.Schedule((dataclasses.replace(config.schedule[-1], images=400),))
    options = pg.RunOptions(metrics_every=130)
    run = pg.train(build_gan(config), images, last, tmp_path / "run", options=options)
    # Rows are 8 images apart: the first after each 130 images.
    assert list(distances(run)) == [136, 264, 392]


def test_three_pictures_are_too_few(config, real_pictures, tmp_path):
    few = pg.data.Images(pg.data.Pictures(real_pictures[:3]), "few.npz")
    with pytest.raises(pg.InputError, match=r"few.npz: measuring samples needs 4 .* found 3"):
        trained(config, few, tmp_path / "run", OPTIONS)
    assert not (tmp_path / "run").exists()


def test_the_option_is_a_key_of_the_configuration(images, config, tmp_path):
    given = Options(resolution=16, phase_images=8, metrics_every=50)
    resolved = resolve(given, images)
    assert resolved.run_options().metrics_every == 50
    resolved.write(tmp_path / "config.toml")
    assert TrainConfig.read(tmp_path / "config.toml").metrics_every == 50
    with pytest.raises(pg.InputError, match="metrics_every must be 0 or more, got -1"):
        pg.RunOptions(metrics_every=-1)


def test_samples_have_each_class_as_often_as_the_pictures(
    config, real_pictures, tmp_path, monkeypatch
):
    labels = np.repeat([0, 1], [48, 16])
    images = pg.data.Images(pg.data.Pictures(real_pictures, labels), "astronaut.npz")
    network = dataclasses.replace(config.network, label_count=2)
    asked = []

    def drawn(gan, count, given):
        asked.append(given)
        return draw_bytes(gan, count, given)

    monkeypatch.setattr(distance, "draw_bytes", drawn)
    last = pg.Schedule(config.schedule.phases[-1:])
    config = dataclasses.replace(config, network=network, schedule=last)
    trained(config, images, tmp_path / "run", OPTIONS)
    assert asked
    for each in asked:
        np.testing.assert_array_equal(each, drawn_labels(labels, 32, seed=SEED))
    assert 20 < np.sum(asked[0] == 0) < 28
