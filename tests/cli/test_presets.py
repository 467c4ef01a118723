"""`keras-pggan presets`, `train --preset`, and what commands make of a preset folder."""

import shutil

import numpy as np
import pytest

import keras_pggan as pg
from keras_pggan.presets import PRESETS
from keras_pggan.zoo import places, read_artefact


def test_all_presets_are_told_with_their_data(command, monkeypatch, run, tmp_path):
    shutil.copytree(run / "preset", tmp_path / "zoo" / "mnist_32")
    shutil.copytree(run / "preset", tmp_path / "zoo" / "more")
    monkeypatch.setattr(places, "PRETRAINED", tmp_path / "zoo")
    told = command("presets").stdout
    for name, preset in PRESETS.items():
        assert f"{name}: {preset.told} Data: {preset.data}. (From {preset.source}.)\n" in told
    rows = {line.split()[0]: line.split()[1:] for line in told.splitlines() if line.strip()}
    assert rows["kanji_64"] == ["64", "2,048", "at", "most", "88", "64", "short", "100,000"]
    assert rows["mnist_32"][-1] == rows["more"][-1] == "yes"


def test_a_plan_follows_a_preset(command, data_file, tmp_path):
    given = ("train", data_file, "--out", tmp_path / "new", "--preset", "mnist_32", "--dry-run")
    result = command(*given, "--phase-images", "32")
    assert result.exit_code == 0, result.output
    assert "recipe short, but for batch_size" not in result.stdout
    assert "recipe short; " in result.stdout
    assert "7 straight 32x32    16" in result.stdout


def test_a_preset_larger_than_the_pictures_is_refused(refused, data_file, tmp_path):
    given = ("train", data_file, "--out", tmp_path / "new", "--preset", "kanji_64")
    refused(*given, says="32x32")
    refused("train", data_file, "--out", tmp_path / "new", "--preset", "no", says="--preset must")


def test_a_run_leaves_its_last_level_as_a_preset(run):
    artefact = read_artefact(run / "preset")
    assert artefact.discriminator is not None
    about = artefact.about
    assert (about.data, about.recipe, about.loss) == ("pictures.npz", "paper", "wasserstein-gp")
    assert about.images_seen == 96
    made = pg.generate(run / "preset", 4, seed=5)
    np.testing.assert_array_equal(made, pg.generate(run, 4, seed=5))
    assert f"# {run.name}/preset\n" in (run / "preset" / "card.md").read_text()


def test_commands_take_the_folder_and_the_name_of_a_model(
    command, run, data_file, tmp_path, monkeypatch
):
    shutil.copytree(run / "preset", tmp_path / "zoo" / "tiny")
    monkeypatch.setattr(places, "PRETRAINED", tmp_path / "zoo")
    for model in (run / "preset", "tiny"):
        for given in (
            ("generate", model, "--out", tmp_path / "pictures.png", "--count", "2"),
            ("walk", model, "--out", tmp_path / "walk.gif", "--seconds", "0.2"),
            ("neighbours", model, data_file, "--out", tmp_path / "sheet.png", "--count", "2"),
            ("export", model, "--out", tmp_path / f"exported-{model == 'tiny'}"),
        ):
            result = command(*given)
            assert result.exit_code == 0, (given, result.output)


def test_training_starts_from_a_preset(command, run, data_file, tmp_path):
    out = tmp_path / "new"
    given = ("train", data_file, "--out", out, "--from", run / "preset", "--phase-images", "8")
    result = command(*given, "--batch-size", "4")
    assert result.exit_code == 0, result.output
    assert "after 96 images): generator, average and discriminator; new: the optimizers" in (
        result.stdout
    )
    # Its first grid, of its own latents, is that of the model it began with.
    assert (out / "samples" / "000000000000-8x8-straight.png").is_file()


def test_training_from_a_generator_alone_makes_a_new_discriminator(
    command, run, data_file, tmp_path
):
    only = tmp_path / "only"
    pg.save_to_preset(pg.from_preset(run / "preset"), only)
    given = ("train", data_file, "--out", tmp_path / "new", "--from", only, "--dry-run")
    result = command(*given, "--filters-base", "32", "--filters-max", "8")
    assert result.exit_code == 0, result.output
    assert "the generator, which is the average, too; new: the discriminator" in result.stdout


@pytest.mark.parametrize("where", ["nowhere", "hf://"])
def test_a_model_that_there_is_not_is_refused(refused, data_file, tmp_path, where):
    says = "there is no such file or folder"
    refused("generate", where, "--out", tmp_path / "x.png", says=says)
    given = ("train", data_file, "--out", tmp_path / "new", "--from", where)
    refused(*given, says=(says, "--from takes a run, a preset or a .keras file"))
