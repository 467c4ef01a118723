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
NAMES = ["generator_8x8_straight", "generator_8x8_straight", "generator"]
OURS = "print(*(name for name in sys.modules if name.startswith('keras_pggan.')))\n"

GIVES_WAY = """
find, name = keras.saving.get_registered_object, "keras_pggan>FusedAdam"
late = find(name)
made = type(late.from_config({}))
given = made is find(name)
keras_pggan.known_to_keras.announce()
print(type(late).__name__, made.__name__, given, made is find(name))
"""

# Importing TensorFlow takes seconds, so that each order of imports has one process, which is asked
# for all that it must be: first for what a later question would change.


@pytest.fixture(scope="module", params=["keras_pggan, keras", "keras, keras_pggan"])
def lines(saved, request):
    """What a process tells that imported both, by what was asked."""
    code = (
        f"import {request.param}, importlib, inspect, json, sys\n"
        "print(type(keras.__loader__).__name__, keras.__loader__ is keras.__spec__.loader)\n"
        "print(len(inspect.getsource(keras)) > 100, importlib.util.find_spec('keras').name)\n"
        f"{OURS}{LOAD}{OURS}"
        "ours = [name for name in sys.modules if name.startswith('keras_pggan.')]\n"
        "print([name for name in ours if hasattr(sys.modules[name], 'tf')])\n"
        f"{GIVES_WAY}"
        "config = json.load(open('gan.json'))\n"
        "print(keras.saving.deserialize_keras_object(config).adversarial_loss)\n"
    )
    loader, source, ours, *opened, loaded, tensorflow, late, loss = told(saved, code)
    return {
        "loader": [loader, source],
        "ours": ours,
        "opened": opened,
        "loaded": loaded.split(),
        "tensorflow": tensorflow,
        "late": late,
        "loss": loss,
    }


def test_keras_is_as_if_it_had_not_been_waited_for(lines):
    assert lines["loader"] == ["SourceFileLoader True", "True keras"]


def test_both_imports_load_nothing_of_ours_that_nobody_asked_for(lines):
    assert lines["ours"] == "keras_pggan.known_to_keras"


def test_saved_models_are_opened_after_both_imports(lines):
    assert lines["opened"] == NAMES


def test_networks_are_opened_by_modules_that_any_backend_runs(lines):
    assert "keras_pggan.layers" in lines["loaded"]
    assert lines["tensorflow"] == "[]"


def test_what_is_announced_gives_way_to_the_class_itself(lines):
    assert lines["late"] == "LateClass FusedAdam True True"


def test_a_gan_brings_the_losses(lines):
    """They are not announced by themselves."""
    assert not any(name.startswith("keras_pggan.losses") for name in lines["loaded"])
    assert lines["loss"] == "Hinge()"


def test_every_registered_class_is_announced_with_its_module():
    found = registered_in_the_source()
    with_a_gan = ("losses.", "augmentation.")
    brought = {name for name, module in found.items() if module.startswith(with_a_gan)}
    assert {"Hinge", "ADA"} <= brought
    assert {name: found[name] for name in set(found) - brought} == CLASSES
    assert list(CLASSES) == sorted(CLASSES)


@pytest.mark.parametrize(
    "imported",
    [
        "keras_pggan.models.progressive.blocks",
        pytest.param("keras_pggan.layers", marks=pytest.mark.slow),
    ],
)
def test_saved_models_are_opened_where_a_module_of_ours_imports_keras(saved, imported):
    """In the midst of our own imports."""
    assert told(saved, f"import {imported}, keras\n{LOAD}") == NAMES


def test_threads_that_import_at_once_disturb_each_other_in_nothing(saved):
    names = ("keras_pggan.models.progressive.blocks", "keras", "keras_pggan.layers", "keras_pggan")
    code = (
        "import concurrent.futures, importlib\n"
        f"with concurrent.futures.ThreadPoolExecutor({len(names)}) as pool:\n"
        f"    _, keras, *_ = pool.map(importlib.import_module, {names})\n"
    )
    assert len(told(saved, code + LOAD)) == 3
