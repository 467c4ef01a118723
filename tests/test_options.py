"""Laws of options: one field says all that is to be known of one."""

import dataclasses
from typing import ClassVar

import pytest

from keras_pggan.errors import InputError
from keras_pggan.given import Given
from keras_pggan.options import check, described, option, options_of


@described
@dataclasses.dataclass(frozen=True, kw_only=True)
class Drawing:
    """How something is drawn.

    Args:
        what: what is drawn.

    Raises:
        InputError: a value out of range.
    """

    what: str = "a house"
    decay: float = option(0.5, "How it fades.", least=0, below=1)
    width: int | None = option(
        None, "Of a line.", least=1, unit="pixels", default="that of the pen"
    )
    rate: float = option(0.1, "How fast.", above=0, key="drawing_rate")
    colours: tuple[str, ...] = option(("red",), "Which.", choices=("red", "blue"))
    paper: str = option("white", "Under it.", choices=("white", "gray", "black"), command=False)

    def __post_init__(self):
        check(self)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Frame:
    """What is around it."""

    gold: bool = option(False, "Whether it shines.")


class Asked(Given):
    """Some options of both."""

    tables: ClassVar = {Drawing: "drawing", Frame: ""}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"decay": 1.0}, "decay must be from 0 to below 1, got 1.0"),
        ({"decay": float("nan")}, "decay must be from 0 to below 1, got nan"),
        ({"width": 0}, "width must be 1 pixel or more, got 0"),
        ({"rate": 0.0}, "rate must be positive, got 0.0"),
        ({"rate": float("inf")}, "rate must be positive and finite, got inf"),
        ({"colours": ("red", "green")}, "colours must be some of red, blue, got green"),
        ({"colours": ()}, "colours must be some of red, blue, got none"),
        ({"colours": ("red", "red")}, "colours must be named once each, got red, red"),
        ({"paper": "pink"}, "paper must be white, gray or black, got pink"),
    ],
)
def test_a_value_out_of_range_is_told_with_the_name_of_its_field(values, message):
    with pytest.raises(InputError) as told:
        Drawing(**values)
    assert str(told.value) == message


def test_ends_that_are_included_are_taken():
    assert Drawing(decay=0, width=1, colours=("blue", "red")).colours == ("blue", "red")


def test_only_fields_that_say_what_they_are_are_options():
    assert [each.field for each in options_of(Drawing)] == [
        *("decay", "width", "rate", "colours", "paper"),
    ]
    assert {each.name: each.default for each in Asked.options()} == {
        "decay": 0.5,
        "width": None,
        "drawing_rate": 0.1,
        "colours": ("red",),
        "paper": "white",
        "gold": False,
    }


def test_the_docstring_tells_of_every_field_once():
    lines = Drawing.__doc__.splitlines()
    assert lines[:4] == [
        "How something is drawn.",
        "",
        "Args:",
        "    decay: How it fades.  [from 0 to below 1]",
    ]
    assert "    width: Of a line.  [1 pixel or more; default: that of the pen]" in lines
    assert lines[-5:] == [
        "    paper: Under it.  [white, gray or black]",
        "    what: what is drawn.",
        "",
        "Raises:",
        "    InputError: a value out of range.",
    ]


def test_what_was_given_is_told_apart_by_dataclass_and_by_the_names_of_fields():
    given = Asked(drawing_rate=0.2, gold=False, width=None)
    assert given.of(Drawing) == {"rate": 0.2}
    assert given.of(Frame) == {"gold": False}
    assert (given.get("gold"), given.get("decay")) == (False, None)


def test_what_was_given_is_checked_by_the_name_that_users_know():
    with pytest.raises(InputError, match="drawing_rate must be positive, got 0"):
        Asked(drawing_rate=0)
    with pytest.raises(TypeError, match="no option rate; known are decay, width, drawing_rate"):
        Asked(rate=0.2)
