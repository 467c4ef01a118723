"""LiteRT (before, TensorFlow Lite): for phones and small computers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

from keras_pggan.export.export_format import ExportFormat
from keras_pggan.export.runtimes import without_prints
from keras_pggan.export.serving import given_to, serving, signature_of
from keras_pggan.generators.generation import Call, Generator
from keras_pggan.stderr import stderr_kept_back


class LiteRT(ExportFormat):
    """A .tflite file, which the LiteRT runtime runs on phones, in browsers and elsewhere.

    Its inputs are `latents` (1, latent_dim) float32 and, with classes, `labels` (1,) int32; the
    first axis of either can be resized, unless the batch is fixed. Its output is pictures (batch,
    height, width, channels) float32 in [0, 1], whatever the precision of the weights in the file.
    It needs the operators of LiteRT alone.
    """

    name = "litert"
    told = "LiteRT model"
    suffix = ".tflite"
    tolerance = 1e-4
    fixed_batch = True
    packages = ("ai_edge_litert", "ai_edge_litert.interpreter")
    precisions = ("float32", "float16", "dynamic-int8")

    def write(self, generator: Generator, path: Path, precision: str = "float32") -> None:
        # Frozen: with variables the converter writes a small file of NaN, and tells nobody.
        signature = signature_of(generator, self.batch, labels=tf.int32)
        concrete = serving(generator).get_concrete_function(*signature)
        frozen = convert_variables_to_constants_v2(concrete)
        with stderr_kept_back(), without_prints():
            converter = tf.lite.TFLiteConverter.from_concrete_functions([frozen])
            if precision != "float32":
                converter.optimizations = [tf.lite.Optimize.DEFAULT]
            if precision == "float16":
                converter.target_spec.supported_types = [tf.float16]
            path.write_bytes(converter.convert())

    def drawer(self, path: Path) -> Call:
        interpreter = _interpreter(path)

        def draw(*inputs: np.ndarray) -> np.ndarray:
            details = {each["name"]: each for each in interpreter.get_input_details()}
            given = given_to(list(details), inputs, labels=np.int32)
            for name, values in given.items():
                interpreter.resize_tensor_input(details[name]["index"], values.shape)
            with stderr_kept_back():  # it tells which of its parts it makes use of
                interpreter.allocate_tensors()
            for name, values in given.items():
                interpreter.set_tensor(details[name]["index"], values)
            interpreter.invoke()
            (images,) = interpreter.get_output_details()
            made: np.ndarray = interpreter.get_tensor(images["index"])
            return made

        return draw


def _interpreter(path: Path) -> Any:
    from ai_edge_litert.interpreter import Interpreter

    with stderr_kept_back():
        return Interpreter(model_path=str(path))
