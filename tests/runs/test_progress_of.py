"""A run that is not complete says so, from its files alone."""

import json

import pytest

from keras_pggan.runs.progress_of import progress_of

PHASES = "".join(
    f"[[phases]]\nlevel = {level}\nheight = {4 << level}\nwidth = {6 << level}\n"
    for level in (0, 1, 1, 2, 2)
)


@pytest.fixture
def run(tmp_path):
    """Writes a run that completed so many phases, and has older checkpoints, too."""

    def make(*completed):
        (tmp_path / "config.toml").write_text(PHASES)
        for count in completed:
            folder = tmp_path / "checkpoints" / f"images-{count:012d}"
            folder.mkdir(parents=True)
            state = {"phases_completed": count, "phase_images": 7, "sha256": "not looked at"}
            (folder / "state.json").write_text(json.dumps(state))
        return tmp_path

    return make


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        ((8, 12, 3), "8x12: phase 4 of 5, training goes on to 16x24"),
        ((16, 24, 3), "16x24: phase 4 of 5, training is not complete"),
        (None, "phase 4 of 5, training is not complete"),
    ],
)
def test_the_newest_checkpoint_tells_how_far_a_run_is(run, shape, told):
    assert progress_of(run(1, 3), shape) == told


def test_without_its_own_configuration_that_of_a_checkpoint_tells(run):
    folder = run(2)
    (folder / "config.toml").rename(next((folder / "checkpoints").iterdir()) / "config.toml")
    assert progress_of(folder, (8, 12)) == "8x12: phase 3 of 5, training goes on to 16x24"


@pytest.mark.parametrize("damaged", [b"", bytes(90), b"phases = ["])
def test_where_its_own_is_damaged_that_of_a_checkpoint_tells(run, damaged):
    folder = run(2)
    path = folder / "config.toml"
    path.rename(next((folder / "checkpoints").iterdir()) / "config.toml")
    path.write_bytes(damaged)
    assert progress_of(folder, (8, 12)) == "8x12: phase 3 of 5, training goes on to 16x24"


def test_a_complete_run_needs_no_word(run):
    assert progress_of(run(4, 5), (16, 24)) is None


def test_a_newest_checkpoint_that_is_damaged_is_passed_over(run):
    folder = run(2)
    for name in ("images-000000000003", "images-000000000004"):
        (folder / "checkpoints" / name).mkdir()
    (folder / "checkpoints" / "images-000000000004" / "state.json").write_text("{")
    assert progress_of(folder, (4, 6)) == "4x6: phase 3 of 5, training goes on to 16x24"


@pytest.mark.parametrize(
    "config", [None, "", "phases = 3", "phases = []", "phases = [1]", "[", "[[phases]]\nheight = 4"]
)
def test_where_nothing_tells_nothing_is_said(run, config):
    folder = run(2)
    (folder / "config.toml").unlink()
    if config is not None:
        (folder / "config.toml").write_text(config)
    assert progress_of(folder, (4, 6)) is None


def test_without_checkpoints_nothing_is_said(run):
    assert progress_of(run(), (4, 6)) is None
