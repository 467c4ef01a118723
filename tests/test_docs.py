"""The programs in the docs run as they stand."""

import configparser
import re
import shlex
import sys
import types
from pathlib import Path

import keras
import numpy as np
import pytest
import typer

import keras_pggan as pg
from keras_pggan.cli import app
from keras_pggan.models.building import build_gan
from keras_pggan.runs.config import TrainConfig

DOCS = Path(__file__).parents[1] / "docs"
LACKING = ("MissingParameter", "BadOptionUsage")  # what a command that is not whole is told
PAGES = ["README.md", *sorted(f"docs/{p.name}" for p in DOCS.glob("*.md"))]


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    path = DOCS.parent / page
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        other = path.parent / name if name else path
        assert other.is_file(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", other.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}


@pytest.mark.parametrize("page", PAGES)
def test_commands_have_the_options_that_they_are_given(page):
    verbs = typer.main.get_command(app).commands
    text = (DOCS.parent / page).read_text(encoding="utf-8").replace("\\\n", " ")
    whole = re.findall(r"^    keras-pggan (.*)$", text, re.MULTILINE)
    named = re.findall(r"`keras-pggan ([^`]+)`", text)  # in a sentence, which may leave out some
    for command in whole + named:
        verb, *given = shlex.split(command, comments=True)
        try:
            verbs[verb].make_context(verb, given)
        except Exception as error:
            if command in whole or type(error).__name__ not in LACKING:
                raise AssertionError(f"{command}: {error}") from error


def test_the_readme_names_the_extras():
    settings = configparser.ConfigParser()
    settings.read(DOCS.parent / "setup.cfg")
    extras = set(settings["options.extras_require"]) - {"demo", "dev"}
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", readme, re.MULTILINE)) == extras


def blocks(page):
    """The Python blocks of a page."""
    return re.findall(r"^```python\n(.*?)^```", (DOCS / page).read_text(), re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def own_networks():
    """What the page on own networks defines, by module, and the program that uses it.

    Its families are not there for other tests.
    """
    *modules, program = blocks("own_networks.md")
    made = {}
    for source in modules:
        name = re.match(r"# (\w+)\.py", source)[1]
        made[name] = sys.modules[name] = types.ModuleType(name)
        exec(compile(source, f"{name}.py", "exec"), vars(made[name]))
    assert set(made) == {"my_blocks", "my_networks"}
    yield made, program
    for name, module in made.items():
        del sys.modules[name]
        for kind in vars(module).values():
            if isinstance(kind, type) and kind.__module__ == name and "family" in vars(kind):
                del kind.family


@pytest.mark.slow
def test_other_blocks_train_and_are_made_again_of_a_configuration(
    own_networks, real_pictures, tmp_path
):
    module = own_networks[0]["my_blocks"]
    config = pg.NetworkConfig(resolution=8, filters_base=16, filters_max=8, latent_dim=8)
    gan = module.SeparableGAN(
        module.SeparableGenerator(config), pg.GrowingDiscriminator(config), averaging=0.5
    )
    schedule = pg.Schedule.growing(config, images_per_phase=8, batch_size=4)
    run = pg.train(gan, real_pictures[:8, ::4, ::4], schedule, tmp_path / "run")
    kinds = {type(layer) for layer in gan.averaged_generator.blocks[1].layers}
    assert keras.layers.SeparableConv2D in kinds
    again = build_gan(TrainConfig.read(run.path / "config.toml"))
    assert [w.shape for w in again.weights] == [w.shape for w in gan.weights]
    np.testing.assert_array_equal(pg.generate(run, 2), pg.generate(gan, 2))


def test_own_networks_train_and_draw(own_networks, real_pictures, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    modules, program = own_networks
    names = {**vars(modules["my_networks"]), "pictures": real_pictures[:, ::2, ::2]}
    exec(compile(program, "own_networks.md", "exec"), names)
    assert names["samples"].shape == (16, 16, 16, 3)
    assert "noise" in names["run"].history.read_text().splitlines()[0]
    assert float(names["gan"].noise) == pytest.approx(0.5 * (1 - 56 / 64))


def test_networks_of_a_subclass_are_no_networks_of_the_family(own_networks):
    module = own_networks[0]["my_blocks"]
    config = pg.NetworkConfig(resolution=8, filters_base=16, filters_max=8, latent_dim=8)
    with pytest.raises(pg.InputError, match="generator must be a GrowingGenerator, got <Separable"):
        pg.ProgressiveGAN(module.SeparableGenerator(config), pg.GrowingDiscriminator(config))
