"""A run changes where it has not been yet, and nowhere else."""

import dataclasses
import shutil

import keras
import numpy as np
import pytest

import keras_pggan as pg
from keras_pggan.models.building import build_gan
from keras_pggan.runs.checkpoints import Checkpoints, Position
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.history_rows import read_history
from keras_pggan.runs.run_directory import RunDirectory
from keras_pggan.training.callbacks.progress import ProgressDisplay
from keras_pggan.training.loop import train_phases
from keras_pggan.training.manner import Manner
from keras_pggan.training.narrator import Narrator
from keras_pggan.training.options import Options
from keras_pggan.training.resolving import resolve
from keras_pggan.training.restoring import load_between_phases
from keras_pggan.training.run import Run

BATCH, IMAGES = 8, 16


@pytest.fixture(scope="module")
def images(real_pictures):
    return pg.data.Images(pg.data.Pictures(real_pictures), "astronaut.npz")


@pytest.fixture(scope="module")
def config(images, tiny_config):
    network = dataclasses.replace(tiny_config, resolution=8, fused_levels=(1,))
    schedule = pg.Schedule.growing(network, images_per_phase=IMAGES, batch_size=BATCH)
    return TrainConfig(
        data=images.source,
        data_sha256=images.sha256,
        network=network,
        schedule=schedule,
        loss=pg.losses.Hinge(),  # without a penalty, each phase compiles faster
        seed=5,
        checkpoint_images=BATCH,
        checkpoints_kept=20,
    )


@pytest.fixture(scope="module")
def finished(config, images, tmp_path_factory):
    """A run to 8x8 that keeps every checkpoint."""
    path = tmp_path_factory.mktemp("runs") / "run"
    train(config, images, path)
    return RunDirectory(path)


def train(config, images, path):
    gan = build_gan(config)
    options = config.run_options()
    pg.train(gan, images, config.schedule, path, options=options, display=silent())
    return gan


def silent():
    return ProgressDisplay(quiet=True)


def cut(run, images_seen, path):
    """A copy of a run as it was after so many images."""
    shutil.copytree(run.path, path)
    for folder in (path / "checkpoints").iterdir():
        if int(folder.name.removeprefix("images-")) > images_seen:
            shutil.rmtree(folder)
    return RunDirectory(path)


def afresh(run, config, images, path):
    """What a new run of a configuration makes of the last checkpoint of another one."""
    shutil.copytree(run.checkpoints, path / "checkpoints")
    gan = build_gan(config)
    train_phases(gan, config, images, RunDirectory(path), silent())
    return gan


def weights(gan):
    return [
        w.numpy()
        for part in (gan.generator, gan.discriminator, gan.averaged_generator)
        for w in part.weights
    ]


def assert_same(one, other):
    for mine, theirs in zip(weights(one), weights(other), strict=True):
        np.testing.assert_array_equal(mine, theirs)


def bytes_of(run, images_seen):
    return (run.checkpoints / f"images-{images_seen:012d}" / "gan.weights.h5").read_bytes()


def with_phases(config, start=0, **values):
    """A configuration with other values in its phases from one on."""
    phases = [
        dataclasses.replace(phase, **values) if index >= start else phase
        for index, phase in enumerate(config.schedule)
    ]
    return dataclasses.replace(config, schedule=pg.Schedule(tuple(phases)))


def recorded(run):
    return [
        (each.images_seen, each.key, each.before, each.now)
        for each in TrainConfig.read(run.path / "config.toml").changes
    ]


@pytest.mark.parametrize(
    ("change", "keys"),
    [
        ({"batch_size": 4}, ["batch_size"]),
        pytest.param({"learning_rate": 0.005}, ["learning_rate"], marks=pytest.mark.slow),
        pytest.param(
            {"images": 24, "discriminator_learning_rate": 0.002}, None, marks=pytest.mark.slow
        ),
    ],
)
def test_phases_that_are_not_completed_may_be_others(
    finished, config, images, tmp_path, change, keys
):
    run = cut(finished, IMAGES, tmp_path / "run")
    before = bytes_of(run, IMAGES)
    gan = train(with_phases(config, **change), images, run.path)  # asked for in all phases
    assert bytes_of(run, IMAGES) == before == bytes_of(finished, IMAGES)
    assert TrainConfig.read(run.path / "config.toml").schedule[0] == config.schedule[0]
    expected = with_phases(config, start=1, **change)
    made = cut(finished, IMAGES, tmp_path / "made")
    assert_same(gan, afresh(made, expected, images, tmp_path / "afresh"))
    if keys:
        changed = [(IMAGES, f"phases[{index}].{key}") for index in (1, 2) for key in keys]
        assert [each[:2] for each in recorded(run)] == changed


def test_the_last_phase_goes_on_longer_as_if_it_had_been_longer_from_the_start(
    finished, config, images, tmp_path
):
    longer = with_phases(config, start=2, images=32)
    run = cut(finished, 2 * IMAGES + BATCH, tmp_path / "run")
    gan = train(with_phases(config, images=32), images, run.path)
    assert_same(gan, train(longer, images, tmp_path / "whole"))
    assert recorded(run) == [(2 * IMAGES + BATCH, "phases[2].images", IMAGES, 32)]


def test_a_smaller_batch_in_the_middle_of_a_phase_goes_on_after_the_same_pictures(
    finished, config, images, tmp_path
):
    run = cut(finished, IMAGES + BATCH, tmp_path / "run")
    smaller = with_phases(config, batch_size=4, learning_rate=0.005)
    gan = train(smaller, images, run.path)
    # By hand: the state of the checkpoint, in a phase of the smaller batch and the other rate.
    by_hand = build_gan(config)
    position = Position(1, BATCH, IMAGES + BATCH)
    expected = with_phases(config, start=1, batch_size=4, learning_rate=0.005)
    first, second = expected.schedule[1:]
    by_hand.enter(first)
    by_hand.compile(steps_per_execution=1)
    Checkpoints(finished.checkpoints).load(by_hand, position)
    for optimizer in (by_hand.generator_optimizer, by_hand.discriminator_optimizer):
        optimizer.learning_rate = 0.005
    rest = images.dataset(first, seed=5, start=IMAGES, done=2)
    by_hand.fit(rest, verbose=0)
    by_hand.enter(second)
    by_hand.compile(steps_per_execution=1)
    by_hand.fit(images.dataset(second, seed=5, start=2 * IMAGES), verbose=0)
    assert_same(gan, by_hand)


def test_a_run_goes_on_after_its_end_by_one_more_phase(finished, config, images, tmp_path):
    run = cut(finished, 3 * IMAGES, tmp_path / "run")
    gan = train(with_phases(config, images=40), images, run.path)
    kept = TrainConfig.read(run.path / "config.toml").schedule
    assert [(each.name, each.images) for each in kept[2:]] == [
        ("8x8-straight", IMAGES),
        ("8x8-straight", 24),
    ]
    assert kept[:3] == config.schedule.phases
    assert bytes_of(run, 3 * IMAGES) == bytes_of(finished, 3 * IMAGES)
    by_hand = build_gan(config)
    Checkpoints(finished.checkpoints).latest().load(by_hand)
    by_hand.enter(kept[3])
    by_hand.compile()
    by_hand.fit(images.dataset(kept[3], seed=5, start=3 * IMAGES), verbose=0)
    assert_same(gan, by_hand)
    again = train(with_phases(config, images=40), images, run.path)  # it is complete now
    assert_same(gan, again)
    assert TrainConfig.read(run.path / "config.toml").schedule == kept


def test_a_finished_run_grows_on_with_new_weights_for_new_levels_alone(
    finished, config, images, tmp_path
):
    run = cut(finished, 3 * IMAGES, tmp_path / "run")
    network = dataclasses.replace(config.network, resolution=16, fused_levels=(1, 2))
    schedule = pg.Schedule.growing(network, images_per_phase=IMAGES, batch_size=BATCH)
    further = dataclasses.replace(config, network=network, schedule=schedule)
    gan = train(further, images, run.path)
    assert bytes_of(run, 3 * IMAGES) == bytes_of(finished, 3 * IMAGES)
    # By hand: every weight of the checkpoint by its name, then the two phases.
    before, by_hand = build_gan(config), build_gan(further)
    Checkpoints(finished.checkpoints).latest().load(before)
    pairs = zip(networks(before), networks(by_hand), strict=True)
    for old, new in pairs:
        taken = {weight.path: weight for weight in old.weights}
        shared = [weight for weight in new.weights if weight.path in taken]
        assert len(shared) == len(taken) < len(new.weights)
        for weight in shared:
            weight.assign(taken[weight.path])
    by_hand.random.state.assign(before.random.state)
    for index, phase in enumerate(schedule[3:], 3):
        by_hand.enter(phase)
        by_hand.compile(steps_per_execution=1)
        start = schedule.images_before(index)
        by_hand.fit(images.dataset(phase, seed=5, start=start), verbose=0)
    assert_same(gan, by_hand)
    assert (48, "network.resolution", 8, 16) in recorded(run)
    assert keras.models.load_model(run.generator).output_shape == (None, 16, 16, 3)


def networks(gan):
    return gan.generator, gan.discriminator, gan.averaged_generator


def test_a_grown_run_that_is_cut_off_before_its_first_checkpoint_grows_again(
    finished, config, images, tmp_path
):
    run = cut(finished, 3 * IMAGES, tmp_path / "run")
    options = Options(resolution=16)
    further = resolve(options, images, started=run.started_with())
    further.write(run.path / "config.toml")  # as `start` leaves it, and then the process is killed
    found = Checkpoints(run.checkpoints).latest()
    going = run.continued(resolve(options, images, started=run.started_with()), found)
    assert dataclasses.replace(going.config, changes=()) == further
    assert "network.resolution" in {each.key for each in going.changes}
    gan, before = build_gan(further), build_gan(config)
    load_between_phases(found, gan, further)
    found.load(before)
    for level in (0, 1):
        for mine, theirs in zip(networks(gan), networks(before), strict=True):
            for one, other in zip(
                mine.blocks[level].weights, theirs.blocks[level].weights, strict=True
            ):
                np.testing.assert_array_equal(one, other)


def test_a_checkpoint_that_does_not_tell_its_resolution_is_of_the_run_before_it_grew(
    finished, config, images, tmp_path
):
    run = cut(finished, 3 * IMAGES, tmp_path / "run")
    state = run.checkpoints / "images-000000000048" / "state.json"
    text = state.read_text()
    assert '"resolution": 8' in text
    state.write_text(text.replace('"resolution": 8,\n', ""))  # as version 0.1.0 writes it
    further = resolve(Options(resolution=16), images, started=run.started_with())
    found = Checkpoints(run.checkpoints).latest()
    going = run.continued(further, found).config
    gan, before = build_gan(going), build_gan(config)
    assert found.resolution is None
    load_between_phases(found, gan, going)
    found.load(before)
    latents = pg.latents(2, 8)
    np.testing.assert_array_equal(
        gan.averaged_generator.straight_through(1)(latents), before.averaged_generator(latents)
    )


def test_python_is_told_what_changes_and_what_is_kept(finished, config, images, tmp_path, caplog):
    path = tmp_path / "run"
    shutil.copytree(finished.path, path)
    longer = pg.Schedule.growing(config.network, images_per_phase=2 * IMAGES, batch_size=BATCH)
    pg.train(build_gan(config), images, longer, path, display=silent())
    lines = [each.getMessage() for each in caplog.records if each.levelname == "WARNING"]
    assert "changed: 3 phases, now 4" in lines
    assert "kept: 3 completed phases as they were trained" in lines


def test_a_complete_run_stays_as_it_is_and_says_so(finished, config, images, caplog):
    asked = dataclasses.replace(with_phases(config, batch_size=4), averaging=0.5)
    with caplog.at_level("INFO"):
        gan = train(asked, images, finished.path)
    assert caplog.messages[-2:] == [
        "kept: 3 completed phases as they were trained",
        "kept: averaging: 0.999, not 0.5: nothing is left to train",
    ]
    assert TrainConfig.read(finished.path / "config.toml") == config
    whole = build_gan(config)
    Checkpoints(finished.checkpoints).latest().load(whole)
    assert_same(gan, whole)


def test_what_is_not_given_is_as_the_run_has_it(finished, images):
    started = finished.started_with()
    assert resolve(Options(), images, started=started) == started
    smaller = resolve(Options(batch_size=4, averaging=0.5), images, started=started)
    assert {phase.batch_size for phase in smaller.schedule} == {4}
    assert {phase.images for phase in smaller.schedule} == {IMAGES}
    assert (smaller.averaging, smaller.seed, smaller.checkpoint_images) == (0.5, 5, BATCH)


def test_new_levels_get_phases_like_the_last(finished, images):
    started = with_phases(finished.started_with(), images=20, batch_size=200, learning_rate=0.5)
    further = resolve(Options(resolution=32), images, started=started)
    told = [(each.name, each.images, each.batch_size) for each in further.schedule[3:]]
    assert told == [
        ("16x16-fade-in", 20, 128),
        ("16x16-straight", 20, 128),
        ("32x32-fade-in", 20, 64),
        ("32x32-straight", 20, 64),
    ]
    assert {each.learning_rate for each in further.schedule} == {0.5}
    assert further.network.fused_levels[0] == 1


def test_options_without_effect_on_the_weights_change_at_any_time(
    finished, config, images, tmp_path, caplog
):
    run = cut(finished, IMAGES + BATCH, tmp_path / "run")
    kept = dataclasses.replace(config, checkpoints_kept=1, checkpoint_images=1000)
    gan, whole = train(kept, images, run.path), build_gan(config)
    Checkpoints(finished.checkpoints).latest().load(whole)
    assert_same(gan, whole)
    assert recorded(run) == []
    assert [path.name for path in run.checkpoints.iterdir()] == ["images-000000000048"]
    assert "changed: checkpoint_images: 8, now 1,000" in caplog.messages
    assert "changed: checkpoints_kept: 20, now 1" in caplog.messages


@pytest.fixture(scope="module")
def moving(config):
    """The configuration with all that can move moving, over two phases of 4x4 pixels."""
    network = dataclasses.replace(config.network, resolution=4, fused_levels=())
    first = dataclasses.replace(config.schedule[0], learning_rate="cosine:0.01:0.001")
    return dataclasses.replace(
        config,
        network=network,
        schedule=pg.Schedule((first, first)),
        loss=pg.losses.RelativisticPairing(gamma="linear:2:0.5"),
        averaging=None,
        averaging_half_life=20,
        averaging_ramp=0.5,
        beta_2="linear:0.9:0.99",
    )


@pytest.fixture(scope="module")
def moved(moving, images, tmp_path_factory):
    """A run of it that keeps every checkpoint, and its GAN."""
    path = tmp_path_factory.mktemp("moving") / "run"
    return RunDirectory(path), train(moving, images, path)


@pytest.mark.parametrize("images_seen", [IMAGES, IMAGES + BATCH])
def test_a_run_of_which_all_moves_goes_on_to_the_last_bit(
    moved, moving, images, tmp_path, images_seen
):
    whole, gan = moved
    run = cut(whole, images_seen, tmp_path / "run")
    assert_same(train(moving, images, run.path), gan)
    assert recorded(run) == []


def test_the_history_has_what_moves_by_the_images_of_the_whole_run(moved):
    rows = read_history(moved[0].history)
    assert [int(row["images_seen"]) for row in rows] == [8, 16, 24, 32]
    for row in rows:
        share = int(row["images_seen"]) / 32
        rate = 0.0055 + 0.0045 * np.cos(np.pi * share)
        assert float(row["learning_rate"]) == pytest.approx(rate)
        assert float(row["gamma"]) == pytest.approx(2 - 1.5 * share)
        assert float(row["beta_2"]) == pytest.approx(0.9 + 0.09 * share)
        assert float(row["averaging_half_life"]) == min(20, 16 * share)
        assert "discriminator_learning_rate" not in row


def test_a_longer_run_moves_over_its_new_length_from_there_on(moved, moving, images, tmp_path):
    run = cut(moved[0], IMAGES + BATCH, tmp_path / "run")
    longer = dataclasses.replace(moving.schedule[1], images=3 * IMAGES, learning_rate="linear:1:2")
    schedule = pg.Schedule((moving.schedule[0], longer))
    train(dataclasses.replace(moving, schedule=schedule), images, run.path)
    rows = read_history(run.history)
    assert float(rows[-1]["learning_rate"]) == 2.0  # rates change in the middle of a phase, too
    assert float(rows[3]["gamma"]) == pytest.approx(2 - 1.5 * 32 / 64)
    assert (24, "phases[1].learning_rate", "cosine:0.01:0.001", "linear:1.0:2.0") in recorded(run)


def test_another_loss_and_augmentation_are_taken_where_a_phase_has_ended(
    finished, config, images, tmp_path
):
    run = cut(finished, IMAGES, tmp_path / "run")
    other = dataclasses.replace(
        config,
        loss=pg.losses.LeastSquares(),
        averaging=0.5,
        augment=pg.augmentation.ADA(initial=0.4),
    )
    gan = train(other, images, run.path)
    assert float(gan.augment_state["strength"]) == pytest.approx(0.4, abs=0.001)
    made = cut(finished, IMAGES, tmp_path / "made")
    assert_same(gan, afresh(made, other, images, tmp_path / "afresh"))
    assert (IMAGES, "averaging", 0.999, 0.5) in recorded(run)
    assert (IMAGES, "augment.name", None, "ada") in recorded(run)
    rows = read_history(run.history)
    strengths = [row["augment_strength"] for row in rows]
    assert strengths[:2] == ["", ""]  # of the phase before
    assert all(float(strength) == pytest.approx(0.4, abs=0.001) for strength in strengths[2:])


@pytest.mark.parametrize(
    ("seen", "change", "says"),
    [
        (
            IMAGES,
            {"seed": 6},
            "seed was 5, 6 is asked for, and all that was trained follows from the first",
        ),
        (
            IMAGES + BATCH,
            {"averaging": 0.5},
            "averaging was 0.999, 0.5 is asked for, which can be where a phase ends, and "
            "8x8-fade-in is under way (8 of 16 images)",
        ),
        (
            IMAGES + BATCH,
            {"averaging": None, "averaging_half_life": 100.0},
            "averaging_half_life was not given, 100.0 is asked for, which can be where a phase "
            "ends, and 8x8-fade-in is under way (8 of 16 images)",
        ),
        (
            IMAGES + BATCH,
            {"loss": pg.losses.WassersteinGP()},
            "loss.name was hinge, wasserstein-gp is asked for, which can be where a phase ends, "
            "and 8x8-fade-in is under way (8 of 16 images)",
        ),
        (
            IMAGES,
            {"network": {"filters_max": 4}},
            "network.filters_max was 8, 4 is asked for, and the networks that were trained were "
            "made with the first",
        ),
        (
            IMAGES + BATCH,
            {"augment": pg.augmentation.DiffAugment()},
            "augment.name was not given, diffaugment is asked for, which can be where a phase "
            "ends, and 8x8-fade-in is under way (8 of 16 images)",
        ),
        (
            IMAGES,
            {"network": {"latent_dim": 9}},
            "network.latent_dim was 8, 9 is asked for, and the networks that were trained were "
            "made with the first",
        ),
        (
            IMAGES,
            {"network": {"resolution": 4, "fused_levels": ()}},
            "network.resolution was 8, 4 is asked for, and networks get further levels, but do "
            "not lose any",
        ),
        (
            IMAGES + BATCH,
            {"network": {"resolution": 16}},
            "network.resolution was 8, 16 is asked for, which can be where a phase ends, and "
            "8x8-fade-in is under way (8 of 16 images)",
        ),
    ],
)
def test_what_cannot_change_is_refused_with_the_reason(
    finished, config, images, tmp_path, seen, change, says
):
    run = cut(finished, seen, tmp_path / "run")
    network = dataclasses.replace(config.network, **change.pop("network", {}))
    asked = dataclasses.replace(config, network=network, **change)
    if network.resolution != 8:
        schedule = pg.Schedule.growing(network, images_per_phase=IMAGES, batch_size=BATCH)
        asked = dataclasses.replace(asked, schedule=schedule)
    before = {path: path.stat().st_mtime_ns for path in run.path.rglob("*")}
    with pytest.raises(pg.InputError) as told:
        Run(asked, images, run).carry_out(Manner(), Narrator(), silent())
    until = " until then" if "under way" in says else ""
    assert str(told.value) == (
        f"{run.path}: this run cannot go on so: {says}; give the same as before{until}, or another "
        "folder"
    )
    assert {path: path.stat().st_mtime_ns for path in run.path.rglob("*")} == before


def test_before_its_first_checkpoint_a_run_may_become_any_other(config, images, tmp_path):
    run = RunDirectory(tmp_path / "run")
    run.start(config)
    other = dataclasses.replace(config, seed=6)
    assert run.continued(other, None).config == other


def test_a_trained_run_without_its_checkpoints_is_not_begun_again(
    finished, config, images, tmp_path
):
    run = cut(finished, 3 * IMAGES, tmp_path / "run")
    shutil.rmtree(run.checkpoints)
    before = {path: path.stat().st_mtime_ns for path in run.path.rglob("*")}
    with pytest.raises(pg.InputError) as told:
        train(config, images, run.path)
    assert str(told.value) == (
        f"{run.path}: this run has generator.keras and history.csv, but no checkpoint to go on "
        "from; put its checkpoints/ back, or give another folder"
    )
    assert {path: path.stat().st_mtime_ns for path in run.path.rglob("*")} == before


@pytest.mark.parametrize(
    ("at", "written", "edited", "says"),
    [
        (3, "seed = 5", "seed = 6", "seed was 5, 6 is asked for, and all that was trained"),
        (3, "filters_max = 8", "filters_max = 4", "network.filters_max was 8, 4 is asked for"),
        (
            1,
            "mirror = false",
            "mirror = true",
            "mirror was false, true is asked for, which can be",
        ),
    ],
)
def test_an_edited_file_of_a_run_asks_for_something_as_options_do(
    finished, config, images, tmp_path, at, written, edited, says
):
    run = cut(finished, at * IMAGES - BATCH * (at == 1), tmp_path / "run")
    text = (run.path / "config.toml").read_text()
    assert written in text
    (run.path / "config.toml").write_text(text.replace(written, edited))
    asked = resolve(Options(), images, started=run.started_with())
    with pytest.raises(pg.InputError, match=says):
        Run(asked, images, run).carry_out(Manner(), Narrator(), silent())


def test_an_edited_file_of_a_run_changes_what_lies_before_it(finished, config, images, tmp_path):
    run = cut(finished, IMAGES, tmp_path / "run")
    text = (run.path / "config.toml").read_text()
    (run.path / "config.toml").write_text(text.replace("averaging = 0.999", "averaging = 0.5"))
    asked = resolve(Options(), images, started=run.started_with())
    gan = train(asked, images, run.path)
    assert gan.averaging == 0.5
    assert (IMAGES, "averaging", 0.999, 0.5) in recorded(run)
