"""Whatever Keras is set to, the same comes out; and where that cannot be, it is said."""

import json
import os
import subprocess
import sys

import keras
import numpy as np
import pytest
from PIL import Image

import keras_pggan as pg
from keras_pggan import keras_settings
from keras_pggan.data.images import Images
from keras_pggan.data.npz import Pictures
from keras_pggan.keras_settings import check_backend, import_keras, known_settings
from keras_pggan.models.adversarial.gan_config import GanConfig
from keras_pggan.models.building import build_gan
from keras_pggan.preprocessing import FaceOptions, LocalEngine
from keras_pggan.preprocessing.detect import FaceDetector
from keras_pggan.preprocessing.sources import find_sources

CHANGES = {
    "channels_first": lambda: keras.config.set_image_data_format("channels_first"),
    "float16": lambda: keras.config.set_floatx("float16"),
    "float64": lambda: keras.config.set_floatx("float64"),
    "epsilon": lambda: keras.config.set_epsilon(0.1),
    "policy": lambda: keras.config.set_dtype_policy("mixed_float16"),
}
# Two of many at once, and each alone.
SETTINGS = [
    pytest.param(("channels_first", "float64", "epsilon"), id="first-64-epsilon"),
    pytest.param(("float16", "policy"), id="16-policy"),
    *(pytest.param((name,), id=name, marks=pytest.mark.slow) for name in CHANGES),
]
NETWORK = {"resolution": 8, "filters_base": 32, "filters_max": 8, "latent_dim": 8, "label_count": 2}
GROWING = pg.Phase(level=1, height=8, width=8, fade_in=True, images=16, batch_size=4)


def found():
    return (
        keras.config.image_data_format(),
        keras.config.floatx(),
        keras.config.epsilon(),
        keras.config.dtype_policy().name,
    )


@pytest.fixture
def set_to():
    """Sets Keras to one of the settings; it is as it was afterwards."""
    with known_settings():

        def change(names):
            for name in names:
                CHANGES[name]()
                if name.startswith("float"):  # as where a keras.json has it
                    keras.config.set_dtype_policy(name)
            return found()

        yield change


@pytest.fixture(scope="module")
def results(real_pictures):
    """What comes of a few steps: all weights, metrics, the configuration, and pictures."""

    def train(folder):
        config = GanConfig(
            network=pg.NetworkConfig(**NETWORK, pool_before_activation=False),
            loss=pg.losses.NonSaturatingR1(penalty_every=2),
            discriminator_optimizer={"class_name": "Adam", "learning_rate": 0.003},
            mirror=True,
        )
        gan = build_gan(config)
        labels = np.arange(len(real_pictures)) % 2
        images = Images(Pictures(real_pictures[:, ::4, ::4], labels))
        gan.enter(GROWING)
        gan.compile()
        data = images.dataset(GROWING, labels=True)
        history = gan.fit(data, steps_per_epoch=3, verbose=0).history
        gan.averaged_generator.straight_through(1).save(folder / "generator.keras")
        drawn = pg.generate(pg.load_generator(folder / "generator.keras"), 3)
        return [*gan.get_weights(), *history.values(), drawn], config, gan.optimizer_tables

    return train


@pytest.fixture(scope="module")
def plain(results, tmp_path_factory):
    folder = tmp_path_factory.mktemp("plain")
    keras.utils.set_random_seed(1)
    return results(folder), folder / "generator.keras"


@pytest.mark.parametrize("names", SETTINGS)
def test_training_and_pictures_are_the_same_to_the_bit(names, set_to, results, plain, tmp_path):
    expected, path = plain
    settings = set_to(names)
    numbers, *configuration = results(tmp_path)
    assert found() == settings  # whoever set them finds them so
    assert configuration == list(expected[1:])
    for one, other in zip(numbers, expected[0], strict=True):
        np.testing.assert_array_equal(one, other)
    # What was saved elsewhere loads here,
    drawn = pg.generate(pg.load_generator(path), 3)
    np.testing.assert_array_equal(drawn, expected[0][-1])
    # and what was saved here loads elsewhere.
    with known_settings():
        again = pg.generate(pg.load_generator(tmp_path / "generator.keras"), 3)
    np.testing.assert_array_equal(again, expected[0][-1])


def test_a_network_has_the_precision_that_it_is_given_and_no_other(set_to):
    set_to(["policy"])
    config = pg.NetworkConfig(**NETWORK)
    assert pg.GrowingGenerator(config).dtype_policy.name == "float32"
    assert pg.GrowingGenerator(config, dtype="mixed_bfloat16").compute_dtype == "bfloat16"


@pytest.mark.parametrize("names", SETTINGS[:2])
def test_faces_are_found_where_they_are(names, set_to, astronaut):
    expected = FaceDetector(64).detect(astronaut)
    settings = set_to(names)
    assert FaceDetector(64).detect(astronaut) == expected
    assert found() == settings


@pytest.fixture
def keras_json(tmp_path):
    """Writes a keras.json; gives the variables that have a new process read it."""

    def write(**settings):
        (tmp_path / "keras.json").write_text(json.dumps(settings))
        return {"KERAS_HOME": str(tmp_path)}

    return write


def test_a_worker_takes_no_heed_of_them(keras_json, monkeypatch, tmp_path, astronaut):
    folder = tmp_path / "photographs"
    folder.mkdir()
    Image.fromarray(astronaut).save(folder / "a.png")
    sources, options = find_sources([folder]), FaceOptions(size=32, min_face=40)
    (expected,) = LocalEngine(0)(sources, options)
    lying_about = keras_json(image_data_format="channels_first", floatx="float16", backend="jax")
    lying_about |= {"KERAS_BACKEND": "torch", "TF_USE_LEGACY_KERAS": "1"}
    for name, value in lying_about.items():
        monkeypatch.setenv(name, value)
    (crops,) = LocalEngine(1)(sources, options)
    assert crops.crops == expected.crops
    np.testing.assert_array_equal(crops.images, expected.images)


def in_a_new_process(code, variables):
    """What it prints, and what it writes to stderr."""
    environment = {**os.environ, **variables}
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False
    )
    return run.returncode, run.stdout, run.stderr


COMMANDS = """
import sys
from typer.testing import CliRunner
from keras_pggan.cli import app
for line in {lines!r}:
    result = CliRunner().invoke(app, line)
    sys.stdout.write(result.output)
    assert result.exit_code == 0, result.exception
"""


@pytest.mark.parametrize(
    ("settings", "verbs"),
    [
        ({"image_data_format": "channels_first", "floatx": "float16", "epsilon": 0.5}, 1),
        pytest.param({"floatx": "float64"}, 3, marks=pytest.mark.slow),
    ],
    ids=["first-16-epsilon", "64"],
)
def test_commands_write_the_same_whatever_a_keras_json_or_the_environment_says(
    keras_json, settings, verbs, command, tmp_path, real_pictures
):
    data = tmp_path / "data.npz"
    np.savez(data, images=real_pictures[:16, ::8, ::8])
    options = ("--resolution", "4", "--filters-base", "64", "--filters-max", "8")
    options += ("--latent-dim", "8", "--phase-images", "16", "--batch-size", "4", "--quiet")
    lines = [
        ["train", str(data), "--out", "{}/run", *options],
        ["export", "{}/run", "--out", "{}/saved-model"],
        ["generate", "{}/saved-model", "--out", "{}/pictures.npz"],
    ][:verbs]
    here, there = tmp_path / "here", tmp_path / "there"
    for line in lines:
        result = command(*(part.format(here) for part in line))
        assert result.exit_code == 0, result.output
    code = COMMANDS.format(lines=[[part.format(there) for part in line] for line in lines])
    variables = {**keras_json(**settings), "TF_USE_LEGACY_KERAS": "1"}
    assert in_a_new_process(code, variables)[0] == 0
    one, other = (keras.saving.load_model(x / "run/generator.keras") for x in (here, there))
    for mine, theirs in zip(one.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(mine, theirs)
    assert (here / "run/config.toml").read_text() == (there / "run/config.toml").read_text()
    if verbs == 3:
        one, other = (np.load(x / "pictures.npz")["images"] for x in (here, there))
        np.testing.assert_array_equal(one, other)


NEEDS = "and this needs TensorFlow; set KERAS_BACKEND=tensorflow in the environment before Python "


@pytest.mark.parametrize("told_by", ["environment", "file"])
def test_a_command_refuses_another_backend_before_anything_is_written(
    told_by, keras_json, tmp_path
):
    variables, where = {"KERAS_BACKEND": "torch"}, "torch (KERAS_BACKEND in the environment)"
    if told_by == "file":
        variables = {**keras_json(backend="jax"), "KERAS_BACKEND": ""}
        where = f"jax ({tmp_path / 'keras.json'})"
    line = ["train", "no.npz", "--out", str(tmp_path / "r")]
    code = f"from keras_pggan.cli import app\napp({line})"
    status, printed, errors = in_a_new_process(code, variables)
    assert (status, printed) == (2, "")
    assert errors == f"error: Keras is set to the backend {where}, {NEEDS}starts\n"
    assert not (tmp_path / "r").exists()


def test_in_python_it_is_the_first_thing_that_is_said():
    code = (
        "import keras_pggan as pg\n"
        "try:\n    pg.ProgressiveGAN('x')\nexcept pg.InputError as e: print(e)"
    )
    status, printed, _ = in_a_new_process(code, {"KERAS_BACKEND": "torch"})
    where = "torch (KERAS_BACKEND in the environment)"
    assert (status, printed) == (0, f"Keras is set to the backend {where}, {NEEDS}starts\n")


def test_of_keras_that_is_imported_it_is_asked(monkeypatch):
    check_backend()
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    with pytest.raises(
        pg.InputError, match=r"the backend jax \(it was imported so\), and this needs"
    ):
        FaceDetector(20)


def test_settings_that_keras_itself_refuses_are_told_with_the_file(monkeypatch, tmp_path):
    def refuse(name):
        raise ValueError("Invalid `floatx` configuration. Received: floatx=bfloat16\nmore")

    monkeypatch.setattr(keras_settings.importlib, "import_module", refuse)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    with pytest.raises(pg.InputError) as caught:
        import_keras()
    assert str(caught.value) == (
        "Keras cannot be imported: Invalid `floatx` configuration. Received: floatx=bfloat16 "
        f"(its settings are in {tmp_path}/keras.json)"
    )
