"""Generators for programs without this package."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from keras_pggan.errors import InputError
from keras_pggan.files import check_new_folder, write_json, written_whole
from keras_pggan.generators.generation import Generator, latents
from keras_pggan.generators.loading import CLASSES, load_generator

PARITY_SAMPLES = 4
PARITY_TOLERANCE = 1e-5


def export_saved_model(generator: Generator, out: Path | str) -> float:
    """Writes a SavedModel and checks it against the generator in memory.

    Its default signature takes `latents` (batch, latent_dim) float32 and gives `images` (batch,
    height, width, channels) float32 in [0, 1]: `clip(x / 2 + 1 / 2, 0, 1)` of what the generator
    returns. Any batch size works. The signature of a generator with classes also takes `labels`
    (batch,) int64; how many there are, and their names, are in `assets.extra/classes.json`.

    Args:
        generator: what `load_generator` loaded from a run or a .keras file.
        out: a folder that does not exist yet, or an empty one.

    Returns:
        the largest difference between a picture of the SavedModel and one of the generator.

    Raises:
        InputError: the folder has content, the generator is itself a SavedModel, or the two
            differ by more than 1e-5 (nothing is left behind then).
    """
    out = check_new_folder(out)
    if not isinstance(generator.model, keras.Model):
        raise InputError(f"{generator.source}: this is a SavedModel already; copy its folder")
    with written_whole(out) as temporary:
        _write(generator, temporary)
        difference = _parity(generator, temporary)
        if not difference <= PARITY_TOLERANCE:
            raise InputError(
                f"the SavedModel's pictures differ by {difference:.2g} from the model's, "
                f"more than {PARITY_TOLERANCE}; nothing was written"
            )
    return difference


def _write(generator: Generator, path: Path) -> None:
    model: Any = generator.model
    count = generator.label_count

    def serve(latents, labels=None):
        inputs = latents if labels is None else [latents, ops.one_hot(labels, count)]
        return {"images": to_unit(model(inputs, training=False))}

    archive = keras.export.ExportArchive()
    archive.track(model)
    signature = [tf.TensorSpec((None, generator.latent_dim), tf.float32, name="latents")]
    if count:
        signature.append(tf.TensorSpec((None,), tf.int64, name="labels"))
    archive.add_endpoint("serve", serve, input_signature=signature)
    # Keras and TensorFlow print the signature at length.
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        archive.write_out(str(path), verbose=False)
    if count:
        classes = {"count": count, "names": list(generator.class_names)}
        write_json(path / CLASSES, classes)


def _parity(generator: Generator, path: Path) -> float:
    batch = latents(PARITY_SAMPLES, generator.latent_dim)
    inputs = [batch, generator.labels(PARITY_SAMPLES)] if generator.label_count else [batch]
    exported = load_generator(path).call(*inputs) * 0.5 + 0.5
    own = ops.convert_to_numpy(to_unit(generator.call(*inputs)))
    return float(np.abs(exported - own).max())


def to_unit(images):
    """Floats meant for [-1, 1] to [0, 1], clipped."""
    return ops.clip(images * 0.5 + 0.5, 0.0, 1.0)
