"""`keras-pggan recipes`, and `train --recipe`."""

from keras_pggan.recipes import RECIPES


def test_all_recipes_are_told_with_what_they_set(command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    told = command("recipes").stdout
    for name, recipe in RECIPES.items():
        assert f"{name}: {recipe.told} (From {recipe.source}.)\n" in told
    rows = {line.split()[0]: line.split()[1:] for line in told.splitlines() if line.strip()}
    assert rows["loss.name"] == ["wasserstein-gp", *["non-saturating-r1"] * 3, "relativistic"]
    assert rows["network.filters_base"] == ["256"]
    assert rows["learning_rate"] == ["0.001", *["0.003"] * 3, "cosine:0.003:0.001"]


def test_a_plan_says_which_recipe_a_new_run_follows(command, data_file, tmp_path):
    given = ("train", data_file, "--out", tmp_path / "new", "--recipe", "small", "--dry-run")
    result = command(*given, "--resolution", "8", "--batch-size", "8")
    assert result.exit_code == 0, result.output
    assert "recipe small, but for batch_size 8 (not 16); --recipe takes another, " in result.stdout


def test_a_recipe_that_there_is_not_is_refused(refused, data_file, tmp_path):
    says = "error: --recipe must be paper, short, few-pictures, small or relativistic, got tiny"
    refused("train", data_file, "--out", tmp_path / "new", "--recipe", "tiny", says=says)
