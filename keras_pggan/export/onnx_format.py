"""ONNX: for onnxruntime, browsers, and whatever else reads it."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from keras_pggan.export.export_format import ExportFormat
from keras_pggan.export.runtimes import without_prints
from keras_pggan.export.serving import IMAGES, given_to, serving, signature_of
from keras_pggan.generators.generation import Call, Generator
from keras_pggan.stderr import stderr_kept_back

OPSET = 15  # that tf2onnx writes by default, and every runtime of today reads


class Onnx(ExportFormat):
    """An .onnx file of opset 15.

    Its inputs are `latents` (batch, latent_dim) float32 and, with classes, `labels` (batch,) int64;
    its output `images` (batch, height, width, channels) float32 in [0, 1]. Any batch works, unless
    it is fixed. Its metadata have `latent_dim`, `value_range`, `label_count` and `class_names`.
    """

    name = "onnx"
    told = "ONNX model"
    suffix = ".onnx"
    tolerance = 1e-4
    fixed_batch = True
    packages = ("tf2onnx", "onnx", "onnxruntime")

    def write(self, generator: Generator, path: Path, precision: str = "float32") -> None:
        import onnx
        import tf2onnx

        signature = signature_of(generator, self.batch)
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
        import onnxruntime

        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        names = [each.name for each in session.get_inputs()]

        def draw(*inputs: np.ndarray) -> np.ndarray:
            made: np.ndarray
            (made,) = session.run([IMAGES], given_to(names, inputs))
            return made

        return draw


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
        with without_prints():
            yield
    finally:
        logger.setLevel(before)
