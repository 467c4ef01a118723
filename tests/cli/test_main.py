"""The command as a whole, and what importing the package costs."""

import ast
import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path

import pytest

import keras_pggan as pg
import keras_pggan.cli
from keras_pggan.cli.usage import OneLineErrors
from keras_pggan.export import named_formats

VERBS = tuple(each.name for each in keras_pggan.cli.app.registered_commands)
HEAVY = {"keras", "tensorflow", "numpy", "cv2", "rich", "msgspec"}


def python(*arguments, folder):
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )


def test_help_names_every_verb(command):
    result = command("--help")
    assert result.exit_code == 0
    assert {"preprocess", "train", "evaluate", "report"} <= set(VERBS)
    assert set(VERBS) <= set(re.findall(r"^  ([\w-]+) ", result.stdout, re.MULTILINE))


def test_help_gives_an_example_of_a_verb(command):
    example = re.search(r"Example: keras-pggan (\w+) ", command("--help").stdout)
    assert example[1] in VERBS


def test_without_arguments_the_command_shows_its_help(command):
    assert command("--help").stdout in command().output


@pytest.mark.parametrize("verb", VERBS)
def test_help_of_a_verb_gives_an_example_that_uses_options_it_has(command, verb):
    result = command(verb, "--help")
    assert result.exit_code == 0
    example = re.search(rf"Example: keras-pggan {verb}(.*?)\n\n", result.stdout, re.DOTALL)
    described = result.stdout[example.end() :]
    wanted = re.findall(r"--[\w-]+", example[1])
    assert wanted or verb in ("recipes", "presets")
    assert set(wanted) <= set(re.findall(r"--[\w-]+", described))


def test_version_is_printed_alone(command):
    result = command("--version")
    assert (result.exit_code, result.stdout) == (0, f"{pg.__version__}\n")
    assert importlib.metadata.version("keras_pggan") == pg.__version__


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ("trane",),
            "there is no command trane; known are preprocess, inspect, select, shard, recipes, "
            "presets, train, convert, generate, walk, project, direction, label, train-filter, "
            "evaluate, neighbours, report, export, app (see keras-pggan --help)",
        ),
        (("--colour",), "there is no option --colour (see keras-pggan --help)"),
        (
            ("train", "x.npz", "--out", "run", "--conf", "a.toml"),
            "there is no option --conf; --config may be meant (see keras-pggan train --help)",
        ),
        (
            ("train", "x.npz", "--out", "run", "--bogus", "a"),
            "there is no option --bogus (see keras-pggan train --help)",
        ),
        (("generate", "run"), "--out must be given (see keras-pggan generate --help)"),
        (("generate", "--out", "x.png"), "model must be given (see keras-pggan generate --help)"),
        (("generate", "run", "--out"), "--out must be followed by a value"),
        (
            ("generate", "run", "more", "--out", "x.png"),
            "nothing is expected after the other arguments, got more (see keras-pggan generate "
            "--help)",
        ),
        (
            ("generate", "run", "--out", "x.png", "--count", "0"),
            "--count must be 1 or more, got 0",
        ),
        (
            ("generate", "run", "--out", "x.png", "--count", "x"),
            "--count must be a whole number, got x",
        ),
        (
            ("shard", "x.npz", "--out", "x", "--per-shard", "1.5"),
            "--per-shard must be a whole number, got 1.5",
        ),
        (
            ("train", "x.npz", "--out", "run", "--averaging", "half"),
            "--averaging must be a number, got half",
        ),
        (
            ("train", "x.npz", "--out", "run", "--resolution", ""),
            "--resolution must be a whole number, got nothing",
        ),
        (
            ("train", "x.npz", "--out", "run", "--resolution", 3000 * "12"),
            f"--resolution must be a whole number, got {24 * '12'} ... 2{23 * '12'}",
        ),
        (
            ("train", "x.npz", "--out", "run", "--quiet=5"),
            "--quiet must be given without a value",
        ),
        (
            ("preprocess", "--out", "x.npz"),
            "sources must be given (see keras-pggan preprocess --help)",
        ),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, tuple) else "",
)
def test_a_usage_error_is_told_in_one_line(command, tmp_path, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    result = command(*arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"error: {says}\n")
    assert list(tmp_path.iterdir()) == []


def test_the_exit_code_of_help_is_success_and_that_of_an_interrupt_says_so(command, monkeypatch):
    def interrupted(context):
        raise KeyboardInterrupt

    assert command("train", "--help").exit_code == 0
    monkeypatch.setattr(OneLineErrors, "invoke", lambda self, context: interrupted(context))
    assert command("train").exit_code == 130


def test_importing_the_package_imports_no_framework(tmp_path):
    code = (
        "import sys, keras_pggan; "
        "print('keras_pggan' in sys.modules, sorted({'keras', 'tensorflow'} & set(sys.modules)))"
    )
    assert python("-c", code, folder=tmp_path).stdout == "True []\n"


@pytest.mark.parametrize("verb", [(), *((verb,) for verb in VERBS)], ids=" ".join)
def test_help_imports_nothing_that_takes_time(tmp_path, verb):
    told = python("-X", "importtime", "-m", "keras_pggan", *verb, "--help", folder=tmp_path)
    assert told.returncode == 0
    assert told.stdout.startswith("Usage: ")
    imported = {line.rpartition("|")[2].strip() for line in told.stderr.splitlines()}
    assert {"typer", "keras_pggan.cli"} <= imported
    assert not {name for name in imported if name.split(".")[0] in HEAVY}


def test_a_process_tells_bad_input_in_one_line_without_the_noise_of_tensorflow(tmp_path):
    told = python("-m", "keras_pggan", "generate", "no/where", "--out", "x.png", folder=tmp_path)
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr == "error: no/where: there is no such file or folder\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("error", "kept"), [("KeyboardInterrupt", False), ("OSError", True)])
def test_the_noise_of_tensorflow_is_shown_with_an_error_and_not_after_ctrl_c(tmp_path, error, kept):
    code = (
        "import os\n"
        "from keras_pggan.stderr import stderr_kept_back\n"
        "try:\n"
        "    with stderr_kept_back():\n"
        "        os.write(2, b'noise')\n"
        f"        raise {error}\n"
        f"except {error}:\n"
        "    os.write(2, b'!')\n"
    )
    assert python("-c", code, folder=tmp_path).stderr == ("noise!" if kept else "!")


def test_the_console_script_is_installed_and_is_this_command(tmp_path):
    (entry,) = importlib.metadata.entry_points(group="console_scripts", name="keras-pggan")
    assert entry.load() is keras_pggan.cli.main
    script = Path(sys.executable).with_name("keras-pggan")
    told = subprocess.run([script, "--version"], capture_output=True, text=True, cwd=tmp_path)
    assert told.stdout == f"{pg.__version__}\n"


def test_a_folder_that_was_deleted_is_told(tmp_path):
    code = (
        "import os; os.rmdir(os.getcwd()); import keras_pggan.cli as cli; "
        "cli.app(['generate', 'run', '--out', 'pictures.png'])"
    )
    (tmp_path / "gone").mkdir()
    done = python("-c", code, folder=tmp_path / "gone")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "error: the current folder was deleted; change to one"


def test_what_is_logged_is_told_as_a_warning(tmp_path):
    code = (
        "import logging, keras_pggan.cli as cli; cli.app = lambda: "
        "logging.getLogger('keras_pggan').warning('%s is damaged', 'a'); cli.main()"
    )
    assert python("-c", code, folder=tmp_path).stderr == "warning: a is damaged\n"


@pytest.mark.parametrize("name", [name for name in pg.__all__ if name != "__version__"])
def test_a_public_name_resolves_to_what_bears_it(name):
    assert getattr(pg, name).__name__.removeprefix("keras_pggan.") == name


def test_dir_shows_the_public_names_and_others_do_not_exist():
    assert sorted(dir(pg)) == sorted(pg.__all__)
    with pytest.raises(AttributeError, match="Generatr"):
        _ = pg.Generatr


def test_type_checkers_see_the_public_names():
    stub = ast.parse(Path(pg.__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
    aliases = [alias for node in stub.body for alias in node.names]
    assert sorted(alias.name for alias in aliases) == sorted(pg.__all__)
    # Of a stub, a name is public where it is imported as itself.
    assert all(alias.asname == alias.name for alias in aliases)


def test_the_public_names_need_no_extra(tmp_path):
    code = (
        "import sys\n"
        "sys.modules.update(dict.fromkeys(['mtcnn', 'ray', 'fsspec', 'jinja2', 'matplotlib']))\n"
        "import keras_pggan as pg\n"
        "print(len([getattr(pg, name) for name in pg.__all__]))"
    )
    assert python("-c", code, folder=tmp_path).stdout == f"{len(pg.__all__)}\n"


def test_a_format_that_is_none_is_told_with_those_that_are(refused):
    known = ", ".join(sorted(named_formats()))  # some test may have defined one more
    says = f"error: --format must be one of {known}, got paper"
    refused("export", "run", "--out", "x", "--format", "paper", says=says)
