"""How modules may use each other, and how large they may be, read from their source."""

import ast
import graphlib
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = {"keras_pggan": "keras_pggan", "preprocessing": "keras_pggan/preprocessing"}
ROW = ("layers", "models", "training", "cli")  # right uses left
MOST_LINES = 250


def read_tree() -> dict[str, str]:
    """Source by path, as installed."""
    return {
        f"{installed}/{path.relative_to(ROOT / folder).as_posix()}": path.read_text("utf-8")
        for folder, installed in FOLDERS.items()
        for path in sorted((ROOT / folder).rglob("*.py"))
    }


TREE = read_tree()
LAYER_MODULES = [
    path
    for path in TREE
    if path.startswith("keras_pggan/layers/")
    and not path.endswith(("/__init__.py", "/equalized.py", "/fused_kernel.py"))
]


def dotted(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports(tree: dict[str, str], path: str) -> set[str]:
    """Dotted names of the modules that a module imports, wherever in it, types' sake included."""
    known = {dotted(other) for other in tree}
    package = path.split("/")[:-1]
    found = set()
    for node in ast.walk(ast.parse(tree[path])):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            inside = {f"{base}.{alias.name}" for alias in node.names}
            found |= (inside & known) | (set() if inside <= known else {base})
    return found


def unit(name: str) -> str | None:
    """`layers` for `keras_pggan.layers.weighted_sum`; `keras_pggan` for the package itself."""
    parts = name.split(".")
    return (parts[1] if len(parts) > 1 else parts[0]) if parts[0] == "keras_pggan" else None


def graph(tree: dict[str, str]) -> dict[str, set[str]]:
    """Which units of ours a unit imports."""
    edges: dict[str, set[str]] = {}
    for path in tree:
        own = unit(dotted(path))
        used = {unit(name) for name in imports(tree, path)} - {None, own}
        edges.setdefault(own, set()).update(used)
    return edges


def reached(edges: dict[str, set[str]], start: str) -> set[str]:
    """All units that a unit imports, by way of others too."""
    found, waiting = set(), [start]
    while waiting:
        new = edges.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def of(tree: dict[str, str], name: str) -> list[str]:
    """Paths of the modules of a unit."""
    return [path for path in tree if unit(dotted(path)) == name]


# The rules: each gives what breaks it.


def one_way(tree):
    edges = graph(tree)
    return [
        f"{left} uses {right}"
        for index, left in enumerate(ROW)
        for right in ROW[index + 1 :]
        if right in reached(edges, left)
    ]


def no_circles(tree):
    try:
        graphlib.TopologicalSorter(graph(tree)).prepare()
    except graphlib.CycleError as error:
        return error.args[1]
    return []


def schedule_stands_alone(tree):
    return [
        name
        for name in imports(tree, "keras_pggan/schedule.py")
        if name != "keras_pggan.errors" and name.split(".")[0] not in sys.stdlib_module_names
    ]


def no_models_below(tree):
    edges = graph(tree)
    return [name for name in ("losses", "data", "metrics") if "models" in reached(edges, name)]


def preprocessing_knows_little(tree):
    allowed = {None, "data", "errors", "files", "pictures", "preprocessing", "stderr"}
    return [
        f"{path}: {name}"
        for path in of(tree, "preprocessing")
        for name in imports(tree, path)
        if unit(name) not in allowed
    ]


def cli_is_last(tree):
    return [
        f"{path}: {name}"
        for path in tree
        for name in imports(tree, path)
        if name.split(".")[0] in ("examples", "tests")
        or (unit(name) == "cli" and unit(dotted(path)) not in ("cli", "__main__"))
    ]


def layers_need_no_tensorflow(tree):
    return [
        f"{path}: {name}"
        for path in of(tree, "layers")
        for name in imports(tree, path)
        if name.split(".")[0] == "tensorflow"
    ]


RULES = (
    one_way,
    no_circles,
    schedule_stands_alone,
    no_models_below,
    preprocessing_knows_little,
    cli_is_last,
    layers_need_no_tensorflow,
)
PLANTED = [
    (one_way, "layers/planted.py", "from keras_pggan.models.blocks import to_image"),
    (one_way, "layers/planted.py", "from keras_pggan import models"),
    (one_way, "layers/planted.py", "from ..models import blocks"),
    (one_way, "layers/planted.py", "from .. import training"),
    (one_way, "layers/planted.py", "import keras_pggan.loading"),
    (one_way, "models/blocks.py", "def late():\n    import keras_pggan.training.loop as loop"),
    (one_way, "training/loop.py", "from keras_pggan.cli.common import stop"),
    (no_circles, "errors.py", "from keras_pggan.pictures import grid"),
    (no_circles, "pictures.py", "from keras_pggan import NetworkConfig"),
    (schedule_stands_alone, "schedule.py", "import numpy as np"),
    (schedule_stands_alone, "schedule.py", "from keras_pggan.files import written_whole"),
    (no_models_below, "losses/hinge.py", "from keras_pggan.models import NetworkConfig"),
    (no_models_below, "data/npz.py", "from keras_pggan.loading import load_generator"),
    (
        preprocessing_knows_little,
        "preprocessing/alignment/centre.py",
        "from keras_pggan import schedule",
    ),
    (preprocessing_knows_little, "preprocessing/classes.py", "import keras_pggan"),
    (cli_is_last, "generation.py", "from keras_pggan.cli import app"),
    (cli_is_last, "cli/planted.py", "from tests.conftest import tiny_config"),
    (cli_is_last, "training/loop.py", "import examples.demo"),
    (layers_need_no_tensorflow, "layers/planted.py", "import tensorflow as tf"),
    (layers_need_no_tensorflow, "layers/equalized.py", "from tensorflow.nn import relu"),
]


@pytest.mark.parametrize("rule", RULES)
def test_the_package_keeps_the_rule(rule):
    assert rule(TREE) == []


@pytest.mark.parametrize(("rule", "path", "source"), PLANTED)
def test_an_import_that_breaks_a_rule_is_seen(rule, path, source):
    path = f"keras_pggan/{path}"
    assert rule({**TREE, path: f"{TREE.get(path, '')}\n{source}\n"}) != []


def test_the_rules_see_the_imports_that_there_are():
    edges = graph(TREE)
    assert {"keras_pggan", "cli", "training", "models", "layers", "preprocessing"} <= set(edges)
    assert {"models", "data", "schedule"} <= edges["training"]
    assert edges["preprocessing"] >= {"data", "errors"}
    assert "layers" in edges["models"]
    assert "numpy" in imports(TREE, "keras_pggan/data/npz.py")


@pytest.mark.parametrize("path", TREE)
def test_a_module_can_be_read_in_one_sitting(path):
    assert len(TREE[path].splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", LAYER_MODULES)
def test_a_layer_module_holds_the_one_class_that_it_is_named_for(path):
    names = [node.name for node in ast.parse(TREE[path]).body if isinstance(node, ast.ClassDef)]
    public = [name for name in names if not name.startswith("_")]
    snake = [re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower() for name in public]
    assert snake == [dotted(path).rpartition(".")[2]]
