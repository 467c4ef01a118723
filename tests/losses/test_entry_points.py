"""Losses of installed packages, by the entry-point group `keras_pggan.losses`."""

import dataclasses
import gc
import importlib.metadata
import logging
import sys

import pytest

from keras_pggan.losses import adversarial, named_losses


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Has entry points of the group name modules, each with some source."""

    def install(**sources):
        points = []
        for name, source in sources.items():
            (tmp_path / f"{name}.py").write_text(source)
            points.append(importlib.metadata.EntryPoint(name, name, "keras_pggan.losses"))
        monkeypatch.setattr(
            importlib.metadata,
            "entry_points",
            lambda group: points if group == "keras_pggan.losses" else [],
        )
        adversarial._import_entry_points.cache_clear()

    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)
    yield install
    adversarial._import_entry_points.cache_clear()
    for name in set(sys.modules) - before:
        del sys.modules[name]
    gc.collect()


SOURCE = """
import dataclasses
from keras_pggan.losses import AdversarialLoss

@dataclasses.dataclass(frozen=True)
class Installed(AdversarialLoss):
    name = "installed"
"""


def test_losses_of_an_installed_package_are_known_by_name(installed):
    installed(installed_losses=SOURCE)
    kind = named_losses()["installed"]
    assert dataclasses.asdict(kind()) == {}
    assert kind.__module__ == "installed_losses"


def test_a_package_that_fails_is_warned_of_and_takes_no_other_with_it(installed, caplog):
    installed(broken_losses="1 / 0", installed_losses=SOURCE)
    with caplog.at_level(logging.WARNING):
        assert {"installed", "hinge"} <= set(named_losses())
        named_losses()
    (record,) = caplog.records
    assert record.getMessage() == (
        "keras_pggan.losses of broken_losses cannot be imported "
        "(ZeroDivisionError: division by zero)"
    )
