"""The page of all options, made of the commands and of the fields that they are made of.

`python -m keras_pggan.cli.options_table docs/options.md` writes it.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import typer

from keras_pggan.cli import VERBS, app, name_of
from keras_pggan.cli.from_options import shown
from keras_pggan.given import Given
from keras_pggan.options import ABOUT, About, Option, options_of
from keras_pggan.training.options import Options

HEAD = """# Options

Made of the commands and of the fields that declare the options, by `python -m
keras_pggan.cli.options_table docs/options.md`; change those, not this page.
"""
KEYS = """
## What files alone say

The file of `train --config` has the keys of a run's `config.toml`. What a command line gives counts
before the file, the file before the defaults. Besides those above, of which `phase_images`,
`batch_size` and the like are for all `[[phases]]` at once, it may have:
"""
LOSSES = """
## Keys of `[loss]`

`name` is the name of the loss; the others are by its name:
"""
AUGMENTATIONS = """
## Keys of `[augment]`

`name` is the name of the augmentation, or `none`; the others are by its name:
"""


def options_page() -> str:
    """The whole page, as Markdown."""
    from keras_pggan.augmentation import named_policies
    from keras_pggan.losses import named_losses
    from keras_pggan.runs.config import TrainConfig

    named = (
        *(LOSSES, of_named("loss", named_losses())),
        *(AUGMENTATIONS, of_named("augmentation", named_policies())),
    )
    verbs = [name_of(verb) for verb in VERBS]
    parts = [HEAD, *(f"\n## keras-pggan {verb}\n{of_verb(verb)}" for verb in verbs)]
    return "".join([*parts, KEYS, of_keys(TrainConfig, Options), *named])


def of_verb(verb: str) -> str:
    """The table of what a command takes; with the keys, where files may say it, too."""
    command: Any = typer.main.get_command(app)
    given = [each for each in command.commands[verb].params if each.name != "help"]
    given.sort(key=lambda each: each.param_type_name != "argument")
    if verb == "train":
        keys = {option.name: f"`{key}`" for key, option in _keys(Options)}
        rows = [(_flags(each), keys.get(each.name, ""), _help(each)) for each in given]
        return "\n" + _table(("option", "key in a file", "meaning"), rows)
    return "\n" + _table(("option", "meaning"), [(_flags(each), _help(each)) for each in given])


def of_keys(*kinds: type) -> str:
    """The table of what a file may say, and no command."""
    rows = {
        f"`{key}`": option.about.told(_in_file(option.default))
        for kind in kinds
        for key, option in _keys(kind)
        if not option.about.command
    }
    return "\n" + _table(("key", "meaning"), rows.items())


def _keys(kind: type, table: str = "") -> Iterator[tuple[str, Option]]:
    """The options of a dataclass or a `Given`, by their keys in a file."""
    parts = {kind: table}
    if issubclass(kind, Given):
        parts = dict(kind.tables)
    for part, name in parts.items():
        for option in options_of(part):
            key = f"{name}.{option.name}" if name else option.name
            if dataclasses.is_dataclass(option.default):
                for below, inner in _keys(type(option.default), key):
                    yield below, dataclasses.replace(inner, about=_of_files(inner.about))
            else:
                yield key, option


def _of_files(about: About) -> About:
    """The same of an option in a table of its own, which commands do not offer."""
    return dataclasses.replace(about, command=False)


def of_named(title: str, known: dict[str, type]) -> str:
    """The table of the options of all that the package has of what is known by names."""
    rows = []
    for name, kind in sorted(known.items()):
        if kind.__module__.startswith("keras_pggan."):
            rows.append((f"`{name}`", "`name`", (kind.__doc__ or "").partition("\n")[0]))
            rows += [
                (f"`{name}`", f"`{field.name}`", _of_field(field))
                for field in dataclasses.fields(kind)
            ]
    return "\n" + _table((title, "key", "meaning"), rows)


def _of_field(field: dataclasses.Field) -> str:
    about = field.metadata.get(ABOUT) or About(help="")
    return about.told(_in_file(field.default))


def _in_file(value: Any) -> str:
    """A default as a TOML file has it."""
    if isinstance(value, tuple):
        return str(list(value))
    return str(value).lower() if isinstance(value, bool) else shown(value)


def _help(parameter: Any) -> str:
    """What a command tells of a parameter; Typer adds some of that itself."""
    told = parameter.help or ""
    if parameter.required:
        return f"{told} [required]"
    default = shown(parameter.default) if parameter.show_default else ""
    default = parameter.name if default == "True" else default
    return f"{told} [default: {default}]" if default else told


def _flags(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"`{parameter.name}`"
    return " ".join(f"`{flag}`" for flag in (*parameter.opts, *parameter.secondary_opts))


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "".join(f"| {' | '.join(' '.join(cell.split()) for cell in line)} |\n" for line in lines)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(options_page(), encoding="utf-8")
