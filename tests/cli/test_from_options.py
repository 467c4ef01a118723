"""A field of a dataclass is an option of a command, by itself."""

import dataclasses
from pathlib import Path
from typing import Annotated, ClassVar

import pytest
import typer
from typer.testing import CliRunner

from keras_pggan.cli.from_options import from_options
from keras_pggan.given import Given
from keras_pggan.options import check, option


@dataclasses.dataclass(frozen=True, kw_only=True)
class Drawing:
    """How something is drawn."""

    size: int = option(8, "Side.", least=4, unit="pixels")
    decay: float = option(0.5, "How it fades.", least=0, below=1)
    shape: tuple[int, int] = option((4, 4), "Of it.", form="HEIGHTxWIDTH, such as 4x6")
    colours: tuple[str, ...] = option(("red",), "Which.", choices=("red", "blue"))
    signed: bool = option(False, "With a name.")
    framed: bool = option(True, "In a frame.")
    pen: Path | str | None = option(None, "What draws.", default="a pencil")
    line_count: int | None = option(None, "How many.", key="lines", least=1)
    hidden: int = option(3, "Not for commands.", command=False)

    def __post_init__(self):
        check(self)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Longer(Drawing):
    """The same, with an option more."""

    height: int = option(2, "How high it hangs.", least=0)


class Asked(Given):
    """What was asked for."""

    tables: ClassVar = {Drawing: ""}


def run(kind, *arguments):
    """The dataclass that a command was given, and what it printed."""
    found = []

    @from_options
    def command(
        what: Annotated[str, typer.Argument(help="What is drawn.")],
        options: kind,
        dry: Annotated[bool, typer.Option("--dry", help="Without ink.")] = False,
    ) -> None:
        found.append((what, options, dry))

    app = typer.Typer(rich_markup_mode=None, add_completion=False)
    app.command()(command)
    result = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200"})
    return found, result


def test_without_options_the_dataclass_has_its_defaults():
    assert run(Drawing, "house")[0] == [("house", Drawing(), False)]


def test_what_is_given_is_what_the_dataclass_has():
    (found,), _ = run(
        Drawing,
        *("house", "--size", "16", "--decay", "0.25", "--shape", "4x6", "--colours", "blue, red"),
        *("--signed", "--no-framed", "--pen", "a.pen", "--lines", "3", "--dry"),
    )
    assert found == (
        "house",
        Drawing(
            size=16,
            decay=0.25,
            shape=(4, 6),
            colours=("blue", "red"),
            signed=True,
            framed=False,
            pen=Path("a.pen"),
            line_count=3,
        ),
        True,
    )


def test_a_new_field_is_an_option_by_itself():
    assert run(Longer, "house", "--height", "5")[0][0][1] == Longer(height=5)
    assert run(Drawing, "house", "--height", "5")[1].exit_code == 2


def test_what_was_not_given_is_told_from_a_default():
    (found,), _ = run(Asked, "house", "--size", "8", "--no-signed", "--shape", "4x4")
    assert found[1].of(Drawing) == {"size": 8, "signed": False, "shape": (4, 4)}


def test_help_tells_meaning_range_and_default():
    lines = [" ".join(line.split()) for line in run(Drawing, "--help")[1].stdout.splitlines()]
    assert "--size <int> Side. [4 pixels or more; default: 8]" in lines
    assert "--shape HEIGHTxWIDTH Of it. [default: 4x4]" in lines
    assert "--colours <str> Which. [red or blue; default: red]" in lines
    assert "--signed With a name." in lines
    assert "--framed / --no-framed In a frame. [default: framed]" in lines
    assert "--pen <path> What draws. [default: a pencil]" in lines
    assert not [line for line in lines if "hidden" in line]
    lines = [" ".join(line.split()) for line in run(Asked, "--help")[1].stdout.splitlines()]
    assert "--size <int> Side. [4 pixels or more; default: 8]" in lines
    assert "--signed / --no-signed With a name. [default: no-signed]" in lines


@pytest.mark.parametrize("kind", [Drawing, Asked])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--size", "3"), "--size must be 4 pixels or more, got 3"),
        (("--decay", "1"), "--decay must be from 0 to below 1, got 1.0"),
        (("--colours", "green"), "--colours must be some of red, blue, got green"),
        *(
            (("--shape", text), f"--shape must be HEIGHTxWIDTH, such as 4x6, got {text}")
            for text in ("4", "4x", "axb", "4x6x3")
        ),
    ],
)
def test_a_value_that_cannot_be_is_told_by_the_option_and_ends_with_2(kind, arguments, message):
    found, result = run(kind, "house", *arguments)
    assert (found, result.exit_code) == ([], 2)
    assert result.stderr == f"error: {message}\n"


def test_a_key_of_its_own_is_the_name_of_the_option():
    assert (
        run(Asked, "house", "--lines", "0")[1].stderr == "error: --lines must be 1 or more, got 0\n"
    )
    assert run(Drawing, "house", "--lines", "0")[1].exit_code == 2


def test_two_options_of_one_name_are_refused_where_the_command_is_made():
    with pytest.raises(ValueError, match="duplicate parameter name: 'size'"):

        @from_options
        def command(one: Drawing, other: Longer) -> None:
            """Never."""
