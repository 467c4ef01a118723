"""`keras-pggan train`, on one small run of real pictures."""

import csv
import dataclasses
import json
import re
import shutil
import tomllib
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
import tomli_w
from PIL import Image
from tensorflow.core.util import event_pb2

import keras_pggan as pg
from keras_pggan.runs.config import TrainConfig
from keras_pggan.training import run as run_module
from keras_pggan.training.callbacks.history import DISTANCE

# What the run was told, by key of config.toml, as a file may say it.
FILE = {
    "phase_images": 32,
    "batch_size": 4,
    "network": {"resolution": 8, "filters_base": 32, "filters_max": 8, "latent_dim": 8},
}


COLUMNS = (
    "images_seen",
    "phase",
    "images_per_second",
    "discriminator_loss",
    "generator_loss",
    "gradient_norm",
    "real_score",
    "fake_score",
    "alpha",
    "skipped_steps",
    *DISTANCE,
)


@pytest.fixture
def table(run):
    """history.csv of the run, as dictionaries."""
    with (run / "history.csv").open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def toml(tmp_path):
    """Writes a TOML file, of a dictionary or of text."""

    def write(content):
        path = tmp_path / "options.toml"
        path.write_text(content if isinstance(content, str) else tomli_w.dumps(content))
        return path

    return write


def shown(result):
    """The cells of the table that a dry run prints."""
    assert result.exit_code == 0, (result.exception, result.output)
    lines = [
        line for line in result.stdout.splitlines() if re.match(r"\d+ (fade-in|straight)", line)
    ]
    rows = [line.split() for line in lines]
    return [[f"{number} {kind}", *others] for number, kind, *others in rows]


def spelled(value):
    """The name of a case, of its options."""
    return "=".join(value) if isinstance(value, tuple) else ""


def changed(key, value):
    """FILE, with another value at a key; `network.latent_dim` is the key of a table."""
    table, _, name = key.rpartition(".")
    if table:
        return {**FILE, table: {**FILE[table], name: value}}
    return {**FILE, name: value}


# The run's folder


def test_a_run_holds_what_is_promised(run):
    assert sorted(path.name for path in run.iterdir()) == [
        *("checkpoints", "config.toml", "generator.keras", "history.csv", "logs"),
        *("preset", "samples"),
    ]


def test_the_last_checkpoint_has_all_phases_and_images(run):
    last = max((run / "checkpoints").iterdir())
    state = json.loads((last / "state.json").read_text())
    for name in ("sha256", "config_sha256"):
        assert len(bytes.fromhex(state.pop(name))) == 32
    position = {"phases_completed": 3, "phase_images": 0, "images_seen": 3 * 32}
    assert state == {**position, "resolution": 8}


def test_each_phase_leaves_a_grid_of_64_pictures_of_its_size(run):
    samples = sorted((run / "samples").iterdir())
    assert [path.suffix for path in samples] == [".png"] * 3
    sizes = [Image.open(path).size for path in samples]
    # Enlarged to 32 pixels each, so that the 64 can be seen.
    assert sizes == [(8 * 32 + 7 * 2, 8 * 32 + 7 * 2)] * 3


def test_the_last_samples_are_pictures_of_the_generator_that_is_kept(command, run, tmp_path):
    out = tmp_path / "grid.png"
    assert command("generate", run, "--out", out, "--count", "64").exit_code == 0
    sample = np.asarray(Image.open(max((run / "samples").iterdir())), int)
    assert sample.std() > 1
    own = np.asarray(Image.open(out), int)
    np.testing.assert_allclose(own, sample, atol=1)


def test_history_has_its_columns_and_counts_every_image(table):
    assert tuple(table[0]) == COLUMNS
    assert [int(row["images_seen"]) for row in table] == list(range(4, 97, 4))
    assert [row["phase"] for row in table] == [
        name for name in ("4x4-straight", "8x8-fade-in", "8x8-straight") for _ in range(8)
    ]
    told = [name for name in COLUMNS if name != "phase" and name not in DISTANCE]
    numbers = [[float(row[name]) for name in told] for row in table]
    assert np.isfinite(numbers).all()


def test_alpha_in_history_rises_with_the_images_of_the_fade_in(table):
    rising = [images / 32 for images in range(0, 32, 4)]
    alphas = [float(row["alpha"]) for row in table]
    np.testing.assert_allclose(alphas, [1.0] * 8 + rising + [1.0] * 8, atol=1e-6)


def test_tensorboard_gets_the_numbers_of_the_table(run, table):
    paths = [str(path) for path in sorted((run / "logs").iterdir())]
    logged, grids = {}, {}
    for record in tf.data.TFRecordDataset(paths).as_numpy_iterator():
        event = event_pb2.Event.FromString(record)
        for value in event.summary.value:
            content = tf.make_ndarray(value.tensor)
            if value.tag == "samples":
                grids[event.step] = tf.io.decode_png(content[2]).numpy()
            else:
                logged[event.step, value.tag] = float(content)
    expected = {
        (int(row["images_seen"]), name): float(row[name])
        for row in table
        for name in COLUMNS
        if name not in ("images_seen", "phase", "skipped_steps", *DISTANCE)
    }
    assert logged == pytest.approx(expected, rel=1e-5)
    for path in (run / "samples").iterdir():
        with Image.open(path) as image:
            np.testing.assert_array_equal(grids[int(path.name.split("-")[0])], np.array(image))


def test_config_holds_every_option_as_it_was_resolved(run, data_file):
    told = tomllib.loads((run / "config.toml").read_text())
    network, phases = told["network"], told.pop("phases")
    shape = {field.name for field in dataclasses.fields(pg.NetworkConfig)}
    assert set(network) == shape - {"conventions", "dense_filters"}  # as the paper has them
    fields = {field.name for field in dataclasses.fields(TrainConfig)}
    unset = {
        "schedule",
        "changes",
        "source",
        "augment",
        "averaging_half_life",
        "generator_optimizer",
        "discriminator_optimizer",
    }
    assert set(told) == fields - unset
    assert FILE["network"].items() <= network.items()
    assert (network["channels"], network["base_shape"]) == (3, [4, 4])
    assert (told["data"], told["recipe"]) == (str(data_file), "paper")
    assert (told["seed"], told["mirror"], told["averaging"]) == (0, False, 0.999)
    sizes = [(phase["height"], phase["width"], phase["fade_in"]) for phase in phases]
    assert sizes == [(4, 4, False), (8, 8, True), (8, 8, False)]
    told_of_each = ("images", "batch_size", "learning_rate")
    assert {tuple(phase[key] for key in told_of_each) for phase in phases} == {(32, 4, 0.001)}


def test_a_complete_run_says_so_and_stays_as_it_is(command, run, data_file, run_options, contents):
    before = contents(run)
    result = command("train", data_file, "--out", run, *run_options)
    assert result.exit_code == 0
    assert f"{run} is complete" in result.stdout
    assert contents(run) == before


# What is printed


@pytest.fixture(scope="module")
def printed(command, data_file, tmp_path_factory):
    """What a run of one phase of 20 steps prints, with an option."""

    def train(*options):
        out = tmp_path_factory.mktemp("runs") / "run"
        tiny = ("--resolution", "4", "--filters-base", "16", "--filters-max", "4")
        lengths = ("--latent-dim", "4", "--phase-images", "80", "--batch-size", "4")
        result = command("train", data_file, "--out", out, *tiny, *lengths, *options)
        assert result.exit_code == 0, (result.exception, result.output)
        assert (out / "generator.keras").is_file()
        return result

    return train


def test_a_quiet_run_prints_nothing(printed):
    result = printed("--quiet")
    assert (result.stdout, result.stderr) == ("", "")


def test_a_run_prints_two_lines_of_a_short_phase_and_a_verbose_one_each_row(printed):
    result, verbose = printed(), printed("--verbose")
    title = "phase 1/1 4x4-straight: "
    first, last = (line for line in result.stdout.splitlines() if line.startswith(title))
    assert first == f"{title}80 images"
    assert last.startswith(f"{title}100%  took ")
    assert "  whole run 100%  alpha 1.00  loss D " in last
    assert result.stdout.splitlines()[-1].startswith("generator in ")
    _, *rows, _ = (line for line in verbose.stdout.splitlines() if line.startswith(title))
    percent = [int(row.removeprefix(title).split("%")[0]) for row in rows]
    assert percent == [5 * row for row in range(1, 21)]
    assert result.stderr == verbose.stderr == ""


# A dry run


def test_a_dry_run_shows_the_phases_and_writes_nothing(
    command, data_file, run_options, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    result = command("train", data_file, "--out", "new", *run_options, "--dry-run")
    conv = 3 * 3 * 8 * 8 + 8
    # Generator: dense, its bias, a convolution; toRGB. Discriminator: fromRGB; a convolution that
    # sees the deviation too, two dense layers.
    to_image, from_image = 8 * 3 + 3, 3 * 8 + 8
    generator = 8 * 4 * 4 * 8 + 8 + conv
    discriminator = 3 * 3 * 9 * 8 + 8 + 4 * 4 * 8 * 8 + 8 + 8 + 1
    counts = [
        (generator + to_image, discriminator + from_image),
        (generator + 2 * conv + 2 * to_image, discriminator + 2 * conv + 2 * from_image),
        (generator + 2 * conv + to_image, discriminator + 2 * conv + from_image),
    ]
    assert [row[:7] for row in shown(result)] == [
        [phase, size, "4", "32", "8", *(f"{count:,}" for count in pair)]
        for phase, size, pair in zip(
            ("1 straight", "2 fade-in", "3 straight"),
            ("4x4", "8x8", "8x8"),
            counts,
            strict=True,
        )
    ]
    assert "96 images" in result.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_counts_the_parameters_that_the_networks_have(command, real_pictures, tmp_path):
    wide = np.concatenate([real_pictures, real_pictures[:, :, :16]], axis=2)
    data = tmp_path / "wide.npz"
    np.savez(data, images=wide[..., :1])
    options = ("--base-shape", "4x6", "--filters-base", "64", "--filters-max", "6")
    result = command(
        "train", data, "--out", tmp_path / "new", *options, "--latent-dim", "5", "--dry-run"
    )
    config = pg.NetworkConfig(
        resolution=32,
        base_shape=(4, 6),
        channels=1,
        filters_base=64,
        filters_max=6,
        latent_dim=5,
    )
    networks = pg.GrowingGenerator(config), pg.GrowingDiscriminator(config)

    def counts(kind, level):
        models = (getattr(network, kind)(level) for network in networks)
        return [
            f"{sum(int(np.prod(weight.shape)) for weight in model.trainable_weights):,}"
            for model in models
        ]

    expected = []
    for level, size in enumerate(("4x6", "8x12", "16x24", "32x48")):
        kinds = ("fade_in", "straight_through") if level else ("straight_through",)
        expected += [[size, *counts(kind, level)] for kind in kinds]
    assert [[row[1], *row[5:7]] for row in shown(result)] == expected


def test_without_a_resolution_the_largest_that_fits_the_pictures_is_taken(
    command, tmp_path, real_pictures
):
    data = tmp_path / "odd.npz"
    np.savez(data, images=real_pictures[:4, :31, :31])
    tiny = ("--filters-base", "32", "--filters-max", "4", "--latent-dim", "4")
    result = command("train", data, "--out", tmp_path / "new", *tiny, "--dry-run")
    assert shown(result)[-1][1] == "16x16"


def test_the_defaults_are_those_of_the_paper(command, data_file, tmp_path):
    options = ("--resolution", "8", "--filters-base", "32", "--filters-max", "8", "--dry-run")
    rows = shown(command("train", data_file, "--out", tmp_path / "new", *options))
    shown_images = -(-600_000 // 128) * 128
    assert [row[2:4] for row in rows] == [["128", f"{shown_images:,}"]] * 3


# A configuration file


def test_the_config_of_a_run_given_back_resolves_to_the_same(
    command, run, data_file, run_options, tmp_path
):
    given = ("train", data_file, "--out", tmp_path / "other")
    back = command(*given, "--config", run / "config.toml", "--dry-run")
    assert len(shown(back)) == 3
    assert back.stdout == command(*given, *run_options, "--dry-run").stdout
    again = command("train", data_file, "--out", run, "--config", run / "config.toml")
    assert "is complete" in again.stdout
    assert not (tmp_path / "other").exists()


def test_the_data_may_come_from_the_config_alone(
    command, run, real_pictures, toml, tmp_path, monkeypatch
):
    again = command("train", "--config", run / "config.toml", "--out", run)
    assert "is complete" in again.stdout
    monkeypatch.chdir(tmp_path)
    np.savez("small.npz", images=real_pictures[:4, ::4, ::4])
    config = toml({**FILE, "data": "small.npz"})
    (tmp_path / "elsewhere").mkdir()
    config = config.rename("elsewhere/options.toml")
    given = ("train", "--config", config, "--out", "new", "--dry-run")
    assert len(shown(command(*given))) == 3


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "no data were given"),
        ("seed = 1", "options.toml: it names no data"),
        ("data = ''", "options.toml: it names no data"),
        ("data = 5", "got 5"),
        ("data = 'missing.npz'", "missing.npz: there is no such file"),
    ],
)
def test_data_that_nothing_names_are_told(refused, toml, tmp_path, content, says):
    config = () if content is None else ("--config", toml(content))
    refused("train", "--out", tmp_path / "new", *config, says=says)
    assert not (tmp_path / "new").exists()


def test_a_config_may_give_lengths_in_place_of_phases(command, run, data_file, toml):
    result = command("train", data_file, "--out", run, "--config", toml(FILE))
    assert "is complete" in result.stdout


@pytest.mark.parametrize(
    ("key", "value", "option"),
    [
        ("network.resolution", 4, ("--resolution", "8")),
        ("network.filters_base", 64, ("--filters-base", "32")),
        ("network.filters_max", 7, ("--filters-max", "8")),
        ("network.latent_dim", 16, ("--latent-dim", "8")),
        ("network.base_shape", [8, 8], ("--base-shape", "4x4")),
        ("phase_images", 64, ("--phase-images", "32")),
        ("batch_size", 8, ("--batch-size", "4")),
        ("learning_rate", 0.01, ("--learning-rate", "0.001")),
        ("averaging", 0.5, ("--averaging", "0.999")),
        ("mirror", True, ("--no-mirror",)),
        ("seed", 3, ("--seed", "0")),
    ],
)
def test_an_option_of_the_command_line_beats_that_of_the_file(
    command, run, data_file, toml, contents, key, value, option
):
    before = contents(run)
    given = ("train", data_file, "--out", run, "--config", toml(changed(key, value)), "--dry-run")
    without, result = command(*given), command(*given, *option)
    told = "this run cannot go on so", "changed: ", "kept: "
    assert any(text in without.output for text in told)
    assert "is complete" in result.output
    assert not any(text in result.output for text in told)
    assert contents(run) == before


def test_options_that_are_only_in_the_file_count(refused, run, data_file, toml):
    config = toml(changed("network.stdev_group_size", 2))
    says = "network.stdev_group_size was 4, 2 is asked for"
    refused("train", data_file, "--out", run, "--config", config, says=says)


def test_one_length_from_the_command_line_leaves_the_other_of_the_file(
    command, data_file, toml, tmp_path
):
    given = ("train", data_file, "--out", tmp_path / "new", "--config", toml(FILE))
    rows = shown(command(*given, "--batch-size", "8", "--dry-run"))
    assert [row[2:4] for row in rows] == [["8", "32"]] * 3


def test_one_length_leaves_the_other_of_the_phases_in_the_file(command, run, data_file, tmp_path):
    given = ("train", data_file, "--out", tmp_path / "new", "--config", run / "config.toml")
    rows = shown(command(*given, "--batch-size", "8", "--dry-run"))
    assert [row[2:4] for row in rows] == [["8", "32"]] * 3


@pytest.mark.parametrize("resolution", ["4", "16"])
def test_a_resolution_that_the_phases_of_the_file_do_not_end_at_is_reached_or_told(
    command, run, data_file, tmp_path, resolution
):
    given = ("train", data_file, "--out", tmp_path / "new", "--config", run / "config.toml")
    result = command(*given, "--resolution", resolution, "--dry-run")
    assert resolution in (result.stderr or shown(result)[-1][1])


# Bad input


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--resolution", "48"), "48"),
        (("--resolution", "2"), "2"),
        (("--resolution", "64"), "64x64"),
        (("--batch-size", "6"), "6"),
        (("--batch-size", "-4"), "-4"),
        (("--phase-images", "0"), "0"),
        (("--latent-dim", "0"), "0"),
        (("--filters-base", "3"), "3"),
        (("--filters-max", "0"), "0"),
        (("--learning-rate", "0"), "0"),
        (("--learning-rate", "nan"), "nan"),
        (("--seed", "-1"), "-1"),
        (("--averaging", "1"), "1.0"),
        (("--averaging", "-0.1"), "-0.1"),
        (("--seed", "5000000000"), "5000000000"),
        (("--base-shape", "four"), "four"),
        (("--base-shape", "4x"), "4x"),
        (("--base-shape", "-4x4"), "-4x4"),
        (("--base-shape", "0x4"), "0"),
        (("--base-shape", "4x6"), "8x12"),
    ],
    ids=spelled,
)
def test_a_bad_option_is_told_and_no_folder_made(
    refused, data_file, run_options, tmp_path, options, says
):
    out = tmp_path / "new"
    refused("train", data_file, "--out", out, *run_options, *options, says=says)
    assert list(tmp_path.iterdir()) == []


def test_a_batch_of_none_is_told(refused, data_file, run_options, tmp_path):
    # As a dry run: taken for the default, it would train for long.
    given = ("train", data_file, "--out", tmp_path / "new", *run_options, "--dry-run")
    refused(*given, "--batch-size", "0", says="0")


def test_a_base_shape_without_pixels_is_told_where_the_resolution_is_left_to_it(
    refused, data_file, tmp_path
):
    given = ("train", data_file, "--out", tmp_path / "new", "--base-shape", "0x4")
    refused(*given, says=("--base-shape", "(0, 4)"))


@pytest.mark.parametrize(
    "option",
    [
        *("--filters-base", "--latent-dim", "--learning-rate", "--checkpoints-kept"),
        *("--phase-images", "--batch-size", "--strategy"),
    ],
)
def test_a_message_on_an_option_begins_with_it(refused, data_file, tmp_path, option):
    given = ("train", data_file, "--out", tmp_path / "new")
    refused(*given, option, "0", says=f"error: {option} must be ")


def test_a_message_on_a_key_of_a_file_has_the_key(refused, data_file, tmp_path, toml):
    config = toml("[network]\nlatent_dim = 0\n")
    given = ("train", data_file, "--out", tmp_path / "new", "--config", config)
    refused(*given, says=f"error: {config}: [network]: latent_dim must be ")


def test_the_message_names_the_option_and_both_sizes(refused, data_file, tmp_path):
    given = ("train", data_file, "--out", tmp_path / "new")
    refused(*given, "--resolution", "48", says=("resolution", "48", "base 4", "32 and 64"))
    refused(*given, "--resolution", "64", says=(data_file, "32x32", "64x64"))


def arrays(images):
    return {
        "one picture": {"images": images[:1]},
        "no images": {"pictures": images},
        "floats": {"images": images / 255},
    }


@pytest.mark.parametrize(
    ("kind", "says"),
    [("one picture", "found 1"), ("no images", "found pictures"), ("floats", "float64")],
)
def test_an_npz_that_cannot_be_trained_on_is_told(refused, tmp_path, real_pictures, kind, says):
    data = tmp_path / "data.npz"
    np.savez(data, **arrays(real_pictures)[kind])
    refused("train", data, "--out", tmp_path / "new", says=(data, says))
    assert not (tmp_path / "new").exists()


def test_a_file_that_is_missing_or_no_npz_is_told(refused, tmp_path):
    missing, text = tmp_path / "missing.npz", tmp_path / "text.npz"
    text.write_text("no pictures here")
    for data in (missing, text, tmp_path):
        refused("train", data, "--out", tmp_path / "new", says=data)
    assert list(tmp_path.iterdir()) == [text]


def test_a_folder_without_pictures_in_shards_is_told(refused, run, tmp_path):
    (tmp_path / "empty").mkdir()
    for data in (tmp_path / "empty", run):
        says = (data, "an .npz or a folder of shards is expected", "keras-pggan preprocess")
        refused("train", data, "--out", tmp_path / "new", says=says)
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


def test_gray_pictures_for_networks_of_three_channels_are_refused(
    refused, tmp_path, real_pictures, toml
):
    data = tmp_path / "gray.npz"
    np.savez(data, images=real_pictures[..., :1])
    config = toml(changed("network.channels", 3))
    says = (data, "1 channel,", "networks 3")
    refused("train", data, "--out", tmp_path / "new", "--config", config, says=says)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("resolution 8", "line 1"),
        ("filters = 8", "filters"),
        ("[network]\nfilters = 8", "filters"),
        ("[network]\nresolution = '8'", "'8'"),
        ("[network]\nresolution = true", "true"),
        ("[network]\nfilters_base = 32.5", "32.5"),
        ("[network]\nbase_shape = [4, 4, 4]", "(4, 4, 4)"),
        ("[network]\nbase_shape = 4\nresolution = 8", "4"),
        ("[network]\nbase_shape = '4x4'", "4x4"),
        ("[network]\nbase_shape = 4", "4"),
        ("network = 5", "5"),
        ("phases = 3", "3"),
        ("phases = [7]", "7"),
        ("[network]\nchannels = 2", "2"),
        ("[network]\nlabel_count = 3", "label_count"),
        ("mirror = 1", "1"),
        ("seed = 0.5", "0.5"),
        ("averaging = 1.0", "1.0"),
        ("phase_images = 'many'", "many"),
        ("batch_size = true", "true"),
        ("batch_size = 6", "6"),
        ("[[phases]]\nlevel = 0", "phases"),
    ],
)
def test_a_bad_config_is_told_and_no_folder_made(refused, data_file, tmp_path, toml, content, says):
    config = toml(content)
    given = ("--out", tmp_path / "new", "--config", config, "--filters-max", "8")
    refused("train", data_file, *given, says=says)
    assert list(tmp_path.iterdir()) == [config]


def test_a_config_that_is_missing_is_told(refused, data_file, tmp_path):
    config = tmp_path / "missing.toml"
    refused("train", data_file, "--out", tmp_path / "new", "--config", config, says=config)
    assert list(tmp_path.iterdir()) == []


def test_a_run_with_other_options_is_refused_and_stays_as_it_is(
    refused, run, data_file, run_options, contents
):
    before = contents(run)
    given = ("train", data_file, "--out", run, *run_options)
    refused(*given, "--latent-dim", "16", says=(run, "network.latent_dim was 8, 16 is"))
    refused(*given, "--dry-run", "--seed", "5", says=(run, "seed was 0, 5 is asked for"))
    assert contents(run) == before


def test_a_run_goes_on_with_its_own_options_and_longer_where_asked(
    command, run, tmp_path, contents
):
    shutil.copytree(run, tmp_path / "run")
    before = contents(tmp_path / "run")
    given = ("train", "--out", tmp_path / "run")
    assert "is complete" in command(*given).stdout
    planned = command(*given, "--phase-images", "48", "--dry-run").stdout
    assert "changed: 3 phases, now 4\n" in planned
    assert "kept: 3 completed phases as they were trained\n" in planned
    assert "continuing after 96 images, in phase 4 of 4" in planned
    assert contents(tmp_path / "run") == before
    result = command(*given, "--phase-images", "48", "--quiet")
    assert (result.exit_code, result.output) == (0, "")
    told = tomllib.loads((tmp_path / "run" / "config.toml").read_text())
    assert told["changes"] == [{"images_seen": 96, "key": "phases", "before": 3, "now": 4}]
    assert [phase["images"] for phase in told["phases"]] == [32, 32, 32, 16]
    again = command(*given, "--phase-images", "48")
    assert again.stdout.splitlines()[-1] == (
        f"{tmp_path / 'run'} is complete: 4 phases, 112 images; to go on, give a larger "
        "--phase-images"
    )


def test_a_complete_run_is_kept_otherwise_where_asked_and_is_what_it_was(command, run, tmp_path):
    shutil.copytree(run, tmp_path / "run")
    file = tmp_path / "run" / "config.toml"
    before = tomllib.loads(file.read_text())
    given = ("train", "--out", tmp_path / "run", "--checkpoints-kept", "5", "--recipe", "short")
    for last in ((), ("--dry-run",)):
        result = command(*given, *last)
        assert "is complete" in result.stdout
        assert ("changed: checkpoints_kept: 2, now 5\n" in result.stdout) == (last == ())
        assert "loss.name: wasserstein-gp, not " in result.stdout
        assert tomllib.loads(file.read_text()) == {**before, "checkpoints_kept": 5}


def test_a_run_grows_on_by_the_command(command, run, data_file, tmp_path):
    shutil.copytree(run, tmp_path / "run")
    given = ("train", data_file, "--out", tmp_path / "run", "--resolution", "16")
    rows = shown(planned := command(*given, "--dry-run"))
    assert "changed: network.resolution: 8, now 16\n" in planned.stdout
    assert [row[1:4] for row in rows] == [["16x16", "4", "32"]] * 2


def test_an_out_that_is_something_else_is_refused_and_stays_as_it_is(
    refused, data_file, run_options, tmp_path, contents
):
    folder, file = tmp_path / "holiday", tmp_path / "notes"
    folder.mkdir()
    (folder / "beach.txt").write_text("sand")
    file.write_text("note")
    before = contents(tmp_path)
    for out in (folder, file):
        refused("train", data_file, "--out", out, *run_options, says=out)
    refused("train", data_file, "--out", file / "below", *run_options, says=file)
    assert contents(tmp_path) == before


@pytest.fixture
def copied(run, tmp_path):
    """A copy of the run, to be damaged."""
    return Path(shutil.copytree(run, tmp_path / "copied"))


@pytest.mark.parametrize("damaged", [False, True])
def test_a_complete_run_gets_a_generator_that_was_removed_or_damaged_again(
    command, refused, copied, data_file, run_options, contents, damaged, tmp_path
):
    kept = pg.generate(pg.load_generator(copied), 3)
    path = copied / "generator.keras"
    content = path.read_bytes()
    path.unlink()
    before = contents(copied)
    if damaged:
        path.write_bytes(content[:3000])
        again = "if it is damaged, the command that trains the run writes it again"
        refused("generate", copied, "--out", tmp_path / "pictures.png", says=(path, again))
    result = command("train", data_file, "--out", copied, *run_options)
    assert result.exit_code == 0, (result.exception, result.output)
    assert f"{copied / 'generator.keras'} was missing or damaged" in result.stdout
    np.testing.assert_array_equal(pg.generate(pg.load_generator(copied), 3), kept)
    after = contents(copied)
    assert set(after) - set(before) == {"generator.keras"}
    assert before.items() <= after.items()


def test_a_damaged_checkpoint_is_told_once(command, copied, data_file, run_options, caplog):
    last = max((copied / "checkpoints").iterdir())
    (last / "gan.weights.h5").write_bytes(b"")
    result = command("train", data_file, "--out", copied, *run_options)
    assert result.exit_code == 0
    assert "continuing after 64 images, in phase 3 of 3" in result.stdout
    assert caplog.text.count(f"{last} is damaged") == 1


def test_a_dry_run_tells_of_a_damaged_checkpoint(command, copied, data_file, run_options, caplog):
    last = max((copied / "checkpoints").iterdir())
    (last / "gan.weights.h5").write_bytes(b"")
    result = command("train", data_file, "--out", copied, *run_options, "--dry-run")
    assert result.exit_code == 0
    assert caplog.text.count(f"{last} is damaged") == 1


def test_a_run_without_a_usable_checkpoint_is_told_and_stays_as_it_is(
    refused, copied, data_file, run_options, contents
):
    for folder in (copied / "checkpoints").iterdir():
        (folder / "gan.weights.h5").unlink()
    before = contents(copied)
    says = (
        "no usable checkpoint is left",
        "remove the run",
        f"{copied / 'generator.keras'}: --from)",
    )
    refused("train", data_file, "--out", copied, *run_options, says=says)
    assert contents(copied) == before


@pytest.fixture
def _interrupted(monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(run_module, "train_phases", interrupted)


@pytest.mark.usefixtures("_interrupted")
def test_an_interrupt_says_how_to_go_on(command, copied, data_file, run_options):
    shutil.rmtree(max((copied / "checkpoints").iterdir()))
    result = command("train", data_file, "--out", copied, *run_options)
    assert result.exit_code == 130
    line = f"interrupted: the checkpoint at 64 images is kept in {copied}; the same command goes on"
    assert line in result.stderr


@pytest.mark.usefixtures("_interrupted")
def test_an_interrupt_before_the_first_checkpoint_says_so(
    command, data_file, run_options, tmp_path
):
    result = command("train", data_file, "--out", tmp_path / "new", *run_options)
    assert result.exit_code == 130
    assert "nothing was saved yet" in result.stderr
    assert "checkpoint" not in result.stderr
