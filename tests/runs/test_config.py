"""Laws of run configurations and of how options are resolved."""

import dataclasses
import tomllib

import keras
import numpy as np
import pytest

import keras_pggan as pg
from keras_pggan.losses import named_losses
from keras_pggan.models.adversarial.adversarial_gan import OPTIMIZERS
from keras_pggan.models.adversarial.optimizers import optimizer_table
from keras_pggan.models.building import build_gan
from keras_pggan.models.progressive.fusing import with_chosen_levels
from keras_pggan.moving import Moving
from keras_pggan.runs.changes import Change, changes_between
from keras_pggan.runs.config import TrainConfig
from keras_pggan.sizes import largest_resolution
from keras_pggan.training.options import Options
from keras_pggan.training.resolving import resolve


@pytest.fixture(scope="module")
def images():
    return pg.data.Images(pg.data.Pictures(np.zeros((2, 20, 20, 1), np.uint8)), "zeros.npz")


def toml(tmp_path, text):
    path = tmp_path / "options.toml"
    path.write_text(text)
    return path


def test_a_configuration_survives_its_file(images, tmp_path):
    config = resolve(Options(phase_images=10, batch_size=4, filters_base=64, seed=3), images)
    config.write(tmp_path / "config.toml")
    assert TrainConfig.read(tmp_path / "config.toml") == config
    tomllib.loads((tmp_path / "config.toml").read_text())


def test_defaults_are_the_paper_s_at_the_largest_resolution_of_the_data(images):
    config = resolve(Options(), images)
    assert config.network == with_chosen_levels(pg.NetworkConfig(resolution=16, channels=1))
    assert config.schedule == pg.Schedule.paper(config.network)
    assert (config.averaging, config.mirror) == (0.999, False)


def test_what_was_given_counts_before_the_file_and_the_file_before_defaults(images, tmp_path):
    path = toml(
        tmp_path,
        "seed = 4\nmirror = true\nphase_images = 50\n[network]\nresolution = 8\nlatent_dim = 9\n",
    )
    config = resolve(Options(seed=5, latent_dim=7, batch_size=2), images, path)
    assert (config.seed, config.mirror, config.checkpoints_kept) == (5, True, 2)
    assert (config.network.resolution, config.network.latent_dim) == (8, 7)
    assert [(p.images, p.batch_size) for p in config.schedule] == [(50, 2)] * 3


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ("", None, None),
        ("augment = 'diffaugment'", None, pg.augmentation.DiffAugment()),
        ("[augment]\nname = 'ada'\nimages = 7", None, pg.augmentation.ADA(images=7)),
        ("[augment]\nname = 'ada'\nimages = 7", "ada", pg.augmentation.ADA(images=7)),
        ("[augment]\nname = 'ada'\nimages = 7", "diffaugment", pg.augmentation.DiffAugment()),
        ("[augment]\nname = 'ada'", "none", None),
        ("augment = 'none'", None, None),
        ("[augment]\nname = 'none'", "ada", pg.augmentation.ADA()),
    ],
)
def test_augmentation_goes_by_its_name_or_a_table(images, tmp_path, text, given, expected):
    config = resolve(Options(augment=given), images, toml(tmp_path, text))
    assert config.augment == expected
    assert resolve(Options(), images, started=config) == config
    assert resolve(Options(augment="none"), images, started=config).augment is None
    if expected is None:
        assert "augment" not in config.to_dict()


def test_a_learning_rate_that_was_given_is_that_of_all_phases(images, tmp_path):
    path = toml(tmp_path, "learning_rate = 0.01\nphase_images = 8\n")
    rates = [
        [phase.learning_rate for phase in resolve(options, images, path).schedule]
        for options in (Options(), Options(learning_rate=0.02))
    ]
    assert rates == [[0.01] * 5, [0.02] * 5]


def test_phases_of_a_file_keep_their_learning_rates_unless_another_is_given(images, tmp_path):
    config = resolve(Options(resolution=8, phase_images=8, recipe="paper"), images)
    phases = config.schedule.phases
    mixed = pg.Schedule((*phases[:2], dataclasses.replace(phases[2], learning_rate=1 / 3)))
    dataclasses.replace(config, schedule=mixed).write(tmp_path / "config.toml")
    again = resolve(Options(), images, tmp_path / "config.toml")
    assert [phase.learning_rate for phase in again.schedule] == [0.001, 0.001, 1 / 3]
    one = resolve(Options(learning_rate=0.5), images, tmp_path / "config.toml")
    assert [phase.learning_rate for phase in one.schedule] == [0.5] * 3


def test_what_decides_the_result_leaves_out_what_does_not(images):
    one = resolve(Options(filters_max=64, phase_images=8), images)
    other = dataclasses.replace(one, data="moved.npz", checkpoints_kept=7, metrics_every=100)
    assert one.deciding() == other.deciding()
    assert one.digest == other.digest
    more = resolve(Options(filters_max=32, phase_images=8), images)
    assert {key: part for key, part in one.deciding().items() if more.deciding()[key] != part} == {
        "network.filters_max": 64
    }
    assert one.digest != more.digest


def test_changes_come_back_from_a_file(images, tmp_path):
    changes = (
        Change(images_seen=8, key="phases[1].batch_size", before=8, now=4),
        Change(images_seen=16, key="averaging", now=0.5),
    )
    config = resolve(Options(phase_images=8), images)
    config = dataclasses.replace(config, changes=changes)
    config.write(tmp_path / "config.toml")
    assert TrainConfig.read(tmp_path / "config.toml") == config


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("xyz = 1", "unknown key xyz; known are"),
        ("averagin = 0.9", "unknown key averagin; averaging may be meant; known are"),
        ("[loss]\nname = 'hinge'\ngamma = 1", r"unknown key gamma; none is expected here"),
        ("schedule = 3", "unknown key schedule"),
        ("[network]\nbase_shape = [true, 4]\n", r"base_shape must be .*got \[True, 4\]"),
        ("[network]\nfused_levels = [true]\n", "fused_levels"),
        ("[network]\nclass_names = [1]\n", "class_names"),
        ("seed = true", "seed must be a whole number, got true"),
        (
            'learning_rate = "fast"',
            "learning_rate must be a number or cosine:START:END or linear:START:END, got 'fast'",
        ),
        ("[network]\nresolution = 48\n", "got 48 for base 4"),
        ("[network.conventions]\nleak = 1\n", r"\[network\]: conventions: unknown key leak"),
        ("[network.conventions]\nfirst_logit = 2\n", "first_logit must be 0 or 1, got 2"),
        ("[network]\nconventions = 1\n", "conventions must be"),
        ("[network]\nbase_shape = 4\n", "base_shape"),
        ("[network]\nbase_shape = []\n", "base_shape"),
        ("network = 3", "network"),
        ("growing = 0", "growing must be true or false, got 0"),
        (
            "learning_rate = true",
            "learning_rate must be a number or cosine:START:END or linear:START:END, got true",
        ),
        ("phase_images = 1.5", "phase_images must be a whole number, got 1.5"),
        ("[[phases]]\nlevel = 0\n", r"\[\[phases\]\]: .*height"),
        ("phases = [1]\n", "phases"),
        ("averaging = 1.0", "averaging must be from 0 to below 1, got 1.0"),
        ("batch_size = 0", "batch_size must be 1 or more, got 0"),
        ("phase_images = 0", "phase_images must be 1 or more, got 0"),
        ("learning_rate = nan", "learning_rate must be positive, got nan"),
        ("checkpoints_kept = 0", "checkpoints_kept must be 1 or more, got 0"),
        ("seed = -1", "seed must be 0 to 4294967295, got -1"),
        ("seed =", "not a TOML file"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_by_name(images, tmp_path, text, message):
    path = toml(tmp_path, text)
    with pytest.raises(pg.InputError, match=f"options.toml.*{message}"):
        resolve(Options(), images, path)


PHASE = (
    "[[phases]]\nlevel = 0\nheight = 4\nwidth = 4\nfade_in = false\nimages = 8\nbatch_size = 4\n"
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            PHASE + PHASE.replace("level = 0", "level = 1").replace("width = 4", "width = 9"),
            "[[phases]]: phase 2: level 1 of these networks has 8x8 pixels, the phase 4x9",
        ),
        (
            PHASE + PHASE.replace("level = 0", "level = 7"),
            "[[phases]]: phase 2: 4x4-straight is of level 7, and the networks end at level 1, 8x8",
        ),
        (
            PHASE + "[discriminator_optimizer]\nclass_name = 'Adams'\n",
            "[discriminator_optimizer]: an optimizer must have the class_name of one that Keras "
            "knows (your own after keras.saving.register_keras_serializable) and its options, got "
            "{'class_name': 'Adams'} (",
        ),
        (
            f"precision = '{10_000 * 'x'}'",
            f"precision must be float32, bfloat16 or float16, got {48 * 'x'} ... {47 * 'x'}",
        ),
    ],
    ids=["size", "level", "optimizer", "long"],
)
def test_what_is_at_fault_is_told_with_the_part_of_the_file(images, tmp_path, text, message):
    path = toml(tmp_path, "network = {resolution = 8}\n" + text)
    with pytest.raises(pg.InputError) as told:
        resolve(Options(), images, path)
    assert str(told.value).startswith(f"{path}: {message}")


def test_the_keys_that_a_message_names_can_be_given(images, tmp_path):
    with pytest.raises(pg.InputError, match="known are") as told:
        resolve(Options(), images, toml(tmp_path, "speed = 1"))
    known = str(told.value).partition("known are ")[2].split(", ")
    of_phases = {"phase_images", "batch_size", "learning_rate", "growing", "all_phases"}
    of_phases.add("discriminator_learning_rate")
    given = {*resolve(Options(), images).to_dict(), "augment", "changes", "onednn", "source"}
    left_out = {"generator_optimizer", "discriminator_optimizer", "averaging_half_life", "recipe"}
    left_out.add("preset")
    assert set(known) == given | of_phases | left_out


def test_a_missing_file_is_refused(images, tmp_path):
    with pytest.raises(pg.InputError, match=r"none.toml: there is no such file"):
        resolve(Options(), images, tmp_path / "none.toml")


@pytest.mark.parametrize(("height", "expected"), [(4, 4), (7, 4), (8, 8), (100, 64), (3, 4)])
def test_the_largest_resolution_is_not_above_the_pictures(height, expected):
    assert largest_resolution(4, height) == expected


def random_policy(random):
    made = (
        pg.augmentation.ADA(images=int(random.integers(1, 99)), mirror=bool(random.integers(2))),
        pg.augmentation.DiffAugment(cutout=float(random.random())),
    )
    return [None, *made][random.integers(3)]


def random_config(random: np.random.Generator, images) -> TrainConfig:
    """A small run of anything."""
    labels = int(random.choice([0, 3]))
    network = pg.NetworkConfig(
        resolution=int(random.choice([4, 8])),
        base_shape=(4, int(random.choice([4, 6]))),
        channels=int(random.choice([1, 3, 4])),
        latent_dim=int(random.integers(2, 9)),
        filters_base=int(random.integers(8, 33)),
        filters_decay=float(random.choice([0.5, 1.0])),
        filters_max=int(random.integers(2, 9)),
        label_count=labels,
        class_names=("a", "b", "ö")[:labels] if random.random() < 0.5 else (),
        stdev_group_size=int(random.choice([2, 4])),
        pool_before_activation=bool(random.random() < 0.5),
        fused_levels=[None, ()][random.integers(2)],
        minibatch_stdev=bool(random.random() < 0.5),
        level_filters=[(), (5, 3)][random.integers(2)],
        conventions=pg.Conventions(generator_leak=float(random.choice([0.0, 0.2]))),
    )
    loss = named_losses()[random.choice(["wasserstein-gp", "least-squares", "hinge"])]
    numbers = {
        field.name: str(random.choice(field.metadata["about"].choices))
        if isinstance(field.default, str)
        else type(field.default)(random.integers(1, 5))
        for field in dataclasses.fields(loss)
    }
    adam = keras.optimizers.Adam(
        keras.optimizers.schedules.CosineDecay(0.002, 100), beta_1=0.0, clipnorm=1.5
    )
    tables = [None, optimizer_table(adam), {"class_name": "SGD", "learning_rate": 0.1}]
    schedule = pg.Schedule.growing(
        network,
        images_per_phase=int(random.integers(1, 100)),
        batch_size=4,
        learning_rate=float(random.random()) + 1e-4,
        discriminator_learning_rate=[None, 0.004][random.integers(2)],
    )
    return TrainConfig(
        network=network,
        loss=loss(**numbers),
        classifier=pg.losses.AuxiliaryClassifier(weight=float(random.random())),
        augment=random_policy(random),
        averaging=float(random.random()),
        mirror=bool(random.random() < 0.5),
        seed=int(random.integers(2**32)),
        precision=str(random.choice(["float32", "bfloat16"])),
        generator_optimizer=tables[random.integers(3)],
        discriminator_optimizer=tables[random.integers(3)],
        schedule=schedule,
        data=images.source,
        data_sha256=images.sha256,
        checkpoint_images=int(random.integers(1, 99)),
        checkpoints_kept=int(random.integers(1, 9)),
        metrics_every=int(random.integers(99)),
    )


def test_conventions_are_written_where_they_are_not_the_papers(images, tmp_path):
    config = random_config(np.random.default_rng(0), images)
    for leak in (0.2, 0.1):
        network = dataclasses.replace(
            config.network, conventions=pg.Conventions(generator_leak=leak)
        )
        written = dataclasses.replace(config, network=network)
        written.write(tmp_path / "config.toml")
        assert ("conventions" in (tmp_path / "config.toml").read_text()) == (leak != 0.2)
        assert TrainConfig.read(tmp_path / "config.toml") == written


@pytest.mark.parametrize("seed", range(10))
def test_a_configuration_and_its_gan_are_inverse(images, tmp_path, seed):
    config = random_config(np.random.default_rng(seed), images)
    gan = build_gan(config)
    assert TrainConfig.of(gan, images, config.schedule, config.run_options()) == config
    config.write(tmp_path / "config.toml")
    read = TrainConfig.read(tmp_path / "config.toml")
    assert read == config
    assert read.digest == config.digest
    for one, other in zip(gan.get_weights(), build_gan(read).get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    gan.enter(config.schedule[0])
    gan.compile()
    for name, rate in zip(OPTIMIZERS, config.schedule[0].rates, strict=True):
        table, made = getattr(config, name), getattr(gan, name)
        if table:
            assert optimizer_table(made) == table
        else:
            assert optimizer_table(made) == optimizer_table(pg.paper_optimizer(rate))


def test_optimizers_that_were_given_are_those_of_every_phase(images):
    config = resolve(Options(resolution=8, phase_images=4, batch_size=4, filters_base=16), images)
    gan = build_gan(config)
    gan.enter(config.schedule[0])
    gan.compile(generator_optimizer=keras.optimizers.SGD(0.25))
    made = TrainConfig.of(gan, images, config.schedule, config.run_options())
    assert made.generator_optimizer["class_name"] == "SGD"
    assert changes_between(config.deciding(), made.deciding(), 0)
    gan.enter(config.schedule[1])
    gan.compile()
    assert float(gan.generator_optimizer.learning_rate) == 0.25
    assert int(gan.generator_optimizer.iterations) == 0


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"class_name": "Nobody"}, "Nobody"),
        ({"class_name": "SGD", "speed": 3}, "speed"),
        ({"learning_rate": 3.0}, "class_name"),
    ],
)
def test_an_optimizer_that_cannot_be_made_is_told(images, table, says):
    values = resolve(Options(), images).to_dict()
    with pytest.raises(pg.InputError, match=says):
        TrainConfig.from_dict({**values, "generator_optimizer": table}, "options.toml")


def test_a_family_that_there_is_not_is_told(images):
    values = resolve(Options(), images).to_dict()
    with pytest.raises(pg.InputError, match=r"a\.toml: family must be one of .*progressive"):
        TrainConfig.from_dict({**values, "family": "none"}, "a.toml")


@pytest.mark.parametrize("name", ["learning_rate", "discriminator_learning_rate"])
def test_a_learning_rate_that_would_have_no_effect_is_refused(images, tmp_path, name):
    network = "discriminator" if "discriminator" in name else "generator"
    path = toml(tmp_path, f'[{network}_optimizer]\nclass_name = "SGD"\n')
    with pytest.raises(pg.InputError, match=rf"{network}_optimizer\] has a .* {name} 0\.5 would"):
        resolve(Options(**{name: 0.5}), images, path)
    # A recipe's rate is no such one.
    for recipe in (None, "small"):
        assert resolve(Options(recipe=recipe, filters_max=8), images, path).recipe


def test_a_key_that_must_be_given_is_told_with_the_phase_that_lacks_it(images, tmp_path):
    config = resolve(Options(), images).to_dict()
    del config["phases"][2]["images"]
    with pytest.raises(pg.InputError, match=r"a: \[\[phases\]\]: phase 3: it lacks images; level,"):
        TrainConfig.from_dict(config, "a")
    config = {**resolve(Options(), images).to_dict(), "loss": {"penalty_weight": 1.0}}
    with pytest.raises(pg.InputError, match=r"\[loss\]: name must be given, one of binary-"):
        TrainConfig.from_dict(config, "a")


def test_what_moves_is_read_from_its_text_and_written_so(images, tmp_path):
    path = toml(
        tmp_path,
        'learning_rate = "cosine:0.002:0.0005"\nbeta_2 = "linear:0.9:0.99"\n'
        'averaging_half_life = 5000\n[loss]\nname = "relativistic"\ngamma = "cosine:1:0.1"\n',
    )
    given = Options(phase_images=8, batch_size=4, discriminator_learning_rate="linear:0.1:0.2")
    config = resolve(given, images, path)
    assert {phase.rates for phase in config.schedule} == {
        (Moving(0.002, 0.0005), Moving(0.1, 0.2, "linear"))
    }
    assert config.loss == pg.losses.RelativisticPairing(gamma=Moving(1, 0.1))
    assert (config.averaging, config.averaging_half_life) == (None, 5000.0)
    config.write(tmp_path / "config.toml")
    told = tomllib.loads((tmp_path / "config.toml").read_text())
    assert told["phases"][0]["learning_rate"] == "cosine:0.002:0.0005"
    assert told["loss"]["gamma"] == "cosine:1.0:0.1"
    assert told["beta_2"] == "linear:0.9:0.99"
    assert "averaging" not in told
    read = TrainConfig.read(tmp_path / "config.toml")
    assert read == config
    assert read.digest == config.digest
    gan = build_gan(config)
    found = TrainConfig.of(gan, images, config.schedule, config.run_options())
    assert found == dataclasses.replace(config, recipe=None)


def test_the_measure_of_the_average_that_is_given_last_takes_the_place_of_the_other(
    images, tmp_path
):
    started = resolve(Options(averaging=0.9), images)
    by_images = resolve(Options(averaging_half_life=100.0), images, started=started)
    assert (by_images.averaging, by_images.averaging_half_life) == (None, 100.0)
    path = toml(tmp_path, "averaging = 0.99\n")
    by_steps = resolve(Options(), images, path, started=by_images)
    assert (by_steps.averaging, by_steps.averaging_half_life) == (0.99, None)
    again = resolve(Options(averaging_half_life=7.0), images, path, started=started)
    assert (again.averaging, again.averaging_half_life) == (None, 7.0)
