"""Generators from wherever they were saved."""

from __future__ import annotations

import functools
import json
import logging
import os
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.generators.calling import calling, functional, in_batches_of
from keras_pggan.generators.generation import Generator
from keras_pggan.keras_settings import check_backend
from keras_pggan.plain_names import plainly_named
from keras_pggan.runs.names import CONFIG, GENERATOR
from keras_pggan.runs.progress_of import progress_of
from keras_pggan.words import brief, kind_and_reason
from keras_pggan.zoo.artefact import is_artefact
from keras_pggan.zoo.places import folder_of

if TYPE_CHECKING:
    import keras

log = logging.getLogger(__name__)

CLASSES = Path("assets.extra", "classes.json")  # inside a SavedModel; loaders leave it alone


def load_generator(path: Path | str | os.PathLike | keras.Model | Generator) -> Generator:
    """Loads a generator: of a run directory, a .keras file, a SavedModel folder, or a preset.

    A preset is a folder, the name of a pretrained model, or a place on a hub (`pg.from_preset`).
    What `pg.train` returns is a run, too. A Keras model is taken as it is; a `GrowingGenerator`
    straight through its last level; of a GAN its averaged generator, as it is in the phase that the
    GAN is in, or straight through the last level where it is in none. A `Generator` is one already.
    Where the run is not complete, a warning is logged that says how far it is: once, until it is
    further.

    Raises:
        InputError: there is nothing at `path`, or it is not a generator.
    """
    if isinstance(path, Generator):
        return path
    if not isinstance(path, str | os.PathLike):
        return from_model(_averaged(path), "model")
    place = os.fspath(path)
    path = folder_of(place)
    if is_artefact(path):
        from keras_pggan.zoo.reading import from_preset

        return from_model(from_preset(path), place)
    if (path / "saved_model.pb").is_file():
        return _from_saved_model(path)
    if path.is_dir():
        if (path / GENERATOR).is_file():
            return _of_run(path, path / GENERATOR)
        if (path / CONFIG).is_file():
            raise InputError(
                f"{path}: this run has no {GENERATOR}: it has not completed a level yet, or "
                "the file was removed; the command that trains it writes one"
            )
        raise InputError(f"{path}: neither a run directory nor an exported SavedModel")
    return _of_run(path.parent, path)


def _of_run(run: Path, path: Path) -> Generator:
    """A generator in the folder of a run, or in any other; how far the run is, is logged."""
    generator = _from_keras(path)
    told = progress_of(run, generator.image_shape)
    if told:
        _warn(f"{path}: {told}")
    return generator


@functools.lru_cache(maxsize=256)
def _warn(line: str) -> None:
    log.warning("%s", line)


def _from_keras(path: Path) -> Generator:
    if path.suffix != ".keras":
        raise InputError(f"{path}: a run directory, a .keras file or a SavedModel is expected")
    return from_model(load_model(path), str(path))


def load_model(path: Path) -> keras.Model:
    """The Keras model in a .keras file.

    Raises:
        InputError: there is none that can be used.
    """
    import keras

    _check_archive(path)
    try:
        return keras.models.load_model(path, compile=False)
    except Exception as error:  # Keras raises many kinds for a file that it cannot use
        raise InputError(
            f"{path}: not a Keras model that can be used ({kind_and_reason(error)})"
        ) from error


def _check_archive(path: Path) -> None:
    # Of a file that is none of its own, Keras says that it was not found.
    try:
        with zipfile.ZipFile(path) as archive:
            whole = {"config.json", "model.weights.h5"} <= set(archive.namelist())
    except zipfile.BadZipFile:
        whole = False
    if not whole:
        raise InputError(
            f"{path}: not a .keras file, or cut short; give a run directory, a file that Keras "
            "saved, or a SavedModel"
        )


def _averaged(model: Any) -> keras.Model:
    """The model of pictures that a GAN has; another Keras model as it is."""
    import keras

    if not isinstance(model, keras.Model):
        raise InputError(
            "a run, the path of one, of a .keras file or of a SavedModel, or a Keras model is "
            f"expected, got {brief(model)}"
        )
    if not hasattr(model, "averaged_generator"):
        return model
    from keras_pggan.models.adversarial.last_stage import last_stage

    return last_stage(model).averaged_generator


def from_model(model: keras.Model, source: str) -> Generator:
    """A Keras model as a generator; `source` is what messages call it.

    Raises:
        InputError: it is none.
    """
    from keras_pggan.layers import ConditionalLatents
    from keras_pggan.models.progressive.growing_generator import GrowingGenerator

    if isinstance(model, GrowingGenerator):
        model = model.straight_through(model.config.level_count - 1)
    model = functional(model)
    inputs, outputs = getattr(model, "input_shape", None), getattr(model, "output_shape", None)
    inputs, label_count = _split(inputs)
    latent_dim, image_shape = _checked(source, inputs, outputs)
    names: tuple[str, ...] = ()
    for layer in model.layers:
        if isinstance(layer, ConditionalLatents):
            names = layer.class_names
        names = names or tuple(getattr(getattr(layer, "config", None), "class_names", ()))
    call = calling(model, latent_dim, label_count)
    return Generator(latent_dim, image_shape, call, model, source, label_count, names)


def _split(inputs) -> tuple[object, int]:
    """The shape of the latents among a model's inputs, and how many classes the others have."""
    match inputs:
        case [(_, int()) as latents, (_, int(label_count))]:
            return latents, label_count
    return inputs, 0


def _from_saved_model(path: Path) -> Generator:
    check_backend()
    import tensorflow as tf

    try:
        with plainly_named(path) as named:
            loaded = tf.saved_model.load(str(named))
        signature = loaded.signatures["serving_default"]
        given = dict(signature.structured_input_signature[1])
        labelled = given.pop("labels", None) is not None and len(given) == 1
        ((name, latents),) = given.items()
        ((result, returned),) = signature.structured_outputs.items()
        classes = json.loads((path / CLASSES).read_text()) if labelled else {}
        label_count, names = int(classes.get("count", 0)), tuple(classes.get("names", ()))
    except Exception as error:  # TensorFlow raises many kinds for a folder that it cannot use
        reason = kind_and_reason(error)
        raise InputError(f"{path}: not a SavedModel of a generator ({reason})") from error
    latent_dim, image_shape = _checked(str(path), tuple(latents.shape), tuple(returned.shape))

    # `owner` keeps the weights alive.
    def call(latents: np.ndarray, labels: np.ndarray | None = None, owner=loaded) -> np.ndarray:
        inputs = {name: tf.constant(latents)}
        if labelled:
            inputs["labels"] = tf.constant(labels, tf.int64)
        return signature(**inputs)[result].numpy() * 2.0 - 1.0

    fixed, source = latents.shape[0], str(path)
    made = call if fixed is None else in_batches_of(fixed, call)
    return Generator(
        latent_dim, image_shape, made, None, source, label_count=label_count, class_names=names
    )


def _checked(source: str, inputs, outputs) -> tuple[int, tuple[int, int, int]]:
    good = isinstance(inputs, tuple) and isinstance(outputs, tuple)
    good = good and len(inputs) == 2 and len(outputs) == 4
    if not good or None in (inputs[1], *outputs[1:]) or outputs[3] not in (1, 3, 4):
        raise InputError(
            f"{source}: not a generator: latents (batch, latent_dim) to pictures (batch, height, "
            f"width, 1, 3 or 4) are expected, this maps {inputs} to {outputs}"
        )
    return int(inputs[1]), (int(outputs[1]), int(outputs[2]), int(outputs[3]))
