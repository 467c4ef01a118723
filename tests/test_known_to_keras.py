"""Keras opens saved models of ours once both are imported, in either order."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import keras
import pytest

import keras_pggan as pg
from keras_pggan.known_to_keras import CLASSES

ROOT = Path(pg.__file__).parent


def registered_in_the_source() -> dict[str, str]:
    """The module of each class that a module of the package registers."""
    return {
        node.name: ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in ROOT.rglob("*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef)
        and any("register_keras_serializable" in ast.unparse(each) for each in node.decorator_list)
    }


def told(folder: Path, code: str) -> list[str]:
    """The lines that a new process prints."""
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=folder, check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.splitlines()


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A folder with an unconditional generator, a conditional one, and a whole network."""
    folder = tmp_path_factory.mktemp("saved")
    sizes = {"resolution": 8, "filters_base": 16, "filters_max": 8, "latent_dim": 4}
    plain = pg.GrowingGenerator(pg.NetworkConfig(**sizes))
    labelled = pg.GrowingGenerator(pg.NetworkConfig(**sizes, label_count=2))
    plain.straight_through(1).save(folder / "plain.keras")
    labelled.straight_through(1).save(folder / "labelled.keras")
    plain.save(folder / "network.keras")
    discriminator = pg.GrowingDiscriminator(pg.NetworkConfig(**sizes))
    gan = pg.ProgressiveGAN(plain, discriminator, loss=pg.losses.Hinge())
    (folder / "gan.json").write_text(json.dumps(keras.saving.serialize_keras_object(gan)))
    return folder


LOAD = """
for name in ("plain", "labelled", "network"):
    print(keras.saving.load_model(f"{name}.keras", compile=False).name)
"""


def test_a_gan_brings_the_losses(saved):
    """They are not announced by themselves."""
    code = (
        "import json, keras, keras_pggan\n"
        "config = json.load(open('gan.json'))\n"
        "print(keras.saving.deserialize_keras_object(config).adversarial_loss)"
    )
    assert told(saved, code) == ["Hinge()"]


def test_every_registered_class_is_announced_with_its_module():
    found = registered_in_the_source()
    losses = {name for name, module in found.items() if module.startswith("losses.")}
    assert losses
    assert {name: found[name] for name in set(found) - losses} == CLASSES
    assert list(CLASSES) == sorted(CLASSES)


@pytest.mark.parametrize(
    "imported",
    [
        "keras_pggan, keras",
        "keras, keras_pggan",
        # Keras is then imported by a module of ours, in the midst of our own.
        "keras_pggan.layers, keras",
        "keras_pggan.models.progressive.blocks, keras",
    ],
)
def test_saved_models_are_opened_after_imports_in_any_order(saved, imported):
    names = ["generator_8x8_straight", "generator_8x8_straight", "generator"]
    assert told(saved, f"import {imported}\n{LOAD}") == names


def test_threads_that_import_at_once_disturb_each_other_in_nothing(saved):
    names = ("keras_pggan.models.progressive.blocks", "keras", "keras_pggan.layers", "keras_pggan")
    code = (
        "import concurrent.futures, importlib\n"
        f"with concurrent.futures.ThreadPoolExecutor({len(names)}) as pool:\n"
        f"    _, keras, *_ = pool.map(importlib.import_module, {names})\n"
    )
    assert len(told(saved, code + LOAD)) == 3


def test_networks_are_opened_by_modules_that_any_backend_runs(saved):
    code = (
        f"import sys, keras, keras_pggan\n{LOAD}"
        "ours = [name for name in sys.modules if name.startswith('keras_pggan.')]\n"
        "print('keras_pggan.layers' in ours)\n"
        "print([name for name in ours if hasattr(sys.modules[name], 'tf')])"
    )
    assert told(saved, code)[3:] == ["True", "[]"]


def test_both_imports_load_nothing_of_ours_that_nobody_asked_for(tmp_path):
    code = (
        "import keras, keras_pggan, sys\n"
        "print(*(name for name in sys.modules if name.startswith('keras_pggan.')))"
    )
    assert told(tmp_path, code) == ["keras_pggan.known_to_keras"]


def test_what_is_announced_gives_way_to_the_class_itself(tmp_path):
    code = (
        "import keras_pggan, keras\n"
        "find, name = keras.saving.get_registered_object, 'keras_pggan>WeightedSum'\n"
        "config = keras_pggan.known_to_keras.LateClass('WeightedSum').from_config({'alpha': 0.5})\n"
        "print(type(config) is find(name) is keras_pggan.layers.WeightedSum)\n"
        "keras_pggan.known_to_keras.announce()\n"
        "print(find(name) is keras_pggan.layers.WeightedSum)"
    )
    assert told(tmp_path, code) == ["True", "True"]


def test_keras_is_as_if_it_had_not_been_waited_for(tmp_path):
    code = (
        "import keras_pggan, keras, importlib, inspect\n"
        "print(type(keras.__loader__).__name__, keras.__loader__ is keras.__spec__.loader)\n"
        "print(len(inspect.getsource(keras)) > 100, importlib.util.find_spec('keras').name)"
    )
    assert told(tmp_path, code) == ["SourceFileLoader True", "True keras"]
