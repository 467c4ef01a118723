"""Laws of whole runs, also of those that were cut off."""

import csv
import dataclasses
import shutil
import signal
from pathlib import Path

import keras
import numpy as np
import pytest
from tensorboard.backend.event_processing.plugin_event_accumulator import EventAccumulator

import keras_pggan as pg
from keras_pggan.errors import TrainingError
from keras_pggan.models.building import build_gan
from keras_pggan.runs.checkpoints import Checkpoints, Position, checkpoint_size
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.run_directory import RunDirectory
from keras_pggan.training.callbacks.finite import check_finite
from keras_pggan.training.execution import steps_per_execution
from keras_pggan.training.interrupts import StoppedError
from keras_pggan.training.options import Options
from keras_pggan.training.resolving import resolve
from keras_pggan.training.run import Manner

BATCH = 4
# Networks to 8x8: two levels have all kinds of phases, and each phase takes a second to compile.
NETWORK = pg.NetworkConfig(resolution=8, filters_base=32, filters_max=8, latent_dim=8)


@pytest.fixture(scope="module")
def images(real_pictures):
    return pg.data.Images(pg.data.Pictures(real_pictures), "astronaut.npz")


@pytest.fixture(scope="module")
def config(images):
    return config_of(NETWORK, images)


def config_of(network, images):
    schedule = pg.Schedule.growing(network, images_per_phase=12, batch_size=BATCH)
    return TrainConfig(data=images.source, network=network, schedule=schedule, seed=5)


@pytest.fixture(scope="module")
def finished(config, images, tmp_path_factory):
    """A run to 8x8, and the GAN that it trained."""
    gan = build_gan(config)
    run = pg.train(gan, images, config.schedule, tmp_path_factory.mktemp("runs") / "run")
    return run, gan


def weights(gan):
    return [
        w.numpy()
        for part in (gan.generator, gan.discriminator, gan.averaged_generator)
        for w in part.weights
    ]


def rows(run):
    with run.history.open(newline="") as file:
        return list(csv.DictReader(file))


def test_one_seed_gives_identical_weights(finished, config, images, tmp_path):
    _, gan = finished
    again = build_gan(config)
    pg.train(again, images, config.schedule, tmp_path / "again")
    for one, other in zip(weights(gan), weights(again), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.slow
def test_one_seed_gives_identical_weights_to_16x16(images, tiny_config, tmp_path):
    config = config_of(tiny_config, images)
    first, second = build_gan(config), build_gan(config)
    for number, gan in enumerate((first, second)):
        pg.train(gan, images, config.schedule, tmp_path / str(number))
    for one, other in zip(weights(first), weights(second), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_run_that_was_cut_off_continues_to_identical_weights(finished, config, images, tmp_path):
    done, gan = finished
    shutil.copytree(done.path, tmp_path / "run")
    cut = RunDirectory(tmp_path / "run")
    shutil.rmtree(cut.checkpoints / "images-000000000036")
    position = Checkpoints(cut.checkpoints).latest().position
    assert position == Position(len(config.schedule) - 1, 0, 24)
    again = build_gan(config)
    pg.train(again, images, config.schedule, cut.path)
    for one, other in zip(weights(gan), weights(again), strict=True):
        np.testing.assert_array_equal(one, other)
    # The rows of the work that was lost are not there twice.
    seen = [row["images_seen"] for row in rows(done)]
    assert [row["images_seen"] for row in rows(cut)] == seen
    # Nor are they in TensorBoard, nor in its files.
    ends = [config.schedule.images_before(index + 1) for index in range(len(config.schedule))]
    for purge in (True, False):
        logged = EventAccumulator(str(cut.logs), purge_orphaned_data=purge).Reload()
        assert [event.step for event in logged.Tensors("alpha")] == [int(images) for images in seen]
        assert [event.step for event in logged.Tensors("samples")] == ends


def test_the_kept_generator_is_the_average_of_the_last_level(finished):
    run, gan = finished
    latents = pg.latents(4, 8)
    kept = keras.models.load_model(run.generator)
    own = gan.averaged_generator.straight_through(1)
    np.testing.assert_array_equal(kept(latents), own(latents))


def test_history_has_a_row_a_tick_with_finite_means(finished, config):
    run, _ = finished
    table = rows(run)
    seen = [int(row["images_seen"]) for row in table]
    assert seen == list(range(BATCH, config.schedule.total_images + 1, BATCH))
    names = [phase.name for phase in config.schedule for _ in range(3)]
    assert [row["phase"] for row in table] == names
    alphas = [float(row["alpha"]) for row in table]
    assert alphas == pytest.approx([1, 1, 1, 0, 1 / 3, 2 / 3, 1, 1, 1])
    assert all(np.isfinite(float(row["discriminator_loss"])) for row in table)


def test_every_phase_leaves_a_picture_and_the_last_two_checkpoints_stay(finished, config):
    run, _ = finished
    names = sorted(path.name for path in run.samples.iterdir())
    assert [name.partition("-")[2] for name in names] == [f"{p.name}.png" for p in config.schedule]
    kept = sorted(path.name for path in (run.path / "checkpoints").iterdir())
    assert kept == ["images-000000000024", "images-000000000036"]
    assert not list(run.path.rglob(".*"))  # no temporary was left


def test_a_run_with_other_options_is_refused_and_left_alone(finished, config, images):
    run, _ = finished
    before = {path: path.read_bytes() for path in run.path.rglob("*") if path.is_file()}
    shorter = pg.Schedule(config.schedule.phases[:1])
    with pytest.raises(pg.InputError, match="8x8-fade-in has begun, and the phases asked for end"):
        pg.train(build_gan(config), images, shorter, run.path)
    assert {path: path.read_bytes() for path in run.path.rglob("*") if path.is_file()} == before


def test_a_damaged_checkpoint_is_named_and_the_one_before_it_is_taken(finished, tmp_path, caplog):
    run, _ = finished
    shutil.copytree(run.checkpoints, tmp_path / "checkpoints")
    last = tmp_path / "checkpoints" / "images-000000000036"
    whole = {path.name: path.read_bytes() for path in last.iterdir()}
    assert Checkpoints(tmp_path / "checkpoints").latest().path == last
    for name, content in whole.items():
        middle = len(content) // 2
        flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
        for damaged in (content[:middle], b"", flipped, None):
            caplog.clear()
            (last / name).unlink()
            if damaged is not None:
                (last / name).write_bytes(damaged)
            found = Checkpoints(tmp_path / "checkpoints").latest()
            assert found.path.name == "images-000000000024"
            assert "images-000000000036 is damaged" in caplog.text
            (last / name).write_bytes(content)


def test_where_all_checkpoints_are_damaged_nothing_is_started_anew(
    finished, config, images, tmp_path
):
    run, _ = finished
    shutil.copytree(run.path, tmp_path / "run")
    broken = RunDirectory(tmp_path / "run")
    for folder in broken.checkpoints.iterdir():
        (folder / "state.json").write_text("{}")
    before = {path: path.read_bytes() for path in broken.path.rglob("*") if path.is_file()}
    with pytest.raises(pg.InputError, match=r"no usable checkpoint is left.*remove the run"):
        pg.train(build_gan(config), images, config.schedule, broken.path)
    assert {path: path.read_bytes() for path in broken.path.rglob("*") if path.is_file()} == before


def test_where_there_is_no_checkpoint_yet_none_is_missed(tmp_path):
    assert Checkpoints(tmp_path / "checkpoints").latest() is None
    (tmp_path / "checkpoints").mkdir()
    assert Checkpoints(tmp_path / "checkpoints").latest() is None


def test_a_stop_inside_a_phase_saves_and_continues_to_identical_weights(
    finished, config, images, tmp_path
):
    """In the middle of a fade-in, where optimizers, alpha and the order of pictures matter."""
    schedule = config.schedule
    again, stops = build_gan(config), []

    class Ask(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            if self.model.stage.phase == schedule[1] and batch == 0 and not stops:
                stops.append(batch)
                signal.raise_signal(signal.SIGTERM)

    with pytest.MonkeyPatch.context() as patch:
        fit = pg.ProgressiveGAN.fit

        def asking(self, *args, callbacks, **kwargs):
            return fit(self, *args, callbacks=[Ask(), *callbacks], **kwargs)

        patch.setattr(pg.ProgressiveGAN, "fit", asking)
        with pytest.raises(StoppedError, match="SIGTERM"):
            pg.train(again, images, schedule, tmp_path / "run")
    folder = RunDirectory(tmp_path / "run").checkpoints
    assert Checkpoints(folder).latest().position == Position(1, BATCH, 12 + BATCH)
    pg.train(again, images, schedule, tmp_path / "run")
    _, straight = finished
    for one, other in zip(weights(again), weights(straight), strict=True):
        np.testing.assert_array_equal(one, other)


def test_each_phase_trains_at_its_own_learning_rate_also_after_a_stop(config, images, tmp_path):
    phases = config.schedule.phases[:2]
    rates = [0.1, 0.25]
    schedule = pg.Schedule(
        tuple(
            dataclasses.replace(phase, learning_rate=rate)
            for phase, rate in zip(phases, rates, strict=True)
        )
    )
    seen = []
    with pytest.MonkeyPatch.context() as patch:
        # In place of training: what a compiled GAN was given.
        def note(self, *args, **kwargs):
            optimizers = (self.generator_optimizer, self.discriminator_optimizer)
            seen.append([float(each.learning_rate) for each in optimizers])
            if len(seen) == 2:
                raise _EnoughError  # cut off in the second phase, and continued

        patch.setattr(pg.ProgressiveGAN, "fit", note)
        with pytest.raises(_EnoughError):
            pg.train(build_gan(config), images, schedule, tmp_path / "run")
        pg.train(build_gan(config), images, schedule, tmp_path / "run")
    assert seen == [pytest.approx([rate] * 2) for rate in (*rates, rates[1])]


class _EnoughError(Exception):
    """Cuts a run off."""


def test_weights_that_are_no_numbers_are_never_saved(config, tmp_path):
    gan = build_gan(config)
    gan.enter(config.schedule[0])
    check_finite(gan, "nothing")
    gan.generator.heads[0].kernel.assign(gan.generator.heads[0].kernel * np.nan)
    with pytest.raises(TrainingError, match="kernel is not finite any more in 4x4-straight"):
        check_finite(gan, "nothing")


def test_damaged_checkpoints_that_were_passed_over_do_not_outlive_later_ones(config, tmp_path):
    gan = build_gan(config)
    checkpoints = Checkpoints(tmp_path, keep=1)
    checkpoints.save(gan, Position(0, 0, 12))
    (tmp_path / "images-000000000100").mkdir()
    checkpoints.save(gan, Position(0, 0, 24))
    assert [path.name for path in tmp_path.iterdir()] == ["images-000000000024"]
    assert checkpoints.newest().name == "images-000000000024"


def test_without_growing_and_averaging_the_full_size_is_trained_from_the_start(images, tmp_path):
    path = tmp_path / "options.toml"
    path.write_text(
        "growing = false\naveraging = 0.0\nphase_images = 4\nbatch_size = 4\n"
        "[network]\nresolution = 8\nfilters_base = 16\nfilters_max = 8\nlatent_dim = 4\n"
    )
    config = resolve(Options(), images, path)
    assert [(phase.name, phase.images) for phase in config.schedule] == [("8x8-straight", 12)]
    gan = build_gan(config)
    pg.train(gan, images, config.schedule, tmp_path / "run", options=config.run_options())
    # Without averaging, the average is the generator of the step before.
    one_step_apart = zip(
        gan.averaged_generator.trainable_weights, gan.generator.trainable_weights, strict=True
    )
    assert max(float(np.abs(a.numpy() - b.numpy()).max()) for a, b in one_step_apart) < 0.01


def test_the_space_that_is_asked_for_holds_a_checkpoint(finished):
    run, gan = finished
    (*_, last) = sorted(run.checkpoints.iterdir())
    size = (last / "gan.weights.h5").stat().st_size
    assert size <= checkpoint_size(gan) < 1.5 * size


def test_a_notebook_shows_where_a_run_is():
    assert repr(RunDirectory("runs/x")) == f"RunDirectory({Path('runs/x')})"


def test_another_data_set_is_refused(finished, config, real_pictures):
    run, _ = finished
    other = pg.data.Images(pg.data.Pictures(255 - real_pictures), "astronaut.npz")
    with pytest.raises(pg.InputError, match=r"other pictures.*--allow-data-change"):
        pg.train(build_gan(config), other, config.schedule, run.path)


def test_another_data_set_may_be_allowed(finished, config, images, real_pictures, tmp_path):
    run, _ = finished
    shutil.copytree(run.path, tmp_path / "run")
    other = pg.data.Images(pg.data.Pictures(255 - real_pictures), "astronaut.npz")
    gan = build_gan(config)
    again = pg.train(
        gan, other, config.schedule, tmp_path / "run", manner=Manner(allow_data_change=True)
    )
    assert TrainConfig.read(again.path / "config.toml").data_sha256 == other.sha256
    with pytest.raises(pg.InputError, match="other pictures"):
        again.continued(TrainConfig.read(run.path / "config.toml"), None)


def test_nan_stops_a_run_and_costs_neither_generator_nor_checkpoint(
    finished, config, images, tmp_path
):
    run, _ = finished
    shutil.copytree(run.path, tmp_path / "run")
    cut = RunDirectory(tmp_path / "run")
    shutil.rmtree(cut.checkpoints / "images-000000000036")
    kept = cut.generator.read_bytes()
    broken = build_gan(config)
    Checkpoints(cut.checkpoints).latest().load(broken)
    broken.generator.heads[1].bias.assign([np.nan] * 3)
    Checkpoints(cut.checkpoints).save(broken, Position(2, 0, 24))
    says = "no finite gradients in the last 3 steps, in 8x8-straight, at step 3 of 3"
    with pytest.raises(TrainingError, match=says):
        pg.train(broken, images, config.schedule, cut.path)
    assert cut.generator.read_bytes() == kept
    assert [path.name for path in cut.checkpoints.iterdir()] == ["images-000000000024"]


def test_pictures_of_another_size_or_depth_are_refused_before_a_folder_is_made(
    config, real_pictures, tmp_path
):
    for pictures, message in (
        (real_pictures[:, ::8, ::8], "4x4, smaller than the 8x8"),
        (real_pictures[..., :1], "1 channel, the networks 3"),
        (real_pictures[:, :, :16], "not the shape"),
    ):
        data = pg.data.Images(pg.data.Pictures(pictures), "some.npz")
        with pytest.raises(pg.InputError, match=f"some.npz.*{message}"):
            pg.train(build_gan(config), data, config.schedule, tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_several_steps_an_execution_continue_inside_a_phase_to_identical_weights(
    config, images, tmp_path
):
    # Neither the phase nor what is left of it after the checkpoint is a whole number of executions.
    phase = dataclasses.replace(config.schedule[0], images=202 * BATCH)
    assert steps_per_execution(phase) == 4
    schedule = pg.Schedule((phase,))
    options = pg.RunOptions(checkpoint_images=150, checkpoints_kept=10)
    config = dataclasses.replace(config, augment=pg.augmentation.ADA(images=1000, target=0))
    gan = build_gan(config)
    done = pg.train(gan, images, schedule, tmp_path / "run", options=options)
    cut = RunDirectory(shutil.copytree(done.path, tmp_path / "cut"))
    for folder in cut.checkpoints.iterdir():
        if folder.name > "images-000000000640":
            shutil.rmtree(folder)
    assert Checkpoints(cut.checkpoints).latest().position == Position(0, 640, 640)
    again = build_gan(config)
    pg.train(again, images, schedule, cut.path, options=options)
    assert len(rows(cut)) > 50
    strengths = [float(row["augment_strength"]) for row in rows(done)]
    assert len(set(strengths)) > 3
    assert 0 <= min(strengths) < max(strengths) <= 0.8
    same = ("images_seen", "discriminator_loss", "alpha", "augment_strength")
    for one, other in zip(rows(cut), rows(done), strict=True):
        assert [one[key] for key in same] == [other[key] for key in same]
    for one, other in zip(weights(gan), weights(again), strict=True):
        np.testing.assert_array_equal(one, other)
    for name, state in gan.augment_state.items():
        assert float(again.augment_state[name]) == float(state), name


@pytest.mark.parametrize(
    ("loss", "empty"),
    [
        (pg.losses.Hinge(), [True] * 6),
        (pg.losses.WassersteinGP(penalty_every=3), [False, True, True] * 2),
        pytest.param(pg.losses.NonSaturatingR1(), [False] * 6, marks=pytest.mark.slow),
    ],
)
def test_a_row_without_a_penalty_has_no_gradient_norm(config, images, tmp_path, loss, empty):
    phase = dataclasses.replace(config.schedule[0], images=6 * BATCH)
    schedule = pg.Schedule((phase,))
    gan = build_gan(dataclasses.replace(config, loss=loss, schedule=schedule))
    run = pg.train(gan, images, schedule, tmp_path / "run")
    assert ("gradient_norm" in rows(run)[0]) == bool(loss.penalties)
    norms = [row.get("gradient_norm", "") for row in rows(run)]
    assert [norm == "" for norm in norms] == empty
    assert all(float(norm) > 0 for norm in norms if norm)
    logged = EventAccumulator(str(run.logs)).Reload()
    assert ("gradient_norm" in logged.Tags()["tensors"]) == (not all(empty))
    shown = logged.Tensors("gradient_norm") if not all(empty) else []
    assert [event.step for event in shown] == [
        BATCH * (step + 1) for step in range(6) if not empty[step]
    ]
    assert len(logged.Tensors("discriminator_loss")) == 6


@pytest.mark.parametrize(
    ("channels", "phases"), [(4, 1), pytest.param(1, 3, marks=pytest.mark.slow)]
)
def test_other_channels_and_base_shapes_train(real_pictures, tmp_path, channels, phases):
    pictures = np.concatenate([real_pictures, real_pictures[..., :1]], axis=-1)
    pictures = pictures[:, :16, :24, :channels]
    network = pg.NetworkConfig(
        resolution=8, base_shape=(4, 6), channels=channels, filters_base=16, latent_dim=4
    )
    schedule = pg.Schedule.growing(network, images_per_phase=8, batch_size=8)
    schedule = pg.Schedule(schedule.phases[:phases])
    config = TrainConfig(data="x", network=network, schedule=schedule)
    data = pg.data.Images(pg.data.Pictures(pictures))
    run = pg.train(build_gan(config), data, schedule, tmp_path / "run")
    generator = pg.load_generator(run.path)
    assert generator.image_shape == network.image_shape(schedule[-1].level)
    assert pg.generate(generator, 3).shape == (3, *generator.image_shape)
