"""`keras-pggan evaluate`, on the run that the tests trained."""

import json

import keras
import numpy as np
import pytest

import keras_pggan as pg

GROWN = """
[network]
resolution = 16
filters_base = 32
filters_max = 4
latent_dim = 4
[[phases]]
level = 0
height = 4
width = 4
fade_in = false
images = 4
batch_size = 4
"""
FEW = ("--metrics", "swd,ms-ssim", "--count", "8", "--repeats", "2")


@pytest.fixture(scope="module")
def noisy(tmp_path_factory, real_pictures):
    path = tmp_path_factory.mktemp("fakes") / "noisy.npz"
    noise = np.random.default_rng(0).normal(0, 20, real_pictures.shape)
    np.savez(path, images=(real_pictures + noise).clip(0, 255).astype(np.uint8))
    return path


def test_a_table_and_a_report_are_made(command, noisy, data_file, tmp_path):
    out = tmp_path / "new" / "report.json"
    result = command("evaluate", noisy, data_file, "--out", out, *FEW)
    assert result.exit_code == 0, (result.exception, result.output)
    found = json.loads(out.read_text())
    assert found["count"] == 8
    assert set(found["swd"]) == {"32", "16", "average", "floor", "interval"}
    rows = [line.split() for line in result.stdout.splitlines()]
    (row,) = [row for row in rows if row[1:3] == ["swd", "average"]]
    assert float(row[3]) == pytest.approx(found["swd"]["average"], rel=1e-3)
    assert float(row[-1]) == pytest.approx(found["swd"]["floor"]["average"], rel=1e-3)
    assert f"the evaluation is in {out}" in result.stdout
    assert "8 pictures of each set, 2 repeats; swd times 1000;" in result.stdout


def test_a_dry_run_tells_what_would_be_measured(command, noisy, data_file, tmp_path):
    out = tmp_path / "report.json"
    result = command("evaluate", noisy, data_file, "--out", out, "--dry-run", *FEW)
    assert result.exit_code == 0, (result.exception, result.output)
    says = "would measure swd, ms-ssim of 8 pictures of each set, 32x32, 3 channels, 2 repeats"
    assert result.stdout.splitlines()[0] == says
    assert "note: an interval of 2 repeats says little" in result.stdout
    assert not list(tmp_path.iterdir())


def test_a_dry_run_downloads_nothing(command, noisy, data_file, tmp_path, monkeypatch):
    def offline(**_):
        raise AssertionError("weights were asked for")

    monkeypatch.setattr(keras.applications, "InceptionV3", offline)
    out = tmp_path / "report.json"
    options = ("--metrics", "fid,kid", "--count", "8", "--dry-run")
    result = command("evaluate", noisy, data_file, "--out", out, *options)
    assert result.exit_code == 0, (result.exception, result.output)
    assert result.stdout.startswith("would measure fid, kid of 8 pictures of each set")
    assert "features of keras inception-v3 imagenet\n" in result.stdout
    assert not list(tmp_path.iterdir())


def test_a_dry_run_refuses_as_a_true_one(refused, noisy, data_file, tmp_path):
    out = tmp_path / "report.json"
    options = ("--dry-run", "--metrics", "beauty")
    refused("evaluate", noisy, data_file, "--out", out, *options, says="got beauty")


def test_what_the_table_counts_is_told(command, noisy, data_file, tmp_path):
    """No unit of a metric that was not asked for; how many pictures a class has."""
    sets = []
    for source in (noisy, data_file):
        with np.load(source) as data:
            images = data["images"]
        sets.append(tmp_path / f"{source.stem} of classes.npz")
        np.savez(sets[-1], images=images, labels=np.arange(len(images)) % 2)
    options = ("--metrics", "ms-ssim", "--count", "8", "--repeats", "1", "--per-class")
    result = command("evaluate", *sets, "--out", tmp_path / "report.json", *options)
    assert result.exit_code == 0, (result.exception, result.output)
    assert "8 pictures of each set (8 of each class), 1 repeat; reals:" in result.stdout


@pytest.fixture(scope="module")
def extractor(tmp_path_factory):
    """Features of pictures of 8x8, and the probabilities of three classes."""
    keras.utils.set_random_seed(0)
    pictures = keras.Input((8, 8, 3))
    features = keras.layers.Dense(5)(keras.layers.Flatten()(pictures))
    probabilities = keras.layers.Dense(3, activation="softmax")(features)
    path = tmp_path_factory.mktemp("extractor") / "extractor.keras"
    keras.Model(pictures, [features, probabilities]).save(path)
    return path


def test_a_run_and_its_export_have_the_same_figures(
    command, run, exported, data_file, extractor, tmp_path
):
    reports = []
    for model in (run, exported):
        out = tmp_path / "report.json"
        options = ("--metrics", "fid,kid,is,pr", "--extractor", extractor, "--count", "24")
        result = command("evaluate", model, data_file, "--out", out, *options)
        assert result.exit_code == 0, (result.exception, result.output)
        assert "extractor.keras" not in result.stderr
        reports.append(json.loads(out.read_text()))
    first, second = reports
    assert first["fid"]["extractor"].startswith("extractor.keras ")
    assert first["fid"]["value"] > first["fid"]["floor"] > 0  # it hardly learned anything
    for metric in ("fid", "kid"):
        assert first[metric]["value"] == pytest.approx(second[metric]["value"], rel=0.01)


def test_a_run_that_is_too_small_for_a_metric_is_told(refused, run, data_file, tmp_path):
    refused(
        "evaluate", run, data_file, "--out", tmp_path / "r.json", *FEW,
        says=("pictures of 16 pixels or more are expected, these are 8x8", "--metrics"),
    )  # fmt: skip
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--metrics", "swd,fun"), ("--metrics must be some of", "fun")),
        (("--count", "1"), "--count must be 2 or more, got 1"),
        (("--repeats", "0"), "--repeats must be 1 to 10, got 0"),
        (("--extractor", "nowhere.keras", "--metrics", "fid"), "nowhere.keras"),
        (("--inception-weights", "nowhere.h5", "--metrics", "fid"), "nowhere.h5"),
    ],
)
def test_what_cannot_be_is_told(refused, noisy, data_file, tmp_path, options, says):
    out = tmp_path / "report.json"
    refused("evaluate", noisy, data_file, "--out", out, *options, says=says)
    assert list(tmp_path.iterdir()) == []


def test_the_report_must_be_json(refused, noisy, data_file, tmp_path):
    out = tmp_path / "report.txt"
    says = f"{out}: a file name that ends in .json is expected"
    refused("evaluate", noisy, data_file, "--out", out, says=says)


def test_without_out_the_figures_are_printed_alone(command, noisy, data_file, tmp_path):
    before = sorted(tmp_path.iterdir())
    result = command("evaluate", noisy, data_file, "--count", "8", "--repeats", "1")
    assert result.exit_code == 0, (result.exception, result.output)
    # No features are asked for, nor the weights that they would need.
    rows = [line.split()[1] for line in result.stdout.splitlines() if line.startswith("all ")]
    assert rows == ["swd", "swd", "swd", "ms-ssim"]
    assert "the evaluation is in" not in result.stdout
    assert sorted(tmp_path.iterdir()) == before


def test_a_run_is_measured_against_its_own_pictures(command, refused, data_file, tmp_path, caplog):
    run = tmp_path / "run"
    run.mkdir()
    (run / "config.toml").write_text(f'data = "{data_file}"\n{GROWN}')
    config = pg.NetworkConfig(resolution=16, filters_base=32, filters_max=4, latent_dim=4)
    pg.GrowingGenerator(config).straight_through(2).save(run / "generator.keras")
    out = tmp_path / "given.json"
    given = command("evaluate", run, data_file, "--out", out, *FEW).stdout.splitlines()[:-1]
    assert not (run / "evaluation.json").exists()
    alone = command("evaluate", run / "generator.keras", *FEW)
    assert alone.stdout.splitlines() == given
    assert not (run / "evaluation.json").exists()
    assert command("evaluate", run, *FEW, "--dry-run").exit_code == 0
    assert not (run / "evaluation.json").exists()
    result = command("evaluate", run, *FEW)
    assert result.exit_code == 0, (result.exception, result.output)
    assert result.stdout.splitlines() == [
        *given, f"the evaluation is in {run / 'evaluation.json'}"
    ]  # fmt: skip
    assert (run / "evaluation.json").read_bytes() == out.read_bytes()
    says = f"{data_file}: this is no run, whose pictures would be known; give those"
    refused("evaluate", data_file, *FEW, says=says)
    (run / "config.toml").write_text(f'data = "gone.npz"\n{GROWN}')
    says = f"gone.npz: there is no such file or folder, and {run} was trained on it; give the path"
    refused("evaluate", run, *FEW, says=says)


def test_the_generator_of_a_run_that_goes_on_is_measured_and_said_to_be(
    command, data_file, tmp_path, caplog
):
    run = tmp_path / "run"
    checkpoint = run / "checkpoints" / "images-000000000064"
    checkpoint.mkdir(parents=True)
    (checkpoint / "state.json").write_text('{"phases_completed": 2}')
    sizes = (4, 8, 8, 16, 16)
    phases = (f"[[phases]]\nheight = {size}\nwidth = {size}\n" for size in sizes)
    (run / "config.toml").write_text("".join(phases))
    config = pg.NetworkConfig(resolution=16, filters_base=32, filters_max=4, latent_dim=4)
    pg.GrowingGenerator(config).straight_through(2).save(run / "generator.keras")
    out = tmp_path / "report.json"
    options = ("--metrics", "swd", "--count", "8", "--repeats", "1")
    result = command("evaluate", run, data_file, "--out", out, *options)
    assert result.exit_code == 0, (result.exception, result.output)
    says = f"{run / 'generator.keras'}: 16x16: phase 3 of 5, training is not complete"
    assert [record.getMessage() for record in caplog.records] == [says]
    assert json.loads(out.read_text())["swd"]["average"] > 0
