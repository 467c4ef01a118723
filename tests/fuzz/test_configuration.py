"""A configuration with every key changed: each is told in a sentence, or works."""

import copy
import datetime
import tomllib

import pytest
import tomli_w

pytestmark = pytest.mark.slow
VALUES = (
    *(-1, 0, 1, 2, 3, 7, 1.5, -0.5, 10**12, 2**63 - 1, 1e300, float("nan"), float("inf")),
    *("", "x", "x" * 2000, "8", "true", True, False, [], [1], [1, 2], [[1]], ["a"], {}, {"a": 1}),
    *([0] * 5000, {"name": "hinge"}, {"class_name": "SGD"}, datetime.date(2000, 1, 1)),
)
NONE = object()  # takes the key away


def places(table, before=()):
    """Where every key of nested tables is."""
    for key, part in table.items() if isinstance(table, dict) else enumerate(table):
        yield (*before, key)
        if isinstance(part, dict) or (isinstance(part, list) and part):
            yield from places(part, (*before, key))


def changed(table, place, value):
    """The table with another value there."""
    table = copy.deepcopy(table)
    *way, last = place
    inner = table
    for key in way:
        inner = inner[key]
    if value is NONE:
        del inner[last]
    else:
        inner[last] = value
    return table


@pytest.mark.parametrize("begun", [False, True])
def test_every_key(command, told_or_done, fuzz_data, fuzz_run, tmp_path, chance, begun):
    whole = tomllib.loads((fuzz_run / "config.toml").read_text(encoding="utf-8"))
    config, out = tmp_path / "options.toml", fuzz_run if begun else tmp_path / "run"
    worked = number = 0
    for place in places(whole):
        for value in (NONE, *chance.sample(VALUES, k=3)):
            config.write_text(tomli_w.dumps(changed(whole, place, value)), encoding="utf-8")
            given = ("train", fuzz_data, "--out", out, "--config", config, "--dry-run")
            worked += told_or_done(command(*given), (*given, place, str(value)[:50]))
            number += 1
            assert begun or not out.exists()
    assert 0 < worked < number
    assert number > 150


@pytest.mark.parametrize("part", range(2))
def test_bytes_that_are_changed(command, told_or_done, fuzz_data, fuzz_run, tmp_path, chance, part):
    content = (fuzz_run / "config.toml").read_bytes()
    config = tmp_path / "options.toml"
    for _ in range(40):
        text = bytearray(content)
        for _ in range(chance.randint(1, 4)):
            text[chance.randrange(len(text))] = chance.randrange(256)
        config.write_bytes(bytes(text))
        given = ("train", fuzz_data, "--out", tmp_path / "run", "--config", config, "--dry-run")
        told_or_done(command(*given), given)
