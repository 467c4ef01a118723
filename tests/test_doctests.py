"""The examples in docstrings do what they show."""

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import numpy as np
import pytest
from keras import ops

import keras_pggan

MODULES = [
    "keras_pggan",
    *(
        found.name
        for found in pkgutil.walk_packages(keras_pggan.__path__, "keras_pggan.")
        if not found.name.endswith(".__main__")
    ),
]


def examples(name: str) -> list[doctest.DocTest]:
    module = importlib.import_module(name)
    names = {**vars(module), "np": np, "ops": ops}
    return doctest.DocTestFinder(exclude_empty=True).find(module, globs=names)


@pytest.mark.parametrize("name", MODULES)
def test_every_example_in_a_module_runs_and_gives_what_it_shows(name):
    runner = doctest.DocTestRunner()
    for test in examples(name):
        runner.run(test)
    source = Path(importlib.import_module(name).__file__).read_text(encoding="utf-8")
    written = re.findall(r"^ *>>> ", source, re.MULTILINE)
    assert (runner.failures, runner.tries) == (0, len(written))


def test_the_package_has_examples():
    assert len(MODULES) == len(set(MODULES))
    assert {"keras_pggan.schedule", "keras_pggan.preprocessing.alignment.points"} <= set(MODULES)
    assert sum(len(test.examples) for name in MODULES for test in examples(name)) >= 12
