"""A loss of one's own, from a file to the page of its run."""

import shutil
import subprocess
import sys

import pytest

from keras_pggan.losses import AdversarialLoss
from keras_pggan.registry import named_subclasses
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.recorded import read_recorded

SOURCE = '''
"""A loss of my own."""
import dataclasses
from keras import ops
from keras_pggan.losses import AdversarialLoss
from keras_pggan.options import option

@dataclasses.dataclass(frozen=True)
class Logistic(AdversarialLoss):
    name = "my-logistic"
    weight: float = option(1.0, "Of both.", least=0)

    def discriminator(self, real_scores, fake_scores):
        return self.weight * (ops.softplus(-real_scores) + ops.softplus(fake_scores))

    def generator(self, real_scores, fake_scores):
        return self.weight * ops.softplus(-fake_scores)
'''
SHORT = ("--resolution", "16", "--no-growing", "--phase-images", "8")
# What a process does that does not know the loss: each of these must end with 0.
ELSEWHERE = """
import sys
from typer.testing import CliRunner
from keras_pggan.cli import app
from keras_pggan.losses import named_losses
data, run, out = sys.argv[1:]
for arguments in (
    ["report", run, "--out", f"{out}/page.html"],
    ["generate", run, "--out", f"{out}/grid.png", "--count", "4"],
    ["export", run, "--out", f"{out}/saved"],
    ["neighbours", run, data, "--out", f"{out}/neighbours.png"],
    ["evaluate", run, data, "--out", f"{out}/found.json", "--metrics", "swd", "--count", "8",
     "--repeats", "1"],
    ["train", data, "--out", run, "--config", f"{run}/config.toml"],
):
    result = CliRunner().invoke(app, arguments)
    print(arguments[0], result.exit_code, result.output, repr(result.exception))
    known = "my-logistic" in named_losses()
    assert result.exit_code == 0, arguments
    assert known == (arguments[0] == "train"), arguments
"""


@pytest.fixture(scope="module")
def trained(command, data_file, run_options, tmp_path_factory):
    """A run that was trained in a folder with nothing but the file; and what it printed."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "my_losses.py").write_text(SOURCE)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        given = ("train", data_file, "--out", "run", *run_options, "--loss", "my-logistic")
        # One short phase, of a size that can be measured.
        result = command(*given, *SHORT, "--import", "my_losses")
    assert result.exit_code == 0, result.output
    return folder / "run"


def test_a_loss_that_fails_is_named_with_its_line(
    command, data_file, run_options, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    wrong = SOURCE.replace("my-logistic", "my-wrong").replace(
        "ops.softplus(-fake_scores)", 'ops.softplus(-fake_scores["real"])'
    )
    (tmp_path / "my_wrong_loss.py").write_text(wrong)
    line = next(n for n, text in enumerate(wrong.splitlines(), 1) if '["real"]' in text)
    file = tmp_path / "my_wrong_loss.py"
    given = ("train", data_file, "--out", "run", *run_options, "--loss", "my-wrong", *SHORT)
    result = command(*given, "--import", "my_wrong_loss")
    assert result.exit_code == 2
    told = result.stderr.splitlines()[-1]
    assert told.startswith(f"error: --import {file}: it fails (")
    assert told.endswith(f" at {file}:{line})")


def test_a_run_keeps_what_it_needs_to_be_continued(trained):
    config = TrainConfig.read(trained / "config.toml")
    assert config.loss == named_subclasses(AdversarialLoss)["my-logistic"]()
    assert config.imports == (str(trained.parent / "my_losses.py"),)


def test_a_complete_run_is_found_complete_from_another_folder(
    command, trained, data_file, run_options, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    given = ("train", data_file, "--out", trained, *run_options, "--loss", "my-logistic")
    result = command(*given, *SHORT)
    assert result.exit_code == 0, result.output
    assert "is complete" in result.output


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ('[loss]\nname = "theirs"\nsharpness = 3', ("loss.name", "theirs")),
        ("[classifier]\nstrictness = 0.5", ("classifier.strictness", "0.5")),
        ('[generator_optimizer]\nclass_name = "Theirs>Lion"', ("Theirs&gt;Lion",)),
    ],
)
def test_a_run_with_parts_that_are_not_known_is_reported_and_drawn(
    command, run, tmp_path, table, told
):
    copied = shutil.copytree(run, tmp_path / "copied")
    heading = table.partition("\n")[0]
    text = (copied / "config.toml").read_text()
    before, _, rest = text.partition(f"\n{heading}\n")
    _, bracket, after = rest.partition("\n[")
    (copied / "config.toml").write_text(f"{before}\n{table}\n{bracket}{after}")
    result = command("report", copied, "--out", tmp_path / "page.html")
    assert result.exit_code == 0, result.output
    page = (tmp_path / "page.html").read_text()
    assert all(part in page for part in told)
    result = command("generate", copied, "--out", tmp_path / "grid.png", "--count", "2")
    assert result.exit_code == 0, result.output
    assert read_recorded(copied / "config.toml").to_dict() == {
        **TrainConfig.read(run / "config.toml").to_dict(),
        **read_recorded(copied / "config.toml").unknown,
    }


def test_a_loss_that_nobody_defined_is_told_with_what_defines_it(
    refused, data_file, run_options, tmp_path
):
    given = ("train", data_file, "--out", tmp_path / "new", *run_options, "--loss", "theirs")
    says = ("--loss must be one of ", "got theirs; one of your own needs --import, with the module")
    refused(*given, says=says)


def test_a_module_that_is_not_there_is_told_before_anything_is_written(
    refused, data_file, run_options, tmp_path
):
    given = ("train", data_file, "--out", tmp_path / "new", *run_options, "--import", "nowhere")
    refused(*given, says="--import nowhere: there is no such module in the current folder or among")
    assert not (tmp_path / "new").exists()


@pytest.mark.slow
def test_a_process_that_does_not_know_the_loss_needs_it_for_nothing_but_training(
    trained, data_file, tmp_path
):
    given = [sys.executable, "-c", ELSEWHERE, data_file, trained, tmp_path]
    done = subprocess.run(given, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
