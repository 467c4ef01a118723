"""Generators for programs without this package, one format a module."""

from keras_pggan.export.export_format import ExportFormat, named_formats
from keras_pggan.export.exporting import export, export_model
from keras_pggan.export.html import Html
from keras_pggan.export.litert import LiteRT
from keras_pggan.export.onnx_format import Onnx
from keras_pggan.export.openvino_format import OpenVino
from keras_pggan.export.parity import Parity
from keras_pggan.export.saved_model import SavedModel, export_saved_model
from keras_pggan.export.web import Web, write_site

__all__ = [
    "ExportFormat",
    "Html",
    "LiteRT",
    "Onnx",
    "OpenVino",
    "Parity",
    "SavedModel",
    "Web",
    "export",
    "export_model",
    "export_saved_model",
    "named_formats",
    "write_site",
]
