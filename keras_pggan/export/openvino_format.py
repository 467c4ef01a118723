"""OpenVINO: for Intel's processors."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from keras_pggan.export.export_format import ExportFormat
from keras_pggan.export.onnx_format import Onnx
from keras_pggan.export.serving import given_to
from keras_pggan.generators.generation import Call, Generator

MODEL = "model.xml"  # beside it, OpenVINO puts model.bin, the weights


class OpenVino(ExportFormat):
    """A folder with `model.xml` and `model.bin`, which `openvino.Core().read_model` reads.

    Inputs and output are those of the format onnx, by way of which it is made. Run it with
    `INFERENCE_PRECISION_HINT=f32`: by default OpenVINO computes in what is fastest.
    """

    name = "openvino"
    told = "OpenVINO model"
    tolerance = 1e-4
    fixed_batch = True
    packages = ("openvino", "tf2onnx", "onnx")
    precisions = ("float32", "float16")

    def write(self, generator: Generator, path: Path, precision: str = "float32") -> None:
        import openvino

        path.mkdir()
        between = path / "model.onnx"
        Onnx(self.batch).write(generator, between)
        model = openvino.convert_model(between)
        between.unlink()
        half = precision == "float16"
        openvino.save_model(model, path / MODEL, compress_to_fp16=half)

    def drawer(self, path: Path) -> Call:
        import openvino

        hint = {"INFERENCE_PRECISION_HINT": "f32"}
        model = openvino.Core().compile_model(path / MODEL, "CPU", hint)
        names = [each.any_name for each in model.inputs]

        def draw(*inputs: np.ndarray) -> np.ndarray:
            return np.array(model(given_to(names, inputs))[model.output(0)])

        return draw
