"""Packages of others that write and run exports."""

from __future__ import annotations

import contextlib
import importlib
import os
from collections.abc import Iterator

from keras_pggan.errors import InputError
from keras_pggan.export.export_format import ExportFormat
from keras_pggan.words import lacking

PACKAGES = ["ai_edge_litert", "tf2onnx", "onnx", "onnxruntime", "openvino"]  # of the extra


def check_packages(wanted: ExportFormat) -> None:
    """Raises InputError, which says what is to be installed, where a format lacks a package."""
    try:
        for name in wanted.packages:
            importlib.import_module(name)
    except ImportError as error:
        what = f"the format {wanted.name}"
        raise InputError(lacking(error, what, PACKAGES, "keras_pggan[export]")) from error


@contextlib.contextmanager
def without_prints() -> Iterator[None]:
    """Lets what converters print of their progress go nowhere."""
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        yield
