"""Networks into a preset folder."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.files import as_path, check_writable, sha256_of, write_json, written_whole
from keras_pggan.models.blur.blur_discriminator import BlurDiscriminator
from keras_pggan.models.progressive.growing_discriminator import GrowingDiscriminator
from keras_pggan.words import brief
from keras_pggan.zoo.about import About
from keras_pggan.zoo.artefact import (
    CARD,
    CONFIG,
    DISCRIMINATOR,
    FILE,
    GENERATOR,
    Artefact,
    Part,
    is_artefact,
)
from keras_pggan.zoo.card import card

FILES = {"generator": GENERATOR, "discriminator": DISCRIMINATOR}
OF_A_RUN = "preset"  # the folder of a run that holds one
PRECISIONS = ("float32", "float16")


def save_to_preset(
    model: Any,
    folder: Path | str,
    *,
    about: About | None = None,
    precision: str = "float32",
    level: int | None = None,
) -> None:
    """Writes a model as a preset folder, from which `from_preset` and all commands read it.

    Args:
        model: a GAN, of which the averaged generator and the discriminator are kept; or a
            generator that is a network of its own, such as a `GrowingGenerator`; or such a
            discriminator, which commands do not take.
        folder: new, empty, or a preset that is replaced; what else lies in its folder stays.
        about: what the card says besides.
        precision: of the weights in the file, float32 or float16, which is half as large.
        level: the last one that is kept; by default, all are.

    Raises:
        InputError: another model, or a folder that holds something else.
    """
    if precision not in PRECISIONS:
        raise InputError(f"precision must be {' or '.join(PRECISIONS)}, got {brief(precision)}")
    folder = as_path(folder)
    check_place(folder)
    networks, family = _networks(model)
    shape = _shape(next(iter(networks.values())), level)
    with written_whole(folder) as temporary:
        temporary.mkdir()
        parts = {
            name: _written(network, shape, temporary / FILES[name], precision)
            for name, network in networks.items()
        }
        artefact = Artefact(
            family=family,
            resolution=shape.resolution,
            generator=parts.get("generator"),
            discriminator=parts.get("discriminator"),
            about=about or About(),
        )
        _keep_others(folder, temporary)
        write_json(temporary / CONFIG, artefact.table())
        (temporary / CARD).write_text(card(artefact, _name(folder)), encoding="utf-8")


def _name(folder: Path) -> str:
    """What the card calls it: that of a run has the run's name, too."""
    return f"{folder.parent.name}/{folder.name}" if folder.name == OF_A_RUN else folder.name


def _keep_others(folder: Path, temporary: Path) -> None:
    """Copies what is not of the preset, such as a film of it or the history of a repository."""
    for each in folder.iterdir() if folder.is_dir() else ():
        if each.name in (CONFIG, CARD) or FILE.fullmatch(each.name):
            continue
        if each.is_dir() and not each.is_symlink():
            shutil.copytree(each, temporary / each.name, symlinks=True)
        else:
            shutil.copy2(each, temporary / each.name, follow_symlinks=False)


def check_place(folder: Path) -> None:
    """Raises InputError for a folder that cannot become a preset: one with other files."""
    check_writable(folder)
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: a folder is expected, this is a file")
    if folder.is_dir() and any(folder.iterdir()) and not is_artefact(folder):
        raise InputError(f"{folder}: a new or empty folder is expected, this has other files")


def _networks(model: Any) -> tuple[dict[str, Any], str]:
    """The networks that are kept by what they are, and the name of their family."""
    if hasattr(model, "averaged_generator"):
        kept = {"generator": model.averaged_generator, "discriminator": model.discriminator}
        return kept, model.family
    if isinstance(model, keras.Model) and hasattr(getattr(model, "config", None), "latent_dim"):
        judges = isinstance(model, GrowingDiscriminator | BlurDiscriminator)
        kept = {"discriminator" if judges else "generator": model}
        return kept, getattr(model, "family", "progressive")
    raise InputError(
        "a GAN or a generator that is a network of its own, such as a pg.GrowingGenerator, is "
        f"expected, got {brief(model)}"
    )


def _shape(network: Any, level: int | None) -> Any:
    """The configuration of the networks up to a level."""
    shape = network.config
    if level is None or level == shape.level_count - 1:
        return shape
    resolution = shape.image_shape(level)[0]
    return shape.up_to(resolution)


def _written(network: Any, shape: Any, path: Path, precision: str) -> Part:
    """Writes the weights of a network, and says what they are of."""
    name = keras.saving.get_registered_name(type(network))
    config = {**network.get_config(), "config": dataclasses.asdict(shape), "dtype": "float32"}
    if shape != network.config or network.dtype_policy.name != "float32":
        whole, network = network, type(network).from_config(config)
        network.take_levels(whole)
    network.save_weights(path)
    if precision == "float16":
        _halve(path)
    return Part(
        class_name=name,
        config=config,
        file=path.name,
        sha256=sha256_of(path),
        precision=precision,
    )


def _halve(path: Path) -> None:
    """Has a file of weights hold its float32 numbers as float16."""
    whole = path.with_suffix(".whole")
    path.rename(whole)
    with h5py.File(whole) as source, h5py.File(path, "w") as half:

        def copy(name: str, item: Any) -> None:
            if isinstance(item, h5py.Group):
                taken = half.require_group(name)
            else:
                number = np.asarray(item)
                narrow = number.astype(np.float16) if number.dtype == np.float32 else number
                taken = half.create_dataset(name, data=narrow)
            for key, value in item.attrs.items():
                taken.attrs[key] = value

        source.visititems(copy)
        for key, value in source.attrs.items():
            half.attrs[key] = value
    whole.unlink()
