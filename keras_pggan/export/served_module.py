"""What a SavedModel is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from keras_pggan.export.serving import IMAGES, serving, signature_of
from keras_pggan.generators.generation import Generator

PIXELS, PNG, PNG_BYTES = "uint8", "png", "png_bytes"  # TensorFlow Serving sends *_bytes in base64
DEFAULT = "default"  # of modules of TF Hub: the name of their signature, and of what it returns


def name_of(generator: Generator) -> str:
    """What the pictures of one resolution are called: `images_64` for those 64 pixels high."""
    return f"{IMAGES}_{generator.image_shape[0]}"


def served_module(generator: Generator, batch: int | None = None) -> tuple[Any, dict[str, Any]]:
    """What TensorFlow saves of a generator and those `lower`, and the signatures of it.

    Functions of the first take latents and, with classes, labels, and give a tensor: the module
    itself and `serve` pictures of the largest resolution, `images_4` and so on those of each,
    `uint8` and `png` pixels and files. Signatures have the same names, and give a dictionary.

    Args:
        generator: with its Keras model.
        batch: pictures at a time; None for any number.
    """
    given = signature_of(generator, batch)
    made = {name_of(each): _images(each, given) for each in generator.of_each_resolution}
    largest = made[name_of(generator)]
    pixels = _function(lambda *inputs: _pixels(largest(*inputs)), given)
    files = _function(lambda *inputs: tf.io.encode_png(pixels(*inputs)), given)
    made |= {"serve": largest, PIXELS: pixels, PNG: files}

    module = tf.train.Checkpoint(**made)
    module.__call__ = largest
    models: list[Any] = [each.model for each in generator.of_each_resolution]
    module.variables = _values(model.variables for model in models)
    module.trainable_variables = _values(model.trainable_variables for model in models)

    named = {name: _named(made[name], PNG_BYTES if name == PNG else IMAGES, given) for name in made}
    named["serving_default"] = named["serve"]
    named[DEFAULT] = _named(largest, DEFAULT, given)
    return module, named


def _images(generator: Generator, given: list) -> Any:
    serve = serving(generator).python_function
    return _function(lambda *inputs: serve(*inputs)[IMAGES], given)


def _pixels(images: Any) -> Any:
    return tf.cast(tf.round(images * 255.0), tf.uint8)


def _function(made_of: Callable[..., Any], given: list) -> Any:
    """A function of latents and labels, or of latents alone, under these names."""
    if len(given) == 1:
        return tf.function(lambda latents: made_of(latents), given, autograph=False)
    return tf.function(lambda latents, labels: made_of(latents, labels), given, autograph=False)


def _named(function: Any, output: str, given: list) -> Any:
    """A signature, which gives a dictionary."""
    return _function(lambda *inputs: {output: function(*inputs)}, given)


def _values(variables_of_each: Any) -> list[tf.Variable]:
    """TensorFlow's variables of Keras's, each once, though several models share them."""
    found = {id(each): each.value for variables in variables_of_each for each in variables}
    return list(found.values())
