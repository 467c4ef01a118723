"""Where presets are: in this package by name, in a folder, or on a hub."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

from keras_pggan.errors import InputError
from keras_pggan.files import as_path
from keras_pggan.words import kind_and_reason, lacking, listed
from keras_pggan.zoo.artefact import CARD, CONFIG

PRETRAINED = Path(__file__).parent / "pretrained"
REMOTE = re.compile(r"(?P<hub>hf|kaggle):/+(?P<name>\w.*)")  # a Path has one slash of two
NEEDED = [CONFIG, "*.weights.h5", CARD]  # of what a repository may hold besides
TOLD = 20  # names, in a message


def pretrained() -> tuple[str, ...]:
    """The names of the models that come with this package."""
    found = PRETRAINED.iterdir() if PRETRAINED.is_dir() else ()
    return tuple(sorted(path.name for path in found if (path / CONFIG).is_file()))


def folder_of(place: Path | str) -> Path:
    """The folder of a preset: an existing path, else the name of a pretrained model, or a hub's.

    Raises:
        InputError: there is none, or a hub cannot give it.
    """
    remote = REMOTE.fullmatch(str(place))
    if remote:
        return _fetched(remote["hub"], remote["name"])
    path = as_path(place)
    if path.exists():
        return path
    if str(place) in pretrained():
        return PRETRAINED / str(place)
    names = listed(pretrained(), most=TOLD)
    told = f"; pretrained models are {names}" if names and len(path.parts) == 1 else ""
    raise InputError(f"{place}: there is no such file or folder{told}")


def _fetched(hub: str, name: str) -> Path:
    """A copy of what a hub has, by the hub's own client, which keeps it."""
    package = {"hf": "huggingface_hub", "kaggle": "kagglehub"}[hub]
    where = f"{hub}://{name}"
    try:
        client = importlib.import_module(package)
    except ImportError as error:
        raise InputError(lacking(error, where, [package], package)) from error
    try:
        if hub == "hf":
            return Path(client.snapshot_download(repo_id=name, allow_patterns=NEEDED))
        return Path(client.model_download(name))
    except Exception as error:  # whatever a hub's client raises
        raise InputError(f"{where}: it cannot be fetched ({kind_and_reason(error)})") from error
