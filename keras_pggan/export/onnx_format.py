"""ONNX: for onnxruntime, browsers, and whatever else reads it."""

from __future__ import annotations

import contextlib
import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.export.export_format import ExportFormat
from keras_pggan.export.serving import IMAGES, LABELS, by_kind, serving, signature_of
from keras_pggan.generators.generation import Call, Generator
from keras_pggan.stderr import stderr_kept_back
from keras_pggan.words import lacking

OPSET = 15  # that tf2onnx writes by default, and every runtime of today reads
PACKAGES = ["tf2onnx", "onnx", "onnxruntime"]


class Onnx(ExportFormat):
    """An .onnx file of opset 15.

    Its inputs are `latents` (batch, latent_dim) float32 and, with classes, `labels` (batch,) int64;
    its output `images` (batch, height, width, channels) float32 in [0, 1]. Any batch works. Its
    metadata have `latent_dim`, `value_range`, `label_count` and `class_names`.
    """

    name = "onnx"
    told = "ONNX model"
    suffix = ".onnx"
    tolerance = 1e-4

    def write(self, generator: Generator, path: Path, precision: str = "float32") -> None:
        with needed("the format onnx"):
            import onnx
            import tf2onnx
        signature = signature_of(generator)
        with stderr_kept_back(), _quiet():
            model, _ = tf2onnx.convert.from_function(
                serving(generator), input_signature=signature, opset=OPSET
            )
        _rename_output(model, IMAGES)
        told = {
            "latent_dim": generator.latent_dim,
            "value_range": [0, 1],
            "label_count": generator.label_count,
            "class_names": list(generator.class_names),
        }
        onnx.helper.set_model_props(model, {key: json.dumps(told[key]) for key in told})
        onnx.checker.check_model(model)
        path.write_bytes(model.SerializeToString())

    def drawer(self, path: Path) -> Call:
        with needed("the format onnx"):
            import onnxruntime
        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        names = [each.name for each in session.get_inputs()]

        def draw(*inputs: np.ndarray) -> np.ndarray:
            given = by_kind(inputs, names)
            kinds = {name: np.int64 if LABELS in name else np.float32 for name in names}
            made: np.ndarray
            (made,) = session.run(
                [IMAGES], {name: value.astype(kinds[name]) for name, value in given.items()}
            )
            return made

        return draw


@contextlib.contextmanager
def needed(what: str) -> Iterator[None]:
    """Says in a line which package is to be installed, where one is missing that is imported.

    Args:
        what: is not possible without.
    """
    try:
        yield
    except ImportError as error:
        told = lacking(error, what, [*PACKAGES, "openvino"], "keras_pggan[export]")
        raise InputError(told) from error


def _rename_output(model: Any, name: str) -> None:
    """Gives the one output of a model a name, in place of that of a tensor of TensorFlow."""
    (output,) = model.graph.output
    for node in model.graph.node:
        for names in (node.input, node.output):
            for index, each in enumerate(names):
                if each == output.name:
                    names[index] = name
    output.name = name


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """tf2onnx logs what it does, and TensorFlow how long its passes took."""
    logger = logging.getLogger("tf2onnx")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
            yield
    finally:
        logger.setLevel(before)
