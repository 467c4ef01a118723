"""`keras-pggan generate`, from a run, a .keras file and a SavedModel."""

import json
import shutil
import zipfile

import keras
import numpy as np
import pytest
from PIL import Image

import keras_pggan as pg
from keras_pggan.generators import loading
from keras_pggan.generators.found_latents import FoundLatents
from keras_pggan.generators.levels import at_resolution


@pytest.fixture
def made(command, tmp_path):
    """Pictures that the command makes of a model, by way of an .npz."""

    def make(model, *options):
        out = tmp_path / "made.npz"
        result = command("generate", model, "--out", out, *options)
        assert result.exit_code == 0, (result.exception, result.output)
        with np.load(out) as archive:
            assert archive.files == ["images"]
            return archive["images"]

    return make


def test_pictures_are_the_bytes_of_what_the_model_returns_for_normal_latents(made, run):
    drawn = np.random.default_rng(3).standard_normal((5, 8), dtype=np.float32)
    model = keras.models.load_model(run / "generator.keras")
    returned = keras.ops.convert_to_numpy(model(drawn))
    images = made(run, "--count", "5", "--seed", "3")
    assert images.dtype == np.uint8
    assert images.std() > 1
    expected = np.clip(np.round(255 * (returned + 1) / 2), 0, 255)
    np.testing.assert_allclose(images.astype(int), expected, atol=1)


def test_a_run_its_keras_file_and_its_export_give_the_same_pictures(made, run, exported):
    of_run, of_file, of_export = (
        made(model, "--count", "6", "--seed", "2").astype(int)
        for model in (run, run / "generator.keras", exported)
    )
    assert of_run.shape == (6, 8, 8, 3)
    np.testing.assert_array_equal(of_run, of_file)
    np.testing.assert_allclose(of_export, of_run, atol=1)


def test_the_seed_decides_the_pictures(made, run):
    first, again, other = (made(run, "--count", "3", "--seed", seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_pictures_are_drawn_at_a_lower_resolution(command, refused, run, tmp_path):
    out = tmp_path / "made.npz"
    options = ("--count", "5", "--seed", "3", "--resolution", "8")
    result = command("generate", "fashion_mnist_32", "--out", out, *options)
    assert result.exit_code == 0, (result.exception, result.output)
    expected = pg.generate(at_resolution("fashion_mnist_32", 8), 5, seed=3)
    np.testing.assert_array_equal(np.load(out)["images"], expected)
    arguments = ("--out", tmp_path / "x.png", "--resolution", "12")
    says = "--resolution must be 4, 8, 16 or 32, got 12"
    refused("generate", "fashion_mnist_32", *arguments, says=says)
    file = run / "generator.keras"
    refused("generate", file, *arguments, says=f"{file}: it has one resolution")


def test_latents_of_a_file_are_drawn(made, refused, run, tmp_path):
    FoundLatents(pg.latents(5, 8, seed=2)).write(tmp_path / "latents.npz")
    given = ("--latents", tmp_path / "latents.npz")
    wanted = made(run, "--count", "5", "--seed", "2")
    np.testing.assert_array_equal(made(run, *given), wanted)
    np.testing.assert_array_equal(made(run, *given, "--count", "2"), wanted[:2])
    out = ("--out", tmp_path / "a.png")
    says = "--count must be 5 or less, as many as latents, got 6"
    refused("generate", run, *out, *given, "--count", "6", says=says)
    says = "an array `latents` is expected, found images"
    refused("generate", run, *out, "--latents", tmp_path / "made.npz", says=says)
    assert not (tmp_path / "a.png").exists()


def test_without_a_count_sixteen_pictures_of_seed_zero_are_made(made, run):
    np.testing.assert_array_equal(made(run), made(run, "--count", "16", "--seed", "0"))


def test_a_png_gets_a_grid_on_white_of_small_pictures_enlarged(command, made, run, tmp_path):
    out = tmp_path / "new" / "grid.png"
    assert command("generate", run, "--out", out, "--count", "5").exit_code == 0
    sheet = np.asarray(Image.open(out))
    # Five in three columns and two rows, two pixels apart; the two rows reach 256 pixels.
    assert sheet.shape == (2 * 128 + 2, 3 * 128 + 2 * 2, 3)
    for index, picture in enumerate(made(run, "--count", "5")):
        top, left = index // 3 * 130, index % 3 * 130
        large = picture.repeat(16, axis=0).repeat(16, axis=1)
        np.testing.assert_array_equal(sheet[top : top + 128, left : left + 128], large)
    assert (sheet[:, 128:130] == 255).all()
    assert (sheet[128:130] == 255).all()
    assert (sheet[130:, 260:] == 255).all()


def test_a_folder_gets_a_file_for_each_picture(command, made, run, tmp_path):
    out = tmp_path / "new" / "pictures"
    assert command("generate", run, "--out", out, "--count", "3").exit_code == 0
    assert sorted(path.name for path in out.iterdir()) == ["0000.png", "0001.png", "0002.png"]
    for index, picture in enumerate(made(run, "--count", "3")):
        np.testing.assert_array_equal(np.asarray(Image.open(out / f"000{index}.png")), picture)


def test_an_npz_can_be_trained_on(command, run, run_options, tmp_path):
    out = tmp_path / "made.npz"
    assert command("generate", run, "--out", out, "--count", "3").exit_code == 0
    assert len(pg.data.open(out)) == 3
    given = ("train", out, "--out", tmp_path / "new", *run_options, "--dry-run")
    assert command(*given).exit_code == 0


def test_generating_leaves_the_run_as_it_is(made, run, contents):
    before = contents(run)
    made(run)
    assert contents(run) == before


# Bad input


def text_file(folder):
    (folder / "model.keras").write_text("no model")
    return "model.keras"


def other_model(folder):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    model.save(folder / "model.keras")
    return "model.keras"


def cut_file(folder):
    path = folder / other_model(folder)
    path.write_bytes(path.read_bytes()[:-30])
    return path.name


def other_archive(folder):
    with zipfile.ZipFile(folder / "model.keras", "w") as archive:
        archive.writestr("notes.txt", "no model")
    return "model.keras"


def archive_of_another_config(folder):
    with zipfile.ZipFile(folder / "model.keras", "w") as archive:
        archive.writestr("config.json", "{}")
        archive.writestr("model.weights.h5", "")
    return "model.keras"


def other_suffix(folder):
    (folder / "model.h5").write_bytes(b"\x89HDF")
    return "model.h5"


def empty_folder(folder):
    (folder / "model").mkdir()
    return "model"


def run_without_generator(folder):
    (folder / "model").mkdir()
    (folder / "model" / "config.toml").write_text("seed = 0\n")
    return "model"


def broken_saved_model(folder):
    (folder / "model").mkdir()
    (folder / "model" / "saved_model.pb").write_text("no model")
    return "model"


def nothing(folder):
    return "missing"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (nothing, "no such file"),
        (text_file, "not a .keras file"),
        (cut_file, "not a .keras file"),
        (other_archive, "not a .keras file"),
        (archive_of_another_config, "not a Keras model that can be used"),
        (other_model, "not a generator"),
        (other_suffix, "a run directory, a .keras file or a SavedModel is expected"),
        (empty_folder, "neither a run"),
        (run_without_generator, "not completed a level"),
        (broken_saved_model, "not a SavedModel of a generator (OSError: Cannot parse file"),
    ],
)
def test_a_model_that_is_none_is_told_and_nothing_written(refused, tmp_path, contents, make, says):
    model = tmp_path / make(tmp_path)
    before = contents(tmp_path)
    refused("generate", model, "--out", tmp_path / "grid.png", says=(model, says))
    assert contents(tmp_path) == before


def test_a_class_that_there_is_not_is_told_by_the_option(refused, run, tmp_path):
    says = f"error: --label must be left out, as {run / 'generator.keras'} has no classes, got cat"
    refused("generate", run, "--out", tmp_path / "a.png", "--label", "cat", says=says)


def test_an_out_of_an_unknown_kind_is_told_and_nothing_written(refused, run, tmp_path, contents):
    (tmp_path / "file").write_text("note")
    before = contents(tmp_path)
    for name, says in (
        ("grid.jpg", "a .png, a .npz or a folder (no suffix) is expected"),
        ("file", "a folder is expected, this is a file"),
    ):
        refused("generate", run, "--out", tmp_path / name, says=f"{tmp_path / name}: {says}")
    assert contents(tmp_path) == before


def test_the_folder_of_the_run_is_refused_and_stays_as_it_is(refused, run, contents):
    before = contents(run)
    refused("generate", run, "--out", run, says=(run, "something already"))
    assert contents(run) == before


@pytest.mark.parametrize("options", [("--count", "0"), ("--seed", "-1")], ids="=".join)
def test_a_number_out_of_range_is_a_usage_error(command, run, tmp_path, options):
    result = command("generate", run, "--out", tmp_path / "grid.png", *options)
    assert result.exit_code == 2
    assert options[0] in result.stderr
    assert list(tmp_path.iterdir()) == []


# A run that is not complete


def test_a_run_that_is_not_complete_says_so_wherever_its_generator_is_used(
    command, run, data_file, tmp_path, caplog
):
    part = tmp_path / "part"
    shutil.copytree(run, part)
    newest = max((part / "checkpoints").iterdir())
    state = json.loads((newest / "state.json").read_text())
    (newest / "state.json").write_text(json.dumps({**state, "phases_completed": 2}))
    told = f"{part / 'generator.keras'}: 8x8: phase 3 of 3, training is not complete"
    for verb in (
        ("generate", part, "--out", tmp_path / "grid.png", "--count", "1"),
        ("generate", part / "generator.keras", "--out", tmp_path / "grid.png", "--count", "1"),
        ("export", part, "--out", tmp_path / "exported"),
        ("report", part, "--out", tmp_path / "page.html", "--data", data_file),
        ("neighbours", part, data_file, "--out", tmp_path / "neighbours.png", "--count", "16"),
    ):
        caplog.clear()
        loading._warn.cache_clear()  # as in a process of its own
        result = command(*verb)
        assert result.exit_code == 0, (result.exception, result.output)
        assert [record.getMessage() for record in caplog.records] == [told], verb
    assert "phase 3 of 3, training is not complete" in (tmp_path / "page.html").read_text()


def test_a_complete_run_and_a_file_of_no_run_say_nothing(command, run, tmp_path, caplog):
    shutil.copy(run / "generator.keras", tmp_path / "mine.keras")
    for model in (run, tmp_path / "mine.keras"):
        out = tmp_path / "grid.png"
        assert command("generate", model, "--out", out, "--count", "1").exit_code == 0
    assert caplog.records == []
