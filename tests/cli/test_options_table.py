"""docs/options.md is what the commands and the fields of options say."""

import dataclasses
import re
from pathlib import Path
from typing import ClassVar

from keras_pggan.cli import app
from keras_pggan.cli.options_table import of_keys, options_page
from keras_pggan.given import Given
from keras_pggan.losses import named_losses
from keras_pggan.options import option
from keras_pggan.runs.config import TrainConfig
from keras_pggan.training.options import LossName, Options

ROOT = Path(__file__).parents[2]
PAGE = "docs/options.md"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Drawing:
    """How something is drawn."""

    size: int = option(8, "Side.", least=4)
    shape: tuple[int, int] = option((4, 4), "Of it.", command=False)
    signed: bool = option(True, "With a name.", command=False)


class Asked(Given):
    """What was asked for."""

    tables: ClassVar = {Drawing: "drawing"}


def test_the_page_is_up_to_date():
    made = (ROOT / PAGE).read_text(encoding="utf-8")
    assert made == options_page(), f"python -m keras_pggan.cli.options_table {PAGE}"


def test_readme_links_the_page():
    assert f"({PAGE})" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_and_every_key_of_a_configuration_is_on_the_page():
    page = options_page()
    assert {f"## keras-pggan {each.name}" for each in app.registered_commands} <= set(
        re.findall(r"^## keras-pggan [\w-]+", page, re.MULTILINE)
    )
    keys = set(re.findall(r"`([a-z_.0-9]+)`", page))
    own = {field.name for field in dataclasses.fields(TrainConfig)}
    assert own - keys == {"changes", "classifier", "data_sha256", "network", "schedule", "source"}
    assert {"classifier.weight", "network.latent_dim", "batch_size"} <= keys
    parts = {part for key in keys for part in key.split(".")}  # a table stands for its keys
    assert {each.name for each in Options.options()} <= parts


def test_a_new_field_is_a_row_of_the_page():
    rows = of_keys(Asked).splitlines()
    assert "| `drawing.shape` | Of it. [default: [4, 4]] |" in rows
    assert "| `drawing.signed` | With a name. [default: true] |" in rows
    assert not [row for row in rows if "size" in row]  # a command offers it


def test_the_page_names_every_loss():
    own = {name for name, kind in named_losses().items() if kind.__module__.startswith("keras_")}
    page = (ROOT / "docs" / "options.md").read_text("utf-8")
    assert {name for name in own if f"| `{name}` | `name` |" in page} == own
    assert LossName().loss in own
