"""Options of commands at their edges and beyond: each is told in a sentence, or works."""

import shutil

import numpy as np
import pytest
import typer

from keras_pggan.cli import app

pytestmark = pytest.mark.slow
VALUES = (
    *(
        "",
        " ",
        "x",
        "-1",
        "0",
        "1",
        "2",
        "3",
        "1.5",
        "-0.0",
        "1e-320",
        "1e400",
        "nan",
        "inf",
        "-inf",
    ),
    *("9" * 12, "9" * 30, "true", "no", "None", "null", "ünïcödé", "a" * 300, "4x4", "0x0", "4x"),
    *(
        "1,2",
        ",",
        "swd,swd",
        "[1]",
        "{}",
        "/dev/null/x",
        "..",
        "--",
        "-x",
        "~",
        "*",
        "%s",
        "\t",
        "1_0",
    ),
)
UNUSED = {  # what takes long, leaves this process, or is asked for on purpose in others
    *("--measure", "--help", "--engine", "--ray-address", "--workers", "--quiet", "--verbose"),
}
EACH = 60  # odd inputs of a command other than `train`


def options_of(name):
    """The options of a command: their flags, and whether they stand without a value."""
    found = typer.main.get_command(app).commands[name].params
    return [
        (flag, bool(each.is_flag))
        for each in found
        if each.param_type_name == "option"
        for flag in (*each.opts, *each.secondary_opts)
        if flag not in UNUSED
    ]


def odd(chance, name, most=2):
    """Some options with odd values."""
    given, found = [], options_of(name)
    for flag, alone in chance.sample(found, k=chance.randint(1, min(most, len(found)))):
        given += [flag] if alone else [flag, chance.choice(VALUES)]
    return given


@pytest.mark.parametrize("part", range(6))
def test_train(command, told_or_done, fuzz_data, fuzz_options, tmp_path, chance, part, monkeypatch):
    monkeypatch.chdir(tmp_path)
    worked = 0
    for number in range(60):
        out = tmp_path / f"run-{number}"
        given = (
            "train",
            fuzz_data,
            "--out",
            out,
            *fuzz_options,
            *odd(chance, "train"),
            "--dry-run",
        )
        worked += told_or_done(command(*given), given)
        assert not out.exists()
    assert 0 < worked < 60


@pytest.mark.parametrize(
    "name", ["generate", "evaluate", "export", "neighbours", "report", "inspect", "select", "shard"]
)
def test_other_commands(
    command, told_or_done, fuzz_data, fuzz_run, tmp_path, chance, name, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    outs = {"generate": "o.npz", "evaluate": "o.json", "neighbours": "o.png", "report": "o.html"}
    out = tmp_path / outs.get(name, "out")
    first = {
        "inspect": [fuzz_data],
        "shard": [fuzz_data, "--out", out],
        "select": [fuzz_data, "--exclude", "0", "--out", out],
        "evaluate": [fuzz_run, fuzz_data, "--out", out, "--metrics", "swd", "--count", "8"],
        "neighbours": [fuzz_run, fuzz_data, "--out", out, "--count", "2"],
        "generate": [fuzz_run, "--out", out, "--count", "2"],
    }.get(name, [fuzz_run, "--out", out])
    worked = 0
    for number in range(EACH + 1):
        given = (name, *first, *(odd(chance, name) if number else ()))  # as it should be, first
        worked += told_or_done(command(*given), given)
        for made in tmp_path.iterdir():
            shutil.rmtree(made) if made.is_dir() else made.unlink()
    assert worked > 0


def test_preprocess(command, told_or_done, real_pictures, tmp_path, chance, monkeypatch):
    from PIL import Image

    folder = tmp_path / "photographs"
    folder.mkdir()
    for number, picture in enumerate(real_pictures[:3]):
        Image.fromarray(picture).save(folder / f"{number}.png")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    for number in range(EACH):
        out = tmp_path / f"{number}.npz"
        given = ("preprocess", folder, "--out", out, "--size", "8", "--no-detect")
        given = (*given, *odd(chance, "preprocess"), "--workers", "1", "--dry-run")
        told_or_done(command(*given), given)


def odd_arrays(chance):
    """Arrays as an .npz may have them."""
    shape = chance.choice(
        [
            *[(8, 16, 16, 3)] * 4,
            (8, 16, 16, 1),
            (8, 16, 16, 4),
            (8, 16, 16, 2),
            (8, 16, 16),
            (8,),
            (),
        ]
        + [(0, 16, 16, 3), (1, 16, 16, 3), (8, 15, 16, 3), (8, 4, 4, 3), (8, 16, 16, 3, 1)]
        + [(8, 0, 16, 3), (8, 2, 2, 3)]
    )
    dtype = chance.choice(
        [*["u1"] * 6, "i4", "f4", "f8", "?", "c8", "U3", "u2", "i8", "S2", "M8[s]"]
    )
    return np.ones(shape, "u1").astype(dtype)


def odd_labels(chance, count):
    return chance.choice(
        [
            np.zeros(count, "i8"),
            np.arange(count),
            np.zeros(count, "f4"),
            np.full(count, -1),
            np.zeros(count + 1, "i8"),
            np.zeros((count, 2), "i8"),
            np.full(count, "a"),
            np.full(count, 10**9),
            np.array(3),
        ]
    )


@pytest.mark.parametrize("name", ["train", "inspect", "shard"])
def test_data(command, told_or_done, fuzz_options, tmp_path, chance, name, monkeypatch):
    monkeypatch.chdir(tmp_path)
    worked = 0
    for number in range(50):
        path = tmp_path / f"{number}.npz"
        images = odd_arrays(chance)
        arrays = {chance.choice(["images"] * 9 + ["pictures"]): images}
        if chance.random() < 0.5:
            arrays["labels"] = odd_labels(chance, images.shape[0] if images.ndim else 1)
        np.savez(path, **arrays)
        if chance.random() < 0.2:
            content = path.read_bytes()
            path.write_bytes(content[: chance.randrange(len(content))])
        out = ("--out", tmp_path / f"out-{number}") if name != "inspect" else ()
        more = (*fuzz_options, "--dry-run") if name == "train" else ()
        given = (name, path, *out, *more)
        worked += told_or_done(command(*given), given)
    assert 0 < worked < 50
