"""What every export computes: latents, with classes also labels, to pictures in [0, 1]."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from keras_pggan.export.units import to_unit
from keras_pggan.generators.generation import Generator
from keras_pggan.layers.conditional_latents import with_classes

LATENTS, LABELS, IMAGES = "latents", "labels", "images"  # names in every format that has names


def signature_of(generator: Generator, batch: int | None = None, labels: Any = tf.int64) -> list:
    """What the function of `serving` takes.

    Args:
        generator: what is exported.
        batch: pictures at a time; None for any number.
        labels: the type of the labels.
    """
    given = [tf.TensorSpec((batch, generator.latent_dim), tf.float32, name=LATENTS)]
    if generator.label_count:
        given.append(tf.TensorSpec((batch,), labels, name=LABELS))
    return given


def serving(generator: Generator) -> tf.types.experimental.GenericFunction:
    """The function; its variables are those of the Keras model."""
    model: Any = generator.model
    count = generator.label_count

    # Not a lambda with default arguments, which TensorFlow cannot write down.
    def serve(latents, labels=None):
        inputs = with_classes(latents, labels, count)
        return {IMAGES: to_unit(model(inputs, training=False))}

    return tf.function(serve, autograph=False)


def given_to(
    names: list[str], inputs: tuple[np.ndarray, ...], *, labels: type = np.int64
) -> dict[str, np.ndarray]:
    """What a runtime is given, under its own names: labels are what is called so.

    Args:
        names: of the runtime's inputs.
        inputs: latents, and labels where there are classes.
        labels: the type that the runtime takes them in.
    """
    given = dict(zip((LATENTS, LABELS), inputs, strict=False))
    return {
        name: given[LABELS].astype(labels) if LABELS in name else given[LATENTS].astype(np.float32)
        for name in names
    }
