"""A preset folder: the networks of a model as values, their weights, and a card.

    config.json               format, family, networks, resolution, value range, what is known of it
    model.weights.h5          weights of the generator (the averaged one, of a GAN)
    discriminator.weights.h5  weights of the discriminator, where it is kept
    card.md                   all that in words

Nothing in it is code, and nothing is run to read it.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from keras_pggan.errors import InputError
from keras_pggan.files import as_path
from keras_pggan.words import brief, kind_and_reason, unreadable
from keras_pggan.zoo.about import About

PARTS = ("generator", "discriminator")
CONFIG, CARD = "config.json", "card.md"
GENERATOR, DISCRIMINATOR = "model.weights.h5", "discriminator.weights.h5"
MARK = "keras_pggan_preset"  # the key whose value is the format's version
FORMAT = 1
VALUE_RANGE = [-1.0, 1.0]  # black and white, of what a generator returns
LARGEST_CONFIG = 1 << 22  # bytes; class names may be many
FILE = re.compile(r"[\w][\w.-]*\.weights\.h5")  # a name in the folder, never a path


@dataclasses.dataclass(frozen=True, kw_only=True)
class Part:
    """One network of a preset folder.

    Args:
        class_name: its class, as Keras has it registered.
        config: what its `get_config` returned.
        file: the name of its weights in the folder.
        sha256: of that file.
        precision: of the numbers in it, float32 or float16.
    """

    class_name: str
    config: dict[str, Any]
    file: str
    sha256: str
    precision: str = "float32"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Artefact:
    """What a preset folder says of itself.

    Args:
        family: of its networks.
        resolution: height of its pictures in pixels.
        generator: maps latents to pictures; None of a discriminator alone.
        discriminator: None where it is not kept.
        about: what is known of it.
        folder: where it lies; None before it is written.
    """

    family: str
    resolution: int
    generator: Part | None = None
    discriminator: Part | None = None
    about: About = dataclasses.field(default_factory=About)
    folder: Path | None = None

    @property
    def main(self) -> Part:
        """The generator; of a discriminator alone, that.

        Raises:
            InputError: there is neither.
        """
        found = self.generator or self.discriminator
        if found is None:
            raise InputError("it has no network")
        return found

    def table(self) -> dict[str, Any]:
        """What `config.json` holds."""
        parts = {name: getattr(self, name) for name in PARTS}
        return {
            MARK: FORMAT,
            "family": self.family,
            "resolution": self.resolution,
            "value_range": VALUE_RANGE,
            **{name: dataclasses.asdict(part) for name, part in parts.items() if part},
            "about": self.about.table(),
        }


def is_artefact(folder: Path | str) -> bool:
    """Whether a folder says that it is a preset; it may be damaged otherwise.

    A `config.json` alone does not tell: other programs' models have one, too.
    """
    path = as_path(folder) / CONFIG
    try:
        table = json.loads(_text(path)) if path.is_file() else None
    except (ValueError, RecursionError):
        return False
    return isinstance(table, dict) and MARK in table


def read_artefact(folder: Path | str) -> Artefact:
    """Reads what a preset folder says of itself; its weights are not opened.

    Raises:
        InputError: it is none, damaged, or of a later version.
    """
    folder = as_path(folder)
    path = folder / CONFIG
    try:
        table = json.loads(_text(path))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: not JSON ({kind_and_reason(error)})") from error
    if not isinstance(table, dict) or MARK not in table:
        raise InputError(f"{path}: not a preset of keras_pggan, it lacks the key {MARK}")
    if table[MARK] != FORMAT:
        raise InputError(
            f"{path}: a preset of format {brief(table[MARK])}, {FORMAT} is known here; update "
            "keras_pggan"
        )
    try:
        found = Artefact(
            family=_text_of(table, "family"),
            resolution=int(table["resolution"]),
            **{name: _part(table[name]) for name in PARTS if name in table},
            about=About(**table.get("about", {})),
            folder=folder,
        )
        if not (found.generator or found.discriminator):
            raise InputError("it has no network")
        return found
    except (KeyError, TypeError, ValueError, OverflowError) as error:  # InputError is one of these
        raise InputError(
            f"{path}: a preset is damaged ({kind_and_reason(error)}); fetch it again"
        ) from error


def _part(table: Any) -> Part:
    part = Part(**table)
    names = (part.class_name, part.file, part.sha256, part.precision)
    if not isinstance(part.config, Mapping) or not all(isinstance(each, str) for each in names):
        raise InputError("a network is described by something else")
    if not FILE.fullmatch(part.file):
        raise InputError(f"weights must be a file in the folder, got {brief(part.file)}")
    return part


def _text_of(table: Mapping[str, Any], key: str) -> str:
    if not isinstance(table[key], str):
        raise InputError(f"{key} must be a text, got {brief(table[key])}")
    return str(table[key])


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_CONFIG + 1)
    except OSError as error:
        raise InputError(f"{path}: {unreadable(error)}") from error
    if len(content) > LARGEST_CONFIG:
        raise InputError(f"{path}: larger than {LARGEST_CONFIG >> 20} MiB, this is no preset")
    return content.decode("utf-8")
