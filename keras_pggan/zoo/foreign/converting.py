"""A file of another program becomes a preset folder."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from keras_pggan.errors import InputError
from keras_pggan.files import as_path
from keras_pggan.models.progressive.conventions import Conventions
from keras_pggan.models.progressive.growing_network import GrowingNetwork
from keras_pggan.models.progressive.network_config import NetworkConfig
from keras_pggan.words import listed, three_digits
from keras_pggan.zoo.about import About
from keras_pggan.zoo.foreign.convert_options import DISCRIMINATOR, GENERATORS, ConvertOptions
from keras_pggan.zoo.foreign.found_network import FoundNetwork, Reader, filters_as_told, merged
from keras_pggan.zoo.foreign.made_network import make
from keras_pggan.zoo.foreign.opening import networks_in
from keras_pggan.zoo.foreign.permuting import BASE
from keras_pggan.zoo.writing import check_place, save_to_preset


@dataclasses.dataclass(frozen=True)
class Converted:
    """The networks of a foreign file, as those of a GAN.

    Args:
        averaged_generator: None where the discriminator alone was taken.
        discriminator: None where the generator alone was taken.
        taken: which networks of the file they are.
        about: where they come from.
    """

    averaged_generator: Any
    discriminator: Any
    taken: tuple[str, ...]
    about: About
    family: str = GrowingNetwork.family


def convert(
    files: Path | str | Sequence[Path | str],
    folder: Path | str,
    options: ConvertOptions | None = None,
) -> Converted:
    """Makes a preset folder of what another program trained; nothing in its files is run.

    Known are the snapshots of the paper's authors' program, the checkpoints of pytorch_GAN_zoo and
    the files of pro-gan-pth. Networks compute here what they compute there.

    Args:
        files: one, or several with one network each.
        folder: new, empty, or a preset that is replaced.
        options: which network is taken, and up to which resolution.

    Raises:
        InputError: a file is of no program that is known, or a part of it is not known here; the
            folder holds something else.
    """
    paths = [as_path(each) for each in ([files] if isinstance(files, Path | str) else files)]
    check_place(as_path(folder))
    converted = read_foreign(paths, options or ConvertOptions())
    alone = converted.averaged_generator or converted.discriminator
    whole = converted.averaged_generator and converted.discriminator
    save_to_preset(converted if whole else alone, folder, about=converted.about)
    return converted


def read_foreign(paths: Sequence[Path], options: ConvertOptions) -> Converted:
    """The networks of foreign files.

    Raises:
        InputError: as `convert`.
    """
    where, program = listed([str(path) for path in paths], most=3), ""
    readers: dict[str, Reader] = {}
    for path in paths:
        program, more = networks_in(path)
        if twice := readers.keys() & more.keys():
            raise InputError(f"{path}: its {min(twice)} is one too many, a file before has it")
        readers |= more
    names = _asked(where, tuple(readers), options.network)
    found = {name: _up_to(where, readers[name](), options.resolution) for name in names}
    shape = _shape(where, found)
    networks: dict[str, GrowingNetwork] = {
        name: make(each, shape, f"{where}: its {name}", judges=name == DISCRIMINATOR)
        for name, each in found.items()
    }
    generator = next((networks[name] for name in GENERATORS if name in networks), None)
    title = f"Converted from {listed([path.name for path in paths], most=3)}, {program}."
    about = About(title=title, notes=_notes(found))
    return Converted(generator, networks.get(DISCRIMINATOR), names, about)


def _asked(where: str, there: tuple[str, ...], network: str | None) -> tuple[str, ...]:
    """The names of the networks that are taken."""
    if network is not None and network not in there:
        raise InputError(
            f"network must be {' or '.join(there) or 'left out'}, which {where} has, got {network}"
        )
    if network is not None:
        return (network,)
    generators = [name for name in GENERATORS if name in there]
    return (*generators[:1], *([DISCRIMINATOR] if DISCRIMINATOR in there else []))


def _up_to(where: str, found: FoundNetwork, resolution: int | None) -> FoundNetwork:
    if resolution is None:
        return found
    known = [BASE << level for level in range(len(found.filters))]
    if resolution not in known:
        told = ", ".join(map(str, known))
        raise InputError(f"resolution must be one of {told}, which {where} has, got {resolution}")
    return found.up_to(1 + known.index(resolution))


def _shape(where: str, found: dict[str, FoundNetwork]) -> NetworkConfig:
    shape, conventions = merged(found, where)
    shape["resolution"] = BASE << (len(shape["level_filters"]) - 1)
    try:
        return NetworkConfig(**filters_as_told(shape), conventions=Conventions(**conventions))
    except InputError as error:
        raise InputError(f"{where}: {error}") from error


def _notes(found: dict[str, FoundNetwork]) -> tuple[str, ...]:
    notes = [note for each in found.values() for note in each.notes]
    alpha = min(each.alpha for each in found.values())
    if alpha < 1.0:
        notes.append(
            f"Its last level was fading in, at alpha {three_digits(alpha)}: commands draw it as if "
            "that had ended, the network's `fade_in` model as it was."
        )
    return tuple(dict.fromkeys(notes))
