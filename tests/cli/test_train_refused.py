"""What `keras-pggan train` refuses, in its own words."""

import os
import shutil
from pathlib import Path

import pytest
import tensorflow as tf
from PIL import Image


@pytest.fixture
def config(tmp_path):
    """Writes a TOML file beside the folder of a run that is never made."""

    def write(text):
        path = tmp_path / "options.toml"
        path.write_text(text)
        return path

    return write


LOSSES = (
    *("hinge", "least-squares", "mean-squared-error", "non-saturating-r1"),
    *("relativistic", "wasserstein-gp"),
)
POLICIES = ("ada", "diffaugment", "none")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("network = 5", ("[network]", "a table is expected, got 5")),
        ("phases = 3", "phases must be a list of tables, got 3"),
        ("phases = [7]", ("[[phases]]", "a table is expected, got 7")),
        ("classifier = 2", ("[classifier]", "a table is expected, got 2")),
        ("loss = 'mine'", ("loss must be one of ", *LOSSES, "got mine")),
        ("[loss]\nname = 'mine'", ("loss must be one of ", *LOSSES, "got mine")),
        (
            "[loss]\nname = 'non-saturating-r1'\npenalty_weight = -1.0",
            ("[loss]", "penalty_weight must be 0 or more, got -1.0"),
        ),
        ("augment = 'mine'", ("[augment]: augment must be one of ", *POLICIES, "got mine")),
        ("[augment]\nimages = 5", ("[augment]: name must be given, one of ", *POLICIES)),
        ("[augment]\nname = 'none'\nimages = 5", "[augment]: unknown key images; known are name"),
        ("[augment]\nname = 'ada'\ntarget = 2", ("[augment]: ", "target must be -1 to 1, got 2")),
        (
            "[augment]\nname = 'diffaugment'\ntarget = 0.5",
            "[augment]: unknown key target; known are colour, shift, cutout, probability",
        ),
        ("[classifier]\nweight = -2.0", ("[classifier]", "weight must be 0 or more, got -2.0")),
        ("precision = 'float8'", "precision must be float32, bfloat16 or float16, got float8"),
        (
            "[network]\nresolution = 8\nfused_levels = [5]",
            ("[network]", "fused_levels must be from 1 to 1, got 5"),
        ),
        ("[network]\nlabel_count = -1", ("[network]", "label_count must be 0 or more, got -1")),
        (
            "[network]\nlabel_count = 2\nclass_names = ['cat']",
            ("[network]", "2 class_names are needed, one for each label, got 1"),
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(refused, data_file, config, tmp_path, text, says):
    path = config(text)
    parts = (f"{path}: ", *([says] if isinstance(says, str) else says))
    refused("train", data_file, "--out", tmp_path / "new", "--config", path, says=parts)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--loss", "mine", ("--loss must be one of ", *LOSSES, "got mine")),
        (
            "--augment",
            "mirror",
            (
                *("--augment must be one of ", *POLICIES),
                "got mirror; one of your own needs --import, with the module that defines it",
            ),
        ),
        (
            "--precision",
            "float8",
            "--precision must be float32, bfloat16 or float16, got float8",
        ),
        (
            "--learning-rate",
            "cosine:0.002",
            "--learning-rate must be a number or cosine:START:END or linear:START:END, got "
            "'cosine:0.002'",
        ),
        (
            "--beta-2",
            "linear:0.9:1.5",
            "--beta-2 must be from 0 to below 1, got linear:0.9:1.5",
        ),
        ("--averaging-ramp", "0", "--averaging-ramp must be positive, got 0.0"),
        ("--checkpoints-kept", "0", "--checkpoints-kept must be 1 or more, got 0"),
        ("--checkpoint-images", "-5", "--checkpoint-images must be 1 or more, got -5"),
    ],
)
def test_an_option_that_cannot_be_is_refused(
    refused, data_file, run_options, tmp_path, option, value, says
):
    refused("train", data_file, "--out", tmp_path / "new", *run_options, option, value, says=says)
    assert list(tmp_path.iterdir()) == []


def test_data_that_are_no_path_are_refused(refused, config, tmp_path):
    path = config("data = 5")
    says = f"{path}: data must be the path of an .npz or of a folder, got 5"
    refused("train", "--out", tmp_path / "new", "--config", path, says=says)


def test_data_that_nobody_named_are_asked_for(refused, config, tmp_path):
    ask = "give an .npz or a folder of shards before the options"
    says = f"no data were given, and --out has no run to continue; {ask}"
    refused("train", "--out", tmp_path / "new", says=says)
    path = config("seed = 1")
    says = f"{path}: it names no data; {ask}"
    refused("train", "--out", tmp_path / "new", "--config", path, says=says)


def test_a_resolution_above_the_phases_of_the_file_is_refused(refused, run, data_file, tmp_path):
    given = ("train", data_file, "--out", tmp_path / "new", "--config", run / "config.toml")
    says = (
        f"{run / 'config.toml'}: its phases end at 8, not at the resolution of 16 asked for; "
        "give --phase-images, too, for other phases"
    )
    refused(*given, "--resolution", "16", says=says)


def test_float16_without_a_gpu_is_refused(refused, data_file, run_options, tmp_path, monkeypatch):
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda *_: [])
    says = (
        "precision float16 needs a GPU, and none was found; use float32, or bfloat16 where the "
        "processor has it"
    )
    out = tmp_path / "new"
    refused("train", data_file, "--out", out, *run_options, "--precision", "float16", says=says)
    assert not out.exists()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("notes", "a folder is expected, this is a file"),
        ("notes/below", "notes is a file, a folder is expected there"),
        ("holiday", "a new or empty folder is expected, this has other files"),
    ],
)
def test_an_out_that_is_something_else_is_refused(
    refused, data_file, run_options, tmp_path, name, says
):
    (tmp_path / "holiday").mkdir()
    (tmp_path / "holiday" / "beach.txt").write_text("sand")
    (tmp_path / "notes").write_text("note")
    out = tmp_path / name
    refused("train", data_file, "--out", out, *run_options, says=(f"{out}: ", says))


def test_an_out_where_nothing_can_be_written_is_refused(
    refused, data_file, run_options, tmp_path, monkeypatch
):
    # The mode of a folder does not hold the administrator back, whom tests may run as.
    access = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: Path(path) != tmp_path and access(path, mode)
    )
    out = tmp_path / "new"
    says = f"{out}: {tmp_path} cannot be written to"
    refused("train", data_file, "--out", out, *run_options, says=says)


def test_a_run_whose_configuration_was_changed_by_hand_is_refused(
    refused, run, data_file, run_options, tmp_path
):
    copied = Path(shutil.copytree(run, tmp_path / "copied"))
    shutil.rmtree(max((copied / "checkpoints").iterdir()))
    text = (copied / "config.toml").read_text()
    (copied / "config.toml").write_text(text.replace("latent_dim = 8", "latent_dim = 9"))
    says = "network.latent_dim was 8, 9 is asked for, and the networks that were trained were made"
    given = ("train", data_file, "--out", copied, *run_options)
    refused(*given, "--latent-dim", "9", "--quiet", says=says)


def test_a_part_of_a_run_s_own_file_that_cannot_be_is_told_with_the_file(
    refused, run, data_file, tmp_path
):
    copied = Path(shutil.copytree(run, tmp_path / "copied"))
    text = (copied / "config.toml").read_text()
    assert "[loss]\n" in text
    (copied / "config.toml").write_text(text.replace("[loss]\n", "[loss]\nwait = 3\n"))
    says = f"error: {copied / 'config.toml'}: [loss]: unknown key wait; "
    refused("train", data_file, "--out", copied, says=says)


def test_a_run_whose_file_lost_the_checksum_of_its_pictures_goes_on(
    command, run, data_file, run_options, tmp_path
):
    copied = Path(shutil.copytree(run, tmp_path / "copied"))
    text = (copied / "config.toml").read_text()
    lines = [line for line in text.splitlines() if not line.startswith("data_sha256")]
    (copied / "config.toml").write_text("\n".join(lines) + "\n")
    result = command("train", data_file, "--out", copied, *run_options)
    assert result.exit_code == 0, result.output
    assert f"{copied} is complete" in result.stdout


def test_a_run_without_its_configuration_says_where_a_copy_is(refused, run, data_file, tmp_path):
    copied = Path(shutil.copytree(run, tmp_path / "copied"))
    (copied / "config.toml").unlink()
    last = max((copied / "checkpoints").iterdir())
    says = (
        f"error: {copied}: this run has checkpoints, but no config.toml; put it back "
        f"({last / 'config.toml'} is a copy), or give another folder"
    )
    refused("train", data_file, "--out", copied, says=says)
    refused("train", "--out", copied, says=says)
    assert (last / "config.toml").read_bytes() == (run / "config.toml").read_bytes()


def test_a_batch_that_groups_do_not_fill_names_those_that_they_do(refused, data_file, tmp_path):
    says = (
        "error: --batch-size must be a multiple of 4, the group of the minibatch standard "
        "deviation, got 7 at 4x4-straight; give 4 or 8"
    )
    small = ("--resolution", "8", "--filters-base", "16", "--latent-dim", "4")
    refused("train", data_file, "--out", tmp_path / "new", *small, "--batch-size", "7", says=says)


def test_a_run_whose_pictures_were_moved_asks_where_they_are(refused, run, data_file, tmp_path):
    copied = Path(shutil.copytree(run, tmp_path / "copied"))
    text = (copied / "config.toml").read_text().replace(str(data_file), "/moved/away.npz")
    (copied / "config.toml").write_text(text)
    says = (
        "error: /moved/away.npz: there is no such file or folder, and this run was trained on it; "
        "give the path of its pictures before the options"
    )
    refused("train", "--out", copied, says=says)


@pytest.mark.parametrize(
    "options",
    [("--filters-max", "1000000", "--filters-base", "1000000"), ("--latent-dim", "1000000000")],
)
def test_networks_that_no_machine_holds_are_refused_before_they_are_made(
    refused, data_file, run_options, tmp_path, options
):
    out = tmp_path / "new"
    says = ("the networks would have ", "of weights, and this machine has ")
    refused("train", data_file, "--out", out, *run_options, *options, "--dry-run", says=says)
    assert not out.exists()


def test_a_folder_of_pictures_is_told_with_the_command_for_the_resolution(refused, tmp_path):
    photographs = tmp_path / "my photos"
    photographs.mkdir()
    Image.new("RGB", (90, 72)).save(photographs / "a.png")
    makes = f"`keras-pggan preprocess '{photographs}' --out '{photographs}.npz' --size 32"
    given = ("train", photographs, "--out", tmp_path / "new", "--resolution", "32")
    refused(*given, says=(f"{makes}` makes", f"{makes} --no-detect` one of whole pictures"))


def test_two_measures_of_the_moving_average_are_refused(refused, data_file, config, tmp_path):
    given = "--averaging", "0.9", "--averaging-half-life", "linear:0:1000"
    says = (
        "--averaging and --averaging-half-life must be given one at a time, since both say how far "
        "the moving average reaches back, got 0.9 and linear:0.0:1000.0"
    )
    refused("train", data_file, "--out", tmp_path / "new", *given, says=says)
    path = config("averaging = 0.9\naveraging_half_life = 1000.0\n")
    says = f"{path}: averaging and averaging_half_life must be given one at a time"
    refused("train", data_file, "--out", tmp_path / "new", "--config", path, says=says)


def test_a_beta_that_no_optimizer_would_have_is_refused(refused, data_file, config, tmp_path):
    own = "{ class_name = 'Adam', learning_rate = 0.001 }"
    path = config(f"generator_optimizer = {own}\ndiscriminator_optimizer = {own}\n")
    says = (
        f"{path}: [generator_optimizer] and [discriminator_optimizer] say all of their optimizers, "
        "beta_2 0.9 would have no effect; give it there"
    )
    given = "--config", path, "--beta-2", "0.9"
    refused("train", data_file, "--out", tmp_path / "new", *given, says=says)
