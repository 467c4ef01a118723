"""How modules may use each other, and how large they may be, read from their source."""

import ast
import functools
import graphlib
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = {"keras_pggan": "keras_pggan", "preprocessing": "keras_pggan/preprocessing"}
# From the ground up: a unit uses what stands before it, and nothing that stands behind.
GROUND = (
    *("_version", "errors", "words", "memory", "stderr", "onednn", "files", "locks", "registry"),
    *(
        "moving",
        "kinds",
        "options",
        "given",
        "plain_names",
        "shapes",
        "sizes",
        "schedule",
        "recipes",
        "presets",
    ),
)
HOUSE = (
    *GROUND,
    "keras_settings",
    "on_tensorflow",
    "pictures",
    "layers",
    "losses",
    "augmentation",
    "data",
    "models",
    "preprocessing",
    "metrics",
    "zoo",
    "runs",
    "generators",
    "filtering",
    "export",
    "evaluation",
    "training",
    "report",
    "cli",
    "known_to_keras",
    "keras_pggan",
    "__main__",
)
MOST_LINES = 250
MOST_LINES_OF_A_FUNCTION = 40  # without its docstring


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
    and not path.endswith(
        ("/__init__.py", "/convolving.py", "/equalized.py", "/fused_kernel.py", "/moved_number.py")
    )
]


def dotted(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@functools.cache
def import_nodes(source: str) -> list[ast.Import | ast.ImportFrom]:
    """Wherever in it; read once for all rules."""
    found = ast.walk(ast.parse(source))
    return [node for node in found if isinstance(node, ast.Import | ast.ImportFrom)]


def imports(tree: dict[str, str], path: str) -> set[str]:
    """Dotted names of the modules that a module imports, wherever in it, types' sake included."""
    known = {dotted(other) for other in tree}
    package = path.split("/")[:-1]
    found = set()
    for node in import_nodes(tree[path]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        else:
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
    found = [f"{own} has no place in the house" for own in graph(tree) if own not in HOUSE]
    return found + [
        f"{own} uses {used}"
        for own, all_used in graph(tree).items()
        for used in all_used
        if own in HOUSE and (used not in HOUSE or HOUSE.index(used) >= HOUSE.index(own))
    ]


def no_circles(tree):
    """Of modules, types' sake included; a package's own names are in its modules."""
    known = {dotted(path): path for path in tree}
    edges = {
        name: {other for other in imports(tree, path) if other in known and other != name}
        for name, path in known.items()
    }
    try:
        graphlib.TopologicalSorter(edges).prepare()
    except graphlib.CycleError as error:
        return error.args[1]
    return []


def ground_needs_little(tree):
    """The standard library, numpy for files, and filelock for locks."""
    return [
        f"{path}: {name}"
        for unit_name in GROUND
        for path in of(tree, unit_name)
        for name in imports(tree, path)
        if unit(name) not in GROUND
        and name.split(".")[0] not in sys.stdlib_module_names
        and (unit_name, name.split(".")[0]) not in (("files", "numpy"), ("locks", "filelock"))
    ]


def schedule_stands_alone(tree):
    return [
        name
        for name in imports(tree, "keras_pggan/schedule.py")
        if unit(name) not in ("errors", "moving", "options", "shapes", "words")
        and name.split(".")[0] not in sys.stdlib_module_names
    ]


def no_models_below(tree):
    edges = graph(tree)
    return [name for name in ("losses", "data", "metrics") if "models" in reached(edges, name)]


def preprocessing_knows_little(tree):
    allowed = {None, *GROUND, "keras_settings", "data", "pictures", "preprocessing"} - {"schedule"}
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
    ground_needs_little,
    schedule_stands_alone,
    no_models_below,
    preprocessing_knows_little,
    cli_is_last,
    layers_need_no_tensorflow,
)
PLANTED = [
    (one_way, "layers/planted.py", "from keras_pggan.models.progressive.blocks import to_image"),
    (one_way, "layers/planted.py", "from keras_pggan import models"),
    (one_way, "layers/planted.py", "from ..models import blocks"),
    (one_way, "layers/planted.py", "from .. import training"),
    (one_way, "layers/planted.py", "import keras_pggan.generators.loading"),
    (
        one_way,
        "models/progressive/blocks.py",
        "def late():\n    from keras_pggan.training import loop",
    ),
    (one_way, "training/loop.py", "from keras_pggan.cli.common import stop"),
    (one_way, "runs/config.py", "from keras_pggan.generators import Generator"),
    (one_way, "generators/accepting.py", "from keras_pggan.filtering import picture_filter"),
    (one_way, "evaluation/fakes.py", "from keras_pggan.training.loop import build_gan"),
    (one_way, "planted/__init__.py", "import numpy as np"),
    (one_way, "errors.py", "from keras_pggan.pictures import grid"),
    (one_way, "pictures/grid.py", "from keras_pggan import NetworkConfig"),
    (no_circles, "data/npz.py", "def late():\n    from keras_pggan.data.images import Images"),
    (
        no_circles,
        "models/adversarial/stage.py",
        "from keras_pggan.models.progressive.progressive_gan import ProgressiveGAN",
    ),
    (ground_needs_little, "words.py", "import numpy as np"),
    (ground_needs_little, "files.py", "import keras"),
    (ground_needs_little, "files.py", "import filelock"),
    (ground_needs_little, "options.py", "import msgspec"),
    (schedule_stands_alone, "schedule.py", "import numpy as np"),
    (schedule_stands_alone, "schedule.py", "from keras_pggan.files import written_whole"),
    (no_models_below, "losses/hinge.py", "from keras_pggan.models import NetworkConfig"),
    (no_models_below, "data/npz.py", "from keras_pggan.generators.loading import load_generator"),
    (
        preprocessing_knows_little,
        "preprocessing/alignment/centre.py",
        "from keras_pggan import schedule",
    ),
    (preprocessing_knows_little, "preprocessing/classes.py", "import keras_pggan"),
    (cli_is_last, "generators/generation.py", "from keras_pggan.cli import app"),
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


def lines_of(function: ast.FunctionDef) -> int:
    lines = function.end_lineno - function.lineno + 1
    if ast.get_docstring(function) is None:
        return lines
    return lines - (function.body[0].end_lineno - function.body[0].lineno + 1)


def test_functions_are_short():
    long = {
        f"{path}:{node.name}": lines_of(node)
        for path, source in TREE.items()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef) and lines_of(node) > MOST_LINES_OF_A_FUNCTION
    }
    assert long == {}


@pytest.mark.parametrize("path", LAYER_MODULES)
def test_a_layer_module_holds_the_one_class_that_it_is_named_for(path):
    names = [node.name for node in ast.parse(TREE[path]).body if isinstance(node, ast.ClassDef)]
    public = [name for name in names if not name.startswith("_")]
    snake = [re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower() for name in public]
    assert snake == [dotted(path).rpartition(".")[2]]
