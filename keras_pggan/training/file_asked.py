"""What a TOML file says of a run, and a preset in its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from keras_pggan.errors import InputError
from keras_pggan.kinds import in_words
from keras_pggan.options import options_of
from keras_pggan.presets import preset_of
from keras_pggan.recipes import RECIPES
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.toml_files import check_keys, fitting, read_toml
from keras_pggan.schedule import Phase
from keras_pggan.training.options import Growth, Options
from keras_pggan.training.start import Beginning

# What a file may say of all phases at once, in no table.
OF_PHASES = [each for kind in (Phase, Growth, Beginning) for each in options_of(kind)]
OF_PHASES_KEYS = [each.name for each in OF_PHASES]
# Of the run that a file was written for: its changes, and its source, which is opened anew.
OF_OTHER = ("changes", "source")
PRESET = "preset"


def given_by(path: Path | None, options: Options) -> tuple[dict[str, Any], str]:
    """What a file says over what a preset says, if one is named; and the name of the file."""
    given, where = (read_toml(path), str(path)) if path else ({}, "")
    check_keys(given, [*TrainConfig.keys(), PRESET, *OF_PHASES_KEYS], f"{where}: ")
    in_file = given.pop(PRESET, None)
    name = options.get(PRESET) or in_file
    if name is None:
        return given, where
    values = dict(preset_of(name).values)
    recipe = options.get("recipe") or given.get("recipe")
    gone = set(OF_PHASES_KEYS) if "phases" in given else set()  # each of which says all of itself
    if recipe in RECIPES and recipe != values["recipe"]:
        gone |= {*RECIPES[recipe].values, "recipe"} - {"network"}
    values = {key: value for key, value in values.items() if key not in gone}
    return over(values, given) | {key: given[key] for key in OF_OTHER if key in given}, where


def over(values: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Values with what a file gives in their place; of the network's table, each key by itself."""
    table, other = values.get("network"), given.get("network")
    network = {**table, **other} if isinstance(table, dict) and isinstance(other, dict) else other
    kept = {key: part for key, part in given.items() if key not in OF_OTHER}
    merged = without_other_averaging(values, given) | kept
    return {**merged, "network": network} if other is not None else merged


def without_other_averaging(values: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Values without the moving average's one measure where the other is given in its place."""
    measures = {"averaging", "averaging_half_life"}
    gone = measures - set(given) if measures & set(given) else set()
    return {key: value for key, value in values.items() if key not in gone}


def of_all_phases(of_phases: dict[str, Any], where: str) -> Options:
    """What a file says of all phases at once."""
    start, hints = f"{where}: " if where else "", {each.name: each.hint for each in OF_PHASES}
    values = {
        name: fitting(value, hints[name], f"{start}{name} must be {in_words(hints[name])}")
        for name, value in of_phases.items()
    }
    try:
        return Options(**values)
    except InputError as error:
        raise InputError(f"{start}{error}") from error
