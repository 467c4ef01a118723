"""Networks out of a preset folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras

from keras_pggan.errors import InputError
from keras_pggan.files import sha256_of
from keras_pggan.keras_settings import known_settings
from keras_pggan.models.progressive.network_config import NetworkConfig
from keras_pggan.models.progressive.parameters import (
    discriminator_parameters,
    generator_parameters,
)
from keras_pggan.words import brief, kind_and_reason, size_in_words, unreadable
from keras_pggan.zoo.artefact import PARTS, Artefact, Part, read_artefact
from keras_pggan.zoo.places import folder_of

# What tells how many weights a network has before it is made.
COUNTED = {
    "keras_pggan>GrowingGenerator": generator_parameters,
    "keras_pggan>GrowingDiscriminator": discriminator_parameters,
}
LEAST_BYTES = 2  # of a weight: float16
FAR = 4  # times as large


def from_preset(
    place: Path | str, *, load_weights: bool = True, network: str = "generator"
) -> keras.Model:
    """The generator of a preset, as a Keras model: latents (batch, latent_dim) to pictures.

    Pictures are floats meant for [-1, 1], (batch, height, width, channels); with classes, it takes
    `[latents, one-hot labels]`. A growing one has the model of each of its levels, too
    (`straight_through(level)`). `pg.generate`, `pg.walk` and `pg.export_saved_model` take it.

    Args:
        place: the name of a pretrained model, such as `fashion_mnist_32`; a preset folder; or
            `hf://USER/MODEL` or `kaggle://USER/MODEL/keras/VARIATION`, for which the package
            `huggingface_hub` or `kagglehub` is needed.
        load_weights: False for new weights.
        network: `discriminator` for that, where it is kept: pictures to scores.

    Raises:
        InputError: there is no such preset, it is damaged, or it has no such network.
    """
    if network not in PARTS:
        raise InputError(f"network must be {' or '.join(PARTS)}, got {brief(network)}")
    artefact = read_artefact(folder_of(place))
    part: Part | None = getattr(artefact, network)
    if part is None:
        (other,) = set(PARTS) - {network}
        raise InputError(f"{place}: this preset has no {network}, its {other} alone")
    return network_of(artefact, part, load_weights=load_weights)


def network_of(artefact: Artefact, part: Part, *, load_weights: bool = True) -> Any:
    """One network of a preset folder, float32.

    Args:
        artefact: what `read_artefact` returned.
        part: its generator or its discriminator.
        load_weights: False for new weights.

    Raises:
        InputError: its class is not known here, or its weights are missing or damaged.
    """
    folder = artefact.folder or Path()
    network_class = _class_of(part, folder)
    try:
        _check_count(part, folder / part.file)
        with known_settings():
            network = network_class.from_config({**part.config, "dtype": "float32"})
        if not isinstance(network, keras.Model):
            raise InputError("it is no network")
    except Exception as error:  # whatever a class makes of values that are not its own
        raise InputError(
            f"{folder}: {part.class_name} cannot be made ({kind_and_reason(error)})"
        ) from error
    if load_weights:
        _load(network, folder / part.file, part)
    return network


def _class_of(part: Part, folder: Path) -> Any:
    found = keras.saving.get_registered_object(part.class_name)
    if found is None or not hasattr(found, "from_config"):
        raise InputError(
            f"{folder}: there is no network {part.class_name} here; import the module that defines "
            "it first, or update keras_pggan"
        )
    return found


def _check_count(part: Part, path: Path) -> None:
    """Raises InputError where networks would be far larger than the file of their weights.

    A few numbers of a configuration would otherwise take all memory before that shows.
    """
    counted = COUNTED.get(part.class_name)
    if counted is None or not path.is_file():
        return
    count = counted(NetworkConfig(**part.config["config"]))
    size = path.stat().st_size
    if LEAST_BYTES * count > FAR * size:
        raise InputError(f"it tells of {count:,} weights, its file has {size_in_words(size)}")


def _load(network: Any, path: Path, part: Part) -> None:
    try:
        if sha256_of(path) != part.sha256:
            raise InputError(f"{path}: damaged, its checksum is another; fetch it again")
        network.load_weights(path)
    except (OSError, ValueError, KeyError) as error:
        if isinstance(error, InputError):
            raise
        reason = unreadable(error) if isinstance(error, OSError) else kind_and_reason(error)
        raise InputError(f"{path}: not the weights of these networks ({reason})") from error
